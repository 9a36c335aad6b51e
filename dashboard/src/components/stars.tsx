import { decimal } from '@/lib/format/numbers';

import classes from './stars.module.css';

const SHAPE = 'M8 1.6 9.9 5.7 14.4 6.3 11.1 9.4 11.9 13.9 8 11.7 4.1 13.9 4.9 9.4 1.6 6.3 6.1 5.7Z';

/** A rating of one to five stars, in parts of a star. */
export function Stars({ rating, size = 14 }: { rating: number; size?: number }) {
  const words = `${Number.isInteger(rating) ? rating : decimal(rating)} of 5 stars`;
  return (
    <span aria-label={words} className={classes.stars} role="img" title={words}>
      {[0, 1, 2, 3, 4].map((place) => (
        <Star key={place} filled={Math.min(Math.max(rating - place, 0), 1)} size={size} />
      ))}
    </span>
  );
}

function Star({ filled, size }: { filled: number; size: number }) {
  return (
    <svg aria-hidden="true" height={size} viewBox="0 0 16 16" width={size}>
      <path className={classes.empty} d={SHAPE} />
      {filled > 0 && <path className={classes.full} d={SHAPE} style={{ clipPath: `inset(0 ${(1 - filled) * 100}% 0 0)` }} />}
    </svg>
  );
}
