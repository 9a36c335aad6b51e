/** Settings as fields show them. */
export const FREQUENCIES = [
  { hours: 1, label: 'Every hour' },
  { hours: 6, label: 'Every 6 hours' },
  { hours: 12, label: 'Every 12 hours' },
  { hours: 24, label: 'Every day' },
  { hours: 48, label: 'Every 2 days' },
  { hours: 168, label: 'Every week' },
] as const;

/** A number as the text of a field; nothing is an empty field. */
export const figure = (value: number | null): string => (value === null ? '' : String(value));

/** The number of a field's text; null when it is empty. */
export const amount = (text: string): number | null => (text.trim() ? Number(text) : null);

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** "06:00 UTC, 07:00 here". */
export function hourInWords(hour: number, now = new Date()): string {
  const utc = `${String(hour).padStart(2, '0')}:00 UTC`;
  if (now.getTimezoneOffset() === 0) return utc;
  const local = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour));
  return `${utc}, ${clock.format(local)} here`;
}
