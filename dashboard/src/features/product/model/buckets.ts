/** Points over time, put together until each holds enough reviews to say something. */
import { shareOf, type Share } from '@/lib/stats/shares';
import type { Schema } from '@/types/schema';

type TrendPoint = Schema<'TrendPoint'>;

/** Fewer analysed reviews than these in a bucket are shown as a gap: one review is no trend. */
export const LEAST = 5;
const STEPS = [1, 2, 4] as const;

export interface Bucket {
  start: string;
  days: number;
  reviews: number;
  negative: Share;
  meanRating: number | null;
}

/** As fine as the median bucket has enough reviews; at most four points to a bucket. */
export function buckets(points: readonly TrendPoint[]): Bucket[] {
  let made: Bucket[] = [];
  for (const step of STEPS) {
    made = chunks(points, step).map(bucketOf);
    if (median(made.map(({ negative }) => negative.n)) >= LEAST) break;
  }
  return made;
}

function bucketOf(points: readonly TrendPoint[]): Bucket {
  const sum = (of: (point: TrendPoint) => number) => points.reduce((total, point) => total + of(point), 0);
  const rated = points.filter((point) => point.mean_rating !== null);
  const ratings = rated.reduce((total, point) => total + point.reviews, 0);
  const stars = rated.reduce((total, point) => total + point.reviews * (point.mean_rating ?? 0), 0);
  return {
    start: points[0]?.start ?? '',
    days: sum((point) => point.days),
    reviews: sum((point) => point.reviews),
    negative: shareOf(sum((point) => point.negative), sum((p) => p.positive + p.neutral + p.negative), LEAST),
    meanRating: ratings > 0 ? stars / ratings : null,
  };
}

/** In steps counted from the end, so that the latest bucket is whole. */
function chunks<Item>(items: readonly Item[], step: number): Item[][] {
  const first = items.length % step;
  const cut: Item[][] = first > 0 ? [items.slice(0, first)] : [];
  for (let at = first; at < items.length; at += step) cut.push(items.slice(at, at + step));
  return cut;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
