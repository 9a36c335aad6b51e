import { expect, test } from 'vitest';

import { fits, stretches } from './marks';

const span = (start: number, end: number, quote: string) => ({ start, end, quote });

test('offsets count characters, not UTF-16 units', () => {
  const text = '🔋🔋 battery died';

  expect(stretches(text, [span(3, 15, 'battery died')])).toEqual([
    { text: '🔋🔋 ', isMarked: false },
    { text: 'battery died', isMarked: true },
  ]);
});

test('a quote that the text does not hold there is not marked', () => {
  expect(stretches('It broke.', [span(0, 5, 'works')])).toEqual([{ text: 'It broke.', isMarked: false }]);
  expect(fits('It broke.', span(0, 5, 'works'))).toBe(false);
});

test('overlapping marks become one', () => {
  expect(stretches('abcdef', [span(3, 5, 'de'), span(1, 4, 'bcd')])).toEqual([
    { text: 'a', isMarked: false },
    { text: 'bcde', isMarked: true },
    { text: 'f', isMarked: false },
  ]);
});
