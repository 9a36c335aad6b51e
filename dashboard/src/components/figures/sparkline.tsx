import classes from './figures.module.css';

interface SparklineProps {
  /** Oldest first; null is a gap, not a zero. */
  values: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
  /** The top of the scale; default: the highest value. */
  max?: number;
}

const INSET = 2;

/** A line without axes, from zero, the last point marked. */
export function Sparkline({ values, label, width = 96, height = 24, max }: SparklineProps) {
  const top = max ?? Math.max(...values.map((value) => value ?? 0), Number.EPSILON);
  const step = (width - 2 * INSET) / Math.max(values.length - 1, 1);
  const at = (value: number, index: number): [number, number] => [
    INSET + index * step,
    height - INSET - (Math.min(value, top) / top) * (height - 2 * INSET),
  ];
  const last = values.findLastIndex((value) => value !== null);
  const end = last < 0 ? null : at(values[last] ?? 0, last);
  return (
    <svg aria-label={label} className={classes.spark} height={height} role="img" viewBox={`0 0 ${width} ${height}`} width={width}>
      <path d={lineOf(values, at)} />
      {end && <circle cx={end[0]} cy={end[1]} r={2} />}
    </svg>
  );
}

/** Path of the line, lifted over gaps; a value between two gaps is a dot. */
function lineOf(
  values: readonly (number | null)[],
  at: (value: number, index: number) => [number, number],
): string {
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const [x, y] = at(value, index);
    const before = index > 0 ? values[index - 1] : null;
    const starts = before === null || before === undefined;
    path += `${starts ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    if (starts && (values[index + 1] ?? null) === null) path += 'h0';
  });
  return path;
}
