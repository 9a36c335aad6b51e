import { longDay } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';

import classes from '../connections.module.css';
import { daysLeft, nearness } from '../words';

interface CountdownProps {
  /** What ends, as in "Consent". */
  what: string;
  days: number;
  /** How many days there were. */
  of: number;
  on: string;
}

/** How much is left of something that ends on a day that is known. */
export function Countdown({ what, days, of, on }: CountdownProps) {
  const left = Math.min(Math.max(days, 0), of);
  return (
    <>
      <span className={classes.left} data-near={nearness(days)}>
        {days < 0 ? '' : 'ends '}
        {daysLeft(days)}
      </span>
      <span
        aria-label={`${what}: days left`}
        aria-valuemax={of}
        aria-valuemin={0}
        aria-valuenow={left}
        aria-valuetext={`${plural(left, 'day')} of ${of}`}
        className={classes.meter}
        data-near={nearness(days)}
        role="meter"
      >
        <span style={{ width: `${(100 * left) / of}%` }} />
      </span>
      <span className={classes.sub}>{longDay(on)}</span>
    </>
  );
}
