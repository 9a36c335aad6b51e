import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';

import { Attention } from '@/components/figures/attention';
import { IssueChip } from '@/components/figures/issue-chip';
import { SentimentBar } from '@/components/figures/sentiment-bar';
import { Sparkline } from '@/components/figures/sparkline';
import { ProductImage } from '@/components/product-image';
import { compact, count, decimal, money, NONE, share } from '@/lib/format/numbers';

import type { Card } from '../api/queries';
import { priceChange, weeklyNegative } from '../model/figures';
import type { ProductSearch } from '../search';

import { ProductLink } from './product-link';
import classes from './table.module.css';

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, Card>();

/** Which order a click on a column's head asks for. */
export const SORT_OF: Partial<Record<string, NonNullable<ProductSearch['sort']>>> = {
  reviews: 'review_count',
  sentiment: 'negative_share',
  attention: 'attention',
};

export const columns = column.columns([
  column.display({ id: 'product', header: 'Product', cell: ({ row }) => <Product card={row.original} /> }),
  column.display({ id: 'price', header: 'Price', cell: ({ row }) => <Price card={row.original} /> }),
  column.display({ id: 'reviews', header: 'Rating', cell: ({ row }) => <Rating card={row.original} /> }),
  column.display({
    id: 'sentiment',
    header: 'Sentiment',
    cell: ({ row: { original: card } }) => (
      <SentimentBar negative={card.negative_share} neutral={card.neutral_share} n={card.analysed} positive={card.positive_share} />
    ),
  }),
  column.display({ id: 'issues', header: 'Top issues', cell: ({ row }) => <Issues card={row.original} /> }),
  column.display({ id: 'spark', header: 'Negative, 90 days', cell: ({ row }) => <Spark card={row.original} /> }),
  column.display({
    id: 'attention',
    header: 'Attention',
    cell: ({ row: { original: card } }) => (
      <Attention reasons={card.attention_parts.map(({ why }) => why)} score={card.attention} since={card.attention_since} />
    ),
  }),
]);

function Product({ card }: { card: Card }) {
  return (
    <>
      <ProductImage src={card.image_url} />
      <span className={classes.product}>
        <ProductLink className={classes.title} productId={card.product_id} title={card.title}>
          {card.title}
        </ProductLink>
        <span className={classes.dim} title={`${card.brand} · ${card.category} · ${card.product_id}`}>
          {card.brand} · {card.category} · {card.marketplace}
        </span>
      </span>
    </>
  );
}

function Price({ card }: { card: Card }) {
  const change = priceChange(card);
  return (
    <span className={classes.stacked}>
      <span>{money(card.price, card.currency)}</span>
      {change !== null && (
        <span className={classes.dim} title={`${money(card.previous_price, card.currency)} before`}>
          {change > 0 ? <ArrowUp aria-label="up" size={12} /> : <ArrowDown aria-label="down" size={12} />}
          {share(Math.abs(change))}
        </span>
      )}
    </span>
  );
}

function Rating({ card }: { card: Card }) {
  if (card.reviews === 0) return <span className={classes.dim}>no reviews</span>;
  return (
    <span className={classes.stacked} title={`${count(card.reviews)} reviews`}>
      <span>{decimal(card.mean_rating)} ★</span>
      <span className={classes.dim}>{compact(card.reviews)} reviews</span>
    </span>
  );
}

function Issues({ card }: { card: Card }) {
  if (card.issues.length === 0) return <span className={classes.dim}>{NONE}</span>;
  return (
    <span className={classes.chips}>
      {card.issues.map((issue) => (
        <ProductLink key={issue.code} issue={issue.code} productId={card.product_id}>
          <IssueChip mentions={issue.mentions} name={issue.name} risingSince={issue.rising_since} />
        </ProductLink>
      ))}
    </span>
  );
}

function Spark({ card }: { card: Card }) {
  if (card.spark.length === 0) return <span className={classes.dim}>{NONE}</span>;
  const read = card.spark.reduce((sum, [, n = 0]) => sum + n, 0);
  return (
    <span className={classes.spark}>
      <Sparkline label={`Share negative by week, ${count(read)} reviews in the quarter`} max={1} values={weeklyNegative(card)} />
    </span>
  );
}
