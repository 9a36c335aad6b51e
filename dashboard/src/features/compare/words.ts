import { share } from '@/lib/format/numbers';
import { shortTitle } from '@/lib/format/titles';

import type { ProductDetail } from './api/queries';

/** The page's answer: whom the reviews complain about most, and least; only where intervals tell. */
export function answerOf(details: readonly ProductDetail[]): string {
  const told = details
    .map(({ product, insight }) => ({ title: shortTitle(product.title), ...insight.sentiment.negative }))
    .filter(({ value }) => value !== null)
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  const [worst, best] = [told[0], told.at(-1)];
  if (!worst || !best || told.length < 2) return 'Compare';
  if ((worst.low ?? 0) <= (best.high ?? 1)) {
    return `Complaints are about as frequent: from ${share(best.value)} to ${share(worst.value)}, which chance could explain.`;
  }
  return `${worst.title} draws the most complaints, ${share(worst.value)}; ${best.title} the fewest, ${share(best.value)}.`;
}

/** Codes of the issues of any, the most frequent of any first. */
export function issuesOf(details: readonly ProductDetail[]): { code: string; name: string }[] {
  const most = new Map<string, { code: string; name: string; top: number }>();
  for (const { insight } of details) {
    for (const { code, name, share: of } of insight.issues) {
      const top = Math.max(of.value ?? 0, most.get(code)?.top ?? 0);
      most.set(code, { code, name, top });
    }
  }
  return [...most.values()].sort((one, other) => other.top - one.top);
}
