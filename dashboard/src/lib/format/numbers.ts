/** Numbers as the reader writes them. Formatters are dear to make, so each is made once. */
const LOCALE = undefined;

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const one = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const two = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 });
const finePercent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const currencies = new Map<string, Intl.NumberFormat>();

/** What stands where there is no figure. */
export const NONE = '–';

/** 1234 -> "1,234". */
export const count = (value: number): string => whole.format(value);

/** 30349 -> "30.3K". */
export const compact = (value: number): string => short.format(value);

/** 4.1 -> "4.1". */
export const decimal = (value: number | null): string => (value === null ? NONE : one.format(value));

/** 0.213 -> "21%"; below ten per cent one decimal, since there it matters. */
export function share(value: number | null): string {
  if (value === null) return NONE;
  return Math.abs(value) < 0.1 ? finePercent.format(value) : percent.format(value);
}

/** 0.021 -> "+2.1 points": a difference of two shares. */
export function points(difference: number): string {
  const amount = one.format(Math.abs(difference) * 100);
  if (amount === one.format(0)) return 'no change';
  return `${difference > 0 ? '+' : '−'}${amount} ${amount === one.format(1) ? 'point' : 'points'}`;
}

/** Star impact: 0.62 -> "0.62". */
export const stars = (value: number | null): string => (value === null ? NONE : two.format(value));

/** An amount as decimal text or number, in its own currency. */
export function money(amount: string | number | null, currency: string | null): string {
  if (amount === null || currency === null) return NONE;
  return currencyFormat(currency).format(Number(amount));
}

/** What a run cost; fractions of a cent are told apart from nothing. */
export function cost(usd: number): string {
  if (usd > 0 && usd < 0.005) return `< ${money(0.01, 'USD')}`;
  return money(usd, 'USD');
}

/** count(1, "product") -> "1 product"; 2 -> "2 products". */
export const plural = (value: number, noun: string, nouns = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : nouns}`;

function currencyFormat(currency: string): Intl.NumberFormat {
  let format = currencies.get(currency);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
    currencies.set(currency, format);
  }
  return format;
}
