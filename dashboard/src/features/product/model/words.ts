/** Figures as sentences that a person could say aloud. */
import { longDay } from '@/lib/format/dates';
import { count, plural, points, share } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

type Detail = Pick<Schema<'ProductDetail'>, 'rising' | 'window' | 'insight'>;

/** The answer of the page: does this product need somebody, and why? */
export function answerOf({ rising, window, insight }: Detail): string {
  if (insight.head.analysed === 0) return 'No review of this product has been read yet.';
  const worst = rising.find(({ code }) => code !== 'negative') ?? rising[0];
  if (worst) {
    const what = worst.code === 'negative' ? 'Negative reviews' : `“${worst.name}” complaints`;
    return `${what} began rising on ${longDay(worst.start)}: ${of(worst.recent_mentions, worst.recent_reviews)} since, ${of(worst.base_mentions, worst.base_reviews)} before.`;
  }
  if (window.direction === 'up') {
    return `Negative reviews are up: ${share(window.recent.value)} in the last ${window.days} days, ${share(window.previous.value)} before.`;
  }
  const top = insight.issues[0];
  if (!top) return 'Nobody reports a problem with this product.';
  return `Nothing is rising. Most is lost to “${top.name}”, which ${of(top.mentions, insight.head.analysed)} report${top.mentions === 1 ? 's' : ''}.`;
}

const of = (some: number, all: number): string => `${count(some)} of ${plural(all, 'review')}`;

const MOVES: Record<Schema<'Move'>, string> = {
  appeared: 'appeared',
  grew: 'grew',
  same: 'stayed as frequent, reported by other reviews',
  shrank: 'shrank',
  vanished: 'is gone',
};

/** How an issue moved: "Battery life grew from 18% to 24%". */
export function moveInWords({ move, before, after }: Schema<'IssueMove'>): string {
  const verb = MOVES[move];
  if (move === 'appeared') return `${verb}: ${of(after.count, after.n)}`;
  if (move === 'vanished') return `${verb}: ${of(before.count, before.n)} reported it`;
  if (before.value === null || after.value === null) {
    return `${verb}, from ${count(before.count)} to ${plural(after.count, 'review')}`;
  }
  return `${verb} from ${share(before.value)} to ${share(after.value)} (${count(before.count)} to ${plural(after.count, 'review')})`;
}

const CHANGES: readonly [Schema<'Change'>, string][] = [
  ['added', 'added'],
  ['edited', 'edited'],
  ['deleted', 'deleted'],
  ['re_read', 'read anew'],
];

/** "12 reviews added, 1 edited." */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  const parts = CHANGES.flatMap(([change, verb]) => {
    const number = counts[change] ?? 0;
    return number > 0 ? [`${plural(number, 'review')} ${verb}`] : [];
  });
  if (parts.length === 0) return 'The same reviews, read the same.';
  return `${parts.join(', ')}.`;
}

/** "Negative share went from 22% to 27% (+5.0 points)." */
export function negativeInWords(before: Schema<'SentimentShares'>, after: Schema<'SentimentShares'>): string | null {
  const [was, is] = [before.negative.value, after.negative.value];
  if (was === null || is === null) return null;
  const moved = points(is - was);
  if (moved === 'no change') return `Negative share stays at ${share(is)}.`;
  return `Negative share went from ${share(was)} to ${share(is)} (${moved}).`;
}

/** Did the fix work? With the reason for the verdict. */
export function verdictInWords(effect: Schema<'Effect'>, name: string): string {
  const { before, after, change, verdict, days } = effect;
  const shares = `“${name}” was in ${share(before.value)} of reviews before and in ${share(after.value)} since`;
  switch (verdict) {
    case 'improved':
      return `It looks fixed. ${shares} (${points(change ?? 0)}): more than chance would explain.`;
    case 'worse':
      return `It got worse. ${shares} (${points(change ?? 0)}): more than chance would explain.`;
    case 'unclear':
      return `Not yet clear. ${shares} (${points(change ?? 0)}): chance alone could explain that.`;
    case 'not_enough_data':
      return `Too early to tell. There are ${plural(before.n, 'review')} from the ${days} days before and ${count(after.n)} since; 10 are needed on either side.`;
  }
}

/** How an issue compares with the category's other products. */
export function standingInWords({ standing, here, others, ratio, ratio_low, ratio_high }: Schema<'InCategory'>): string {
  const of = `${share(here.value)} here, ${share(others.value)} in the category’s other products`;
  if (standing === 'not_enough_data' || ratio === null) return 'Too few reviews to compare with the category';
  const range = ratio_low !== null && ratio_high !== null ? ` (${times(ratio_low)} to ${times(ratio_high)} with 95% certainty)` : '';
  if (standing === 'unclear') return `${of}: the difference may be chance`;
  return `${times(ratio)} as often${range}: ${of}`;
}

export const times = (ratio: number): string => `${ratio < 10 ? ratio.toFixed(1) : count(ratio)}×`;
