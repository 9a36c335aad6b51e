import { compact, count, share } from '@/lib/format/numbers';

import classes from './figures.module.css';

interface SentimentBarProps {
  /** Shares of the reviews that were read; null when they are too few. */
  negative: number | null;
  neutral: number | null;
  positive: number | null;
  n: number;
}

/** Complaints, neutral and praise of n reviews, complaints first: they are what one looks for. */
export function SentimentBar({ negative, neutral, positive, n }: SentimentBarProps) {
  if (negative === null || neutral === null || positive === null) {
    return <NotEnough n={n} />;
  }
  const words = `${share(negative)} negative, ${share(neutral)} neutral, ${share(positive)} positive of ${count(n)} reviews`;
  return (
    <span className={classes.withN} title={words}>
      <span aria-label={words} className={classes.bar} role="img">
        <span className={classes.negative} style={{ flexGrow: negative }} />
        <span className={classes.neutral} style={{ flexGrow: neutral }} />
        <span className={classes.positive} style={{ flexGrow: positive }} />
      </span>
      <span aria-hidden="true" className={classes.n}>
        n={compact(n)}
      </span>
    </span>
  );
}

/** Where a figure would be, had there been enough reviews. */
export function NotEnough({ n }: { n: number }) {
  return (
    <span className={classes.few} title={`${count(n)} reviews are too few to tell`}>
      not enough reviews <span className={classes.n}>n={count(n)}</span>
    </span>
  );
}
