import { expect, test } from 'vitest';

import { longDay, withDays } from './dates';

const NOW = new Date('2026-11-22T12:00:00Z');

test('days in a sentence of the API are written as the page writes days', () => {
  const found = withDays('3 of 30 analysed reviews report “leaks”, last on 2026-11-03.', NOW);

  expect(found).toBe(`3 of 30 analysed reviews report “leaks”, last on ${longDay('2026-11-03', NOW)}.`);
  expect(found).not.toContain('2026');
});

test('the year stays when it is not this one, and what is no day stays as it is', () => {
  expect(withDays('since 2024-02-29', NOW)).toContain('2024');
  expect(withDays('model 2026-13-45, 12026-11-031', NOW)).toBe('model 2026-13-45, 12026-11-031');
});
