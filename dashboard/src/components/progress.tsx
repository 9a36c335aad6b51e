import { share } from '@/lib/format/numbers';

import classes from './progress.module.css';

interface ProgressProps {
  label: string;
  value: number | null;
  /** Under a badge or a name, in the same cell. */
  isBelow?: boolean;
}

/** How far something is, from 0 to 1; null: that it moves, without an end that is known. */
export function Progress({ label, value, isBelow = false }: ProgressProps) {
  const known = value !== null && { 'aria-valuenow': Math.round(value * 100), 'aria-valuetext': share(value) };
  return (
    <span
      aria-label={label}
      aria-valuemax={100}
      aria-valuemin={0}
      className={classes.progress}
      data-below={isBelow}
      data-unknown={value === null}
      role="progressbar"
      {...known}
    >
      <span {...(value !== null && { style: { width: `${value * 100}%` } })} />
    </span>
  );
}
