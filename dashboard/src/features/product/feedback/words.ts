/** The verdicts of Amazon says / we found, in words. */
import type { BadgeTone } from '@/components/badge';
import { briefDay, longDay } from '@/lib/format/dates';
import { count, plural, share, stars } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import type { Compared, FeedbackRow, FeedbackVerdict } from '../api/feedback';

interface Verdict {
  word: string;
  tone: BadgeTone;
  /** What it means, whatever the figures are. */
  meaning: string;
}

export const VERDICTS: Readonly<Record<FeedbackVerdict, Verdict>> = {
  agree: { word: 'agree', tone: 'positive', meaning: 'Amazon’s figure lies in our range, or close by.' },
  amazon_higher: { word: 'Amazon higher', tone: 'caution', meaning: 'Amazon’s figure lies above our range.' },
  we_higher: { word: 'we higher', tone: 'caution', meaning: 'Amazon’s figure lies below our range.' },
  wider_label: {
    word: 'our label is wider',
    tone: 'plain',
    meaning: 'Our nearest label holds more than this topic, so our figure has to be the higher one.',
  },
  amazon_only: { word: 'only Amazon', tone: 'accent', meaning: 'None of our labels means this topic.' },
  ours_only: { word: 'only we', tone: 'accent', meaning: 'Amazon does not list it among its foremost topics.' },
  not_enough_data: { word: 'too few to compare', tone: 'plain', meaning: 'One side has too few reviews, or gives no figure.' },
};

/** "2 agree, 1 Amazon higher": how the rows came out, the verdicts in the order of the table. */
export function outcome(rows: readonly FeedbackRow[]): string {
  return (Object.keys(VERDICTS) as FeedbackVerdict[])
    .map((verdict) => [rows.filter((row) => row.verdict === verdict).length, VERDICTS[verdict].word] as const)
    .filter(([some]) => some > 0)
    .map(([some, word]) => `${count(some)} ${word}`)
    .join(' · ');
}

export const nameOf = ({ amazon, ours }: FeedbackRow): string => amazon?.name ?? ours?.names.join(', ') ?? '';

/** Amazon's percentage as our shares are written. */
export const ofAmazon = (percentage: number | null): string => (percentage === null ? '–' : share(percentage / 100));

/** "22 Nov 2025 to 22 Nov 2026"; what is missing is said. */
export function range({ from_date: from, to_date: to }: Pick<Compared, 'from_date' | 'to_date'>): string {
  if (from && to) return `${briefDay(from)} to ${briefDay(to)}`;
  if (from) return `since ${briefDay(from)}`;
  if (to) return `up to ${briefDay(to)}`;
  return 'all time';
}

export function basis(compared: Compared): string {
  const { from_date: from, to_date: to } = compared;
  const amazons = from || to ? `Amazon counts mentions in the reviews of ${range(compared)}` : 'Amazon does not say which reviews it counts';
  const days = from || to ? 'the same days' : 'all days';
  const unread = compared.reviews - compared.analysed;
  if (compared.reviews === 0) return `${amazons}; we have none of ${days}, so there is nothing to hold beside it.`;
  return `${amazons}; ours are ${plural(compared.analysed, 'review')} of ${days}${unread > 0 ? `, ${count(unread)} more could not be read` : ''}.`;
}

/** "−0.40 stars": the sign says whether it costs or brings stars. */
export function impact(value: number): string {
  const amount = stars(Math.abs(value));
  return `${value < 0 ? '−' : value > 0 ? '+' : ''}${amount} stars`;
}

export function metricsInWords({ occurrence_percentage: percentage, mentions, star_rating_impact: cost }: Schema<'TopicMetrics'>): string {
  const parts = [
    percentage === null ? null : ofAmazon(percentage),
    mentions === null ? null : plural(mentions, 'mention'),
    cost === null ? null : impact(cost),
  ];
  return parts.filter((part) => part !== null).join(' · ') || 'no figures';
}

export const rising = (since: string): string => `Reported more often since ${longDay(since)}`;
