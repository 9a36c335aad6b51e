import { share } from '@/lib/format/numbers';

import classes from '../runs.module.css';

/** How far something is; without an end that is known, that it moves. */
export function Progress({ label, value }: { label: string; value: number | null }) {
  return (
    <span
      aria-label={label}
      aria-valuemax={100}
      aria-valuemin={0}
      className={classes.progress}
      data-unknown={value === null}
      role="progressbar"
      {...(value !== null && { 'aria-valuenow': Math.round(value * 100), 'aria-valuetext': share(value) })}
    >
      <span style={{ width: value === null ? '30%' : `${value * 100}%` }} />
    </span>
  );
}
