/** uPlot's options for our charts: what is drawn, in which colours. */
import UPlot from 'uplot';

import { briefDay } from '@/lib/format/dates';

import type { Series, TimeChartProps, Tone } from './model';
import { drawEvents, drawLabels, tooltip } from './plugins';

const FONT = '12px Inter, system-ui, sans-serif';
const VARIABLE: Record<Tone, string> = {
  negative: '--negative',
  positive: '--positive',
  neutral: '--neutral',
  accent: '--accent',
};

export type Paint = (name: string) => string;

export function paintOf(element: Element): Paint {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

export const toneOf = (paint: Paint, tone: Tone): string => paint(VARIABLE[tone]);

/** Days, then each series, its bounds after it. */
export function dataOf({ days, series }: TimeChartProps): UPlot.AlignedData {
  const columns = series.flatMap((each) => [each.values, ...boundsOf(each)].map((column) => [...column]));
  return [days.map((day) => Date.parse(day) / 1000), ...columns];
}

export function optionsOf(props: TimeChartProps & { height: number }, element: HTMLElement): UPlot.Options {
  const paint = paintOf(element);
  const axis: UPlot.Axis = {
    stroke: paint('--text-3'),
    font: FONT,
    grid: { stroke: paint('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: props.height,
    // Days are UTC days wherever the reader is.
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: scalesOf(props),
    axes: [
      { ...axis, grid: { show: false }, size: 30, values: (_, seconds) => seconds.map(dayLabel), space: 72 },
      ...axesOf(props, axis),
    ],
    ...plotted(props, paint),
    plugins: [tooltip(props), drawEvents(props, paint), drawLabels(props, paint)],
    padding: [16, 8, 0, 0],
  };
}

/** Series in uPlot's sense: each of ours, and the two bounds of its band. */
function plotted({ series }: TimeChartProps, paint: Paint): Pick<UPlot.Options, 'series' | 'bands'> {
  const all: UPlot.Series[] = [{}];
  const bands: UPlot.Band[] = [];
  for (const each of series) {
    const colour = toneOf(paint, each.tone);
    const at = all.length;
    const scale = scaleOf(each);
    all.push(each.kind === 'bars' ? bars(colour, scale) : { scale, stroke: colour, width: 2, points: pointsOf(each) });
    if (boundsOf(each).length === 0) continue;
    all.push({ scale, width: 0, points: { show: false } }, { scale, width: 0, points: { show: false } });
    bands.push({ series: [at + 2, at + 1], fill: withAlpha(colour, 0.16) });
  }
  return { series: all, bands };
}

function bars(colour: string, scale: string): UPlot.Series {
  const paths = UPlot.paths.bars?.({ size: [0.72, 28], radius: 0.12 });
  return { scale, fill: withAlpha(colour, 0.5), width: 0, points: { show: false }, ...(paths && { paths }) };
}

/** Dots only where there is no line to see: a value with gaps on both sides. */
function pointsOf({ values }: Series): UPlot.Series.Points {
  const alone = values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : [],
  );
  return { show: alone.length > 0, size: 5, filter: () => alone };
}

function scalesOf({ series, atLeast = 0 }: TimeChartProps): UPlot.Scales {
  const fromZero = (least: number): UPlot.Scale => ({
    range: (_plot, _low, high) => [0, Math.max(Number.isFinite(high) ? high * 1.12 : 1, least || Number.EPSILON)],
  });
  const onRight = series.filter((each) => each.scale === 'right');
  // Amounts behind a line keep to the lower third, so that the line is what one sees.
  const lowered: UPlot.Scale = { range: (_plot, _low, high) => [0, 3 * Math.max(Number.isFinite(high) ? high : 1, 1)] };
  const right = onRight.some(({ kind }) => kind === 'bars') ? lowered : fromZero(1);
  return { x: { time: true }, left: fromZero(atLeast), ...(onRight.length > 0 && { right }) };
}

function axesOf({ series }: TimeChartProps, axis: UPlot.Axis): UPlot.Axis[] {
  return (['left', 'right'] as const).flatMap((scale) => {
    const first = series.find((each) => scaleOf(each) === scale);
    if (!first) return [];
    return [
      {
        ...axis,
        ...(scale === 'right' && { side: 1 }),
        scale,
        size: (_: UPlot, labels: string[] | null) => widthOf(labels),
        space: 40,
        values: (_: UPlot, splits: number[]) => splits.map((value) => (value > highest(first) ? '' : first.format(value))),
        ...(scale === 'right' && { grid: { show: false } }),
      },
    ];
  });
}

/** Room for the widest label, in CSS pixels. */
const widthOf = (labels: readonly string[] | null): number =>
  Math.max(48, 16 + 7 * Math.max(0, ...(labels ?? []).map((label) => label.length)));

/** Above its bars an axis of amounts says nothing. */
const highest = ({ kind, values }: Series): number =>
  kind === 'bars' ? Math.max(0, ...values.map((value) => value ?? 0)) * 1.3 : Number.POSITIVE_INFINITY;

export const scaleOf = ({ scale = 'left' }: Series): string => scale;

const boundsOf = ({ low, high }: Series): (readonly (number | null)[])[] => (low && high ? [low, high] : []);

const dayLabel = (seconds: number): string => briefDay(new Date(seconds * 1000).toISOString());

function withAlpha(colour: string, alpha: number): string {
  const percent = Math.round(alpha * 100);
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}
