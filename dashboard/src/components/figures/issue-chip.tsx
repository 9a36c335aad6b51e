import TrendingUp from 'lucide-react/icons/trending-up';

import { longDay } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';

import classes from './figures.module.css';

interface IssueChipProps {
  name: string;
  mentions?: number;
  risingSince?: string | null;
}

/** An issue by its name; coloured and with an arrow while it is on the rise. */
export function IssueChip({ name, mentions, risingSince = null }: IssueChipProps) {
  const words = [
    name,
    mentions === undefined ? '' : `: ${plural(mentions, 'review')}`,
    risingSince ? `, rising since ${longDay(risingSince)}` : '',
  ].join('');
  return (
    <span className={risingSince ? `${classes.chip} ${classes.rising}` : classes.chip} title={words}>
      {risingSince && <TrendingUp aria-label="rising" size={12} />}
      <span>{name}</span>
    </span>
  );
}
