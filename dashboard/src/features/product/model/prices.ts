/** Prices are stored where they change; a chart needs one a day. */
import type { Schema } from '@/types/schema';

const DAY_MS = 86_400_000;
const MAX_DAYS = 365;

interface Daily {
  days: string[];
  prices: number[];
}

/** The price on each day up to `until`, at most a year of them. */
export function daily(points: readonly Schema<'PricePoint'>[], until: string): Daily {
  const sorted = [...points].sort((one, other) => one.day.localeCompare(other.day));
  const first = sorted[0];
  if (!first) return { days: [], prices: [] };
  const end = Date.parse(until);
  const start = Math.max(Date.parse(first.day), end - (MAX_DAYS - 1) * DAY_MS);
  const shown: Daily = { days: [], prices: [] };
  for (let at = start, next = 0; at <= end; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    while ((sorted[next + 1]?.day ?? '9') <= day) next += 1;
    shown.days.push(day);
    shown.prices.push(Number(sorted[next]?.price));
  }
  return shown;
}
