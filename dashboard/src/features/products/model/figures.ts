/** What a row says of a product, worked out from its card. */
import type { Table } from '@/lib/ui/csv';

import type { Card } from '../api/queries';

/** Share of negative reviews a week; null where too few were read, and so nothing is drawn. */
export const weeklyNegative = (card: Card): (number | null)[] =>
  card.spark.map(([negative = 0, n = 0]) => (n === 0 ? null : negative / n));

/** Change of the price, as a share of the one before; null while no other is known. */
export function priceChange({ price, previous_price: before }: Card): number | null {
  if (price === null || before === null || Number(before) === 0) return null;
  return Number(price) / Number(before) - 1;
}

const COLUMNS: [string, (card: Card) => string | number | null][] = [
  ['Product id', (card) => card.product_id],
  ['ASIN', (card) => card.asin],
  ['Marketplace', (card) => card.marketplace],
  ['Title', (card) => card.title],
  ['Brand', (card) => card.brand],
  ['Category', (card) => card.category],
  ['Price', (card) => (card.price === null ? null : Number(card.price))],
  ['Currency', (card) => card.currency],
  ['Rating', (card) => card.mean_rating],
  ['Reviews', (card) => card.reviews],
  ['Reviews read', (card) => card.analysed],
  ['Share negative', (card) => card.negative_share],
  ['at least', (card) => card.negative_low],
  ['at most', (card) => card.negative_high],
  ['Attention', (card) => card.attention],
  ['Attention since', (card) => card.attention_since],
  ['Issues', (card) => card.issues.map(({ name, mentions }) => `${name} (${mentions})`).join('; ')],
  ['Last change', (card) => card.last_change],
];

export const tableOf = (cards: readonly Card[]): Table => ({
  columns: COLUMNS.map(([name]) => name),
  rows: cards.map((card) => COLUMNS.map(([, value]) => value(card))),
});
