/** What a chart over time is told. */
export type Tone = 'negative' | 'positive' | 'neutral' | 'accent';

export interface Series {
  label: string;
  /** One a day of `days`; null is a gap. */
  values: readonly (number | null)[];
  kind: 'line' | 'bars';
  tone: Tone;
  /** Bounds of an interval, drawn as a band around a line. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
  /** right: a scale of its own, for amounts beside shares. */
  scale?: 'left' | 'right';
  /** For the tooltip, and the axis of its scale. */
  format: (value: number) => string;
}

/** Something that happened, drawn as a thin rule: a version, a price change, a rise that began. */
export interface ChartEvent {
  day: string;
  label: string;
  tone?: Tone;
}

export interface TimeChartProps {
  /** What is to be seen, in a sentence, for those who cannot see it. */
  label: string;
  /** ISO days, ascending. */
  days: readonly string[];
  /** Five at most. */
  series: readonly Series[];
  events?: readonly ChartEvent[];
  /** A line more for the tooltip of a day, such as its n. */
  note?: (index: number) => string;
  height?: number;
  /** The least the left scale reaches up to. */
  atLeast?: number;
}
