/** Days and moments in the reader's words. Days of the API are UTC days and stay that day. */
const LOCALE = undefined;

const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', timeZone: 'UTC' });
const dayAndYear = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone: 'UTC' });
const shortDay = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const shortDayAndYear = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'long' });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'short' });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** "2026-11-03" -> "3 November"; the year is added when it is not this one. */
export function longDay(iso: string, now = new Date()): string {
  const value = new Date(iso);
  return (value.getUTCFullYear() === now.getUTCFullYear() ? day : dayAndYear).format(value);
}

/** "2026-11-03" -> "3 Nov"; the year is added when it is not this one. */
export function briefDay(iso: string, now = new Date()): string {
  const value = new Date(iso);
  return (value.getUTCFullYear() === now.getUTCFullYear() ? shortDay : shortDayAndYear).format(value);
}

/**
 * The API's sentences are stored with days as it writes them; the reader's own way is put in their
 * place: "last on 2026-11-03." -> "last on 3 November."
 */
export const withDays = (sentence: string, now = new Date()): string =>
  sentence.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (iso) => (Number.isNaN(Date.parse(iso)) ? iso : longDay(iso, now)));

/** A moment to the minute, in the reader's time zone. */
export const atMinute = (iso: string): string => moment.format(new Date(iso));

/** How long ago, coarsely: "12 min ago", "yesterday", "Tuesday", "3 Nov". */
export function ago(iso: string, now = new Date()): string {
  const past = now.getTime() - new Date(iso).getTime();
  if (past < 60_000) return 'just now';
  if (past < HOUR_MS) return relative.format(-Math.round(past / 60_000), 'minute');
  if (past < 12 * HOUR_MS) return relative.format(-Math.round(past / HOUR_MS), 'hour');
  return past < 6 * DAY_MS ? sinceDay(iso, now) : briefDay(iso, now);
}

/** The day of a moment as one would say it: "today at 09:12", "yesterday", "Tuesday", "3 Nov". */
export function sinceDay(iso: string, now = new Date()): string {
  const then = new Date(iso);
  const days = Math.round((midnight(now) - midnight(then)) / DAY_MS);
  if (days <= 0) return `today at ${clock.format(then)}`;
  if (days === 1) return relative.format(-1, 'day');
  return days < 7 ? weekday.format(then) : briefDay(iso, now);
}

/** 43.4 -> "43 s"; 192 -> "3 min 12 s". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const midnight = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
