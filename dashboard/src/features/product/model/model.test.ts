import { expect, test } from 'vitest';

import { aDetail, aDiff, aShare } from '@/testing/fixtures/product-detail';

import { buckets } from './buckets';
import { daily } from './prices';
import { answerOf, countsInWords, moveInWords, standingInWords, verdictInWords } from './words';
import { inDays } from './work-words';

const week = (start: string, negative: number, positive: number, stars: number | null = 4) => ({
  start, days: 7, reviews: negative + positive, positive, neutral: 0, negative, mean_rating: stars,
});

test('weeks with enough reviews stay weeks; a week with few is a gap', () => {
  const made = buckets([week('2026-10-05', 3, 9), week('2026-10-12', 1, 1), week('2026-10-19', 6, 6)]);

  expect(made.map(({ start, days, negative }) => [start, days, negative.value])).toEqual([
    ['2026-10-05', 7, 0.25],
    ['2026-10-12', 7, null],
    ['2026-10-19', 7, 0.5],
  ]);
});

test('weeks with few reviews are put together, the latest bucket whole', () => {
  const weeks = Array.from({ length: 5 }, (_, at) => week(`2026-10-0${at + 1}`, 1, 2, at === 4 ? 1 : null));

  const made = buckets(weeks);

  expect(made.map(({ start, days, reviews }) => [start, days, reviews])).toEqual([
    ['2026-10-01', 7, 3],
    ['2026-10-02', 14, 6],
    ['2026-10-04', 14, 6],
  ]);
  expect(made.at(-1)).toMatchObject({ meanRating: 1, negative: { count: 2, n: 6 } });
});

test('a price holds until the next one, up to the day shown', () => {
  const points = [
    { day: '2026-11-03', price: '8.00', currency: 'USD' },
    { day: '2026-11-01', price: '9.00', currency: 'USD' },
  ];

  expect(daily(points, '2026-11-04')).toEqual({
    days: ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'],
    prices: [9, 9, 8, 8],
  });
  expect(daily([], '2026-11-04')).toEqual({ days: [], prices: [] });
});

test.each([
  ['improved', -0.25, 'It looks fixed. “Strap” was in 30% of reviews before and in 5% since (−25.0 points): more than chance would explain.'],
  ['worse', 0.25, 'It got worse. “Strap” was in 30% of reviews before and in 5% since (+25.0 points): more than chance would explain.'],
  ['unclear', -0.01, 'Not yet clear. “Strap” was in 30% of reviews before and in 5% since (−1.0 point): chance alone could explain that.'],
  ['not_enough_data', null, 'Too early to tell. There are 100 reviews from the 60 days before and 100 since; 10 are needed on either side.'],
] as const)('the verdict %s in words', (verdict, change, words) => {
  const effect = {
    issue: 'strap', on: '2026-11-01', days: 60, before: aShare(30, 100), after: aShare(5, 100), change,
    change_low: null, change_high: null, verdict,
  };

  expect(verdictInWords(effect, 'Strap')).toBe(words);
});

test('what moved between versions, in words', () => {
  const [grew] = aDiff().issues;
  if (!grew) throw new Error('the fixture has a move');

  expect(moveInWords(grew)).toBe('grew from 10% to 13% (31 to 40 reviews)');
  expect(moveInWords({ ...grew, move: 'appeared', after: aShare(3, 312) })).toBe('appeared: 3 of 312 reviews');
  expect(moveInWords({ ...grew, before: aShare(1, 4), after: aShare(2, 5) })).toBe('grew, from 1 to 2 reviews');
  expect(countsInWords({ added: 1, re_read: 2 })).toBe('1 review added, 2 reviews read anew.');
  expect(countsInWords({})).toBe('The same reviews, read the same.');
});

test('the answer names what is rising, else what is up, else what costs most', () => {
  const detail = aDetail();
  const calm = { ...detail, rising: [], window: { ...detail.window, direction: 'flat' } };

  expect(answerOf(detail)).toMatch(/^“Battery life” complaints began rising on .*: 21 of 60 reviews since, 12 of 210 reviews before\.$/);
  expect(answerOf({ ...detail, rising: [] })).toBe('Negative reviews are up: 31% in the last 30 days, 17% before.');
  expect(answerOf(calm)).toBe('Nothing is rising. Most is lost to “Battery life”, which 40 of 312 reviews report.');
  expect(answerOf({ ...calm, insight: { ...detail.insight, issues: [] } })).toBe('Nobody reports a problem with this product.');
});

test('a standing in the category that may be chance is said to be', () => {
  const [above] = aDetail().in_category;
  if (!above) throw new Error('the fixture has a standing');

  expect(standingInWords(above)).toBe('2.6× as often (1.8× to 3.5× with 95% certainty): 13% here, 5% in the category’s other products');
  expect(standingInWords({ ...above, standing: 'unclear' })).toMatch(/the difference may be chance$/);
  expect(standingInWords({ ...above, standing: 'not_enough_data' })).toBe('Too few reviews to compare with the category');
});

test('days are UTC days', () => {
  expect(inDays(7, new Date('2026-12-28T23:30:00Z'))).toBe('2027-01-04');
});
