/** Daily figures added up to weeks: single days of few reviews jump about. */
import type { Schema } from '@/types/schema';

const DAYS = 7;
const MIN_N = 5;

/** Share of negative reviews a week, oldest first; null for weeks with too few to tell. */
export function negativeByWeek(trend: readonly Schema<'TrendPoint'>[], weeks = 13): (number | null)[] {
  const sums: { negative: number; n: number }[] = [];
  for (let end = trend.length; end > 0 && sums.length < weeks; end -= DAYS) {
    const points = trend.slice(Math.max(0, end - DAYS), end);
    sums.unshift({
      negative: points.reduce((sum, point) => sum + point.negative, 0),
      n: points.reduce((sum, point) => sum + point.positive + point.neutral + point.negative, 0),
    });
  }
  return sums.map(({ negative, n }) => (n < MIN_N ? null : negative / n));
}

/** Share of the reviews of each point that report an issue; null where there were none. */
export const shares = (points: readonly Schema<'IssuePoint'>[]): (number | null)[] =>
  points.map(({ mentions, n }) => (n === 0 ? null : mentions / n));
