import { count, share } from '@/lib/format/numbers';

import classes from './figures.module.css';
import { NotEnough } from './sentiment-bar';

export interface Share {
  count: number;
  n: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

interface ShareWithNProps {
  of: Share;
  /** Show the 95 % interval beside the value. */
  withInterval?: boolean;
}

/** A share never comes without the number of reviews it is of. */
export function ShareWithN({ of, withInterval = false }: ShareWithNProps) {
  if (of.value === null) return <NotEnough n={of.n} />;
  const interval = intervalOf(of);
  const words = `${count(of.count)} of ${count(of.n)} reviews${interval && `, ${interval} with 95% certainty`}`;
  return (
    <span title={words}>
      {share(of.value)}{' '}
      <span className={classes.n}>
        {withInterval && interval && `${interval}, `}n={count(of.n)}
      </span>
    </span>
  );
}

/** "18% to 24%", or nothing when it was not computed. */
export function intervalOf(of: Share): string {
  return of.low === null || of.high === null ? '' : `${share(of.low)} to ${share(of.high)}`;
}
