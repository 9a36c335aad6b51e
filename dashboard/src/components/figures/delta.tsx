import ArrowDownRight from 'lucide-react/icons/arrow-down-right';
import ArrowUpRight from 'lucide-react/icons/arrow-up-right';

import { NONE, points } from '@/lib/format/numbers';

import classes from './figures.module.css';
import type { Share } from './share-with-n';

interface DeltaProps {
  recent: Share;
  previous: Share;
  /** up, down or flat: flat when the difference may be chance. */
  direction: string;
  days: number;
}

/** How a share of complaints moved: colour and arrow only when it is more than chance. */
export function Delta({ recent, previous, direction, days }: DeltaProps) {
  if (recent.value === null || previous.value === null) {
    return <span className={classes.few}>{NONE}</span>;
  }
  const moved = points(recent.value - previous.value);
  const against = `${moved} against the ${days} days before`;
  if (direction !== 'up' && direction !== 'down') {
    return (
      <span className={classes.same} title={`${against}; it may be chance`}>
        {moved}
      </span>
    );
  }
  const Arrow = direction === 'up' ? ArrowUpRight : ArrowDownRight;
  return (
    <span
      className={`${classes.delta} ${direction === 'up' ? classes.worse : classes.better}`}
      title={against}
    >
      <Arrow aria-hidden="true" size={14} />
      {moved}
    </span>
  );
}
