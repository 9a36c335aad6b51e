/** Shares as the API computes them, for figures that are put together here. */
const Z = 1.959964;

/** Fewer reviews than these tell nothing. */
export const MIN_REVIEWS = 10;

export interface Share {
  count: number;
  n: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** count of n with its 95 % interval (Wilson); nulls where n is too small. */
export function shareOf(count: number, n: number, least = MIN_REVIEWS): Share {
  if (n < least || n === 0) return { count, n, value: null, low: null, high: null };
  const value = count / n;
  const scale = 1 + Z ** 2 / n;
  const centre = (value + Z ** 2 / (2 * n)) / scale;
  const margin = (Z * Math.sqrt((value * (1 - value)) / n + Z ** 2 / (4 * n ** 2))) / scale;
  return { count, n, value, low: Math.max(0, centre - margin), high: Math.min(1, centre + margin) };
}
