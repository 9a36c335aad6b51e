import type { Schema } from '@/types/schema';

import classes from './feedback.module.css';

interface TrackProps {
  /** 0-1. */
  amazon: number | null;
  ours: Schema<'Share'> | null;
  /** The share at the right end. */
  scale: number;
  side: Schema<'FeedbackSide'>;
}

/** Our share with its range, and where Amazon's figure lies: a picture of the words beside it. */
export function Track({ amazon, ours, scale, side }: TrackProps) {
  const at = (value: number) => `${Math.min(value / scale, 1) * 100}%`;
  const { value, low, high } = ours ?? {};
  return (
    <span aria-hidden="true" className={classes.track} data-side={side}>
      {low !== null && low !== undefined && high !== null && high !== undefined && (
        <span className={classes.band} style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />
      )}
      {value !== null && value !== undefined && <span className={classes.ours} style={{ left: at(value) }} />}
      {amazon !== null && <span className={classes.amazon} style={{ left: at(amazon) }} />}
    </span>
  );
}

const STEPS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];

/** A round end of the scale that holds every figure. */
export function scaleOf(shares: readonly number[]): number {
  const most = Math.max(0, ...shares);
  return STEPS.find((step) => step >= most) ?? 1;
}
