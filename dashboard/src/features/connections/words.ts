/** Connections in words. */
import type { BadgeTone } from '@/components/badge';
import { REGIONS } from '@/config/regions';
import type { SellerConnection } from '@/lib/api/sellers';
import { longDay } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';

/** How long Amazon lets a consent, and the application's secret, live. */
export const CONSENT_DAYS = 365;
export const SECRET_DAYS = 180;
/** From when on an end is pointed out. */
const SOON_DAYS = 30;

export type Health = 'well' | 'soon' | 'over';

export const HEALTH: Record<Health, { word: string; tone: BadgeTone }> = {
  well: { word: 'Connected', tone: 'positive' },
  soon: { word: 'Renew soon', tone: 'caution' },
  over: { word: 'Has to authorise again', tone: 'negative' },
};

/** How near an end is. */
export function nearness(days: number): Health {
  if (days < 0) return 'over';
  return days <= SOON_DAYS ? 'soon' : 'well';
}

export const healthOf = ({ status, reauthorise_in_days: days }: SellerConnection): Health =>
  status === 'REAUTHORISE' ? 'over' : nearness(days);

/** What is not well with it; null when all is. */
export function reasonOf(connection: SellerConnection): string | null {
  const { status_reason: reason, feedback_refused_on: feedback, reauthorise_in_days: days } = connection;
  switch (healthOf(connection)) {
    case 'well':
      return feedback && `Amazon refused its Customer Feedback on ${longDay(feedback)}: the role Brand Analytics is missing. All else is fetched.`;
    case 'soon':
      return `The consent ends ${daysLeft(days)}. Reconnect before that, and nothing is interrupted.`;
    case 'over':
      return `${reason ?? 'The consent ran out after a year.'} Nothing is fetched until it is reconnected.`;
  }
}

/** "in 12 days", "within a day", "ended 3 days ago". */
export function daysLeft(days: number): string {
  if (days < 0) return `ended ${plural(-days, 'day')} ago`;
  if (days === 0) return 'within a day';
  return `in ${plural(days, 'day')}`;
}

export const isAhead = (moment: string, now = Date.now()): boolean => Date.parse(moment) > now;

/** The page's answer. */
export function answerOf(connections: readonly SellerConnection[]): string {
  const sellers = new Set(connections.map(({ seller_id: id }) => id)).size;
  if (sellers === 0) return 'No seller is connected yet.';
  const over = connections.filter((each) => healthOf(each) === 'over');
  const [first] = over;
  if (first && over.length === 1) return `${first.name} has to authorise again in ${REGIONS[first.region].name}.`;
  if (first) return `${count(over.length)} of ${plural(connections.length, 'connection')} have to authorise again.`;
  const soonest = [...connections]
    .filter((each) => healthOf(each) === 'soon')
    .sort((one, other) => one.reauthorise_in_days - other.reauthorise_in_days)[0];
  const are = `${plural(sellers, 'seller')} ${sellers === 1 ? 'is' : 'are'} connected`;
  if (soonest) return `${are}; the consent of ${soonest.name} ends ${daysLeft(soonest.reauthorise_in_days)}.`;
  return `${are}, and Amazon answers for ${sellers === 1 ? 'it' : 'all of them'}.`;
}
