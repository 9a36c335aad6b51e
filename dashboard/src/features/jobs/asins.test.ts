import { expect, test } from 'vitest';

import { readAsins } from './asins';

test('lines, commas, tabs and quotes separate; each counts once, in its order', () => {
  expect(readAsins('B07X6C9RMF, b000000002\n"B07X6C9RMF"\tB000000003;').asins).toEqual(['B07X6C9RMF', 'B000000002', 'B000000003']);
});

test('what is no ASIN is named as it was written', () => {
  expect(readAsins('B07X6C9RMF\nB07X\nThermosflasche')).toEqual({ asins: ['B07X6C9RMF'], wrong: ['B07X', 'Thermosflasche'] });
});

test('nothing pasted is nothing wrong', () => {
  expect(readAsins(' \n,')).toEqual({ asins: [], wrong: [] });
});
