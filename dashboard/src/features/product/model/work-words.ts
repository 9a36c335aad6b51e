/** Work on an issue in words. */
import { briefDay } from '@/lib/format/dates';

import type { IssueWork } from '../api/work';

export const SNOOZES = [
  { days: 7, label: 'a week' },
  { days: 30, label: '30 days' },
] as const;

const DAY_MS = 86_400_000;

/** The UTC day that many days from now. */
export const inDays = (days: number, now = new Date()): string =>
  new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);

export function workInWords({ status, snoozed_until: until, fixed_on: on }: IssueWork): string {
  switch (status) {
    case 'open':
      return 'Open';
    case 'acknowledged':
      return 'Acknowledged';
    case 'snoozed':
      return until ? `Snoozed until ${briefDay(until)}` : 'Snoozed';
    case 'resolved':
      return on ? `Fixed on ${briefDay(on)}` : 'Resolved';
  }
}
