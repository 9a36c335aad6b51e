import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Badge } from '@/components/badge';
import { Delta } from '@/components/figures/delta';
import { Stars } from '@/components/stars';
import { briefDay, longDay } from '@/lib/format/dates';
import { count, decimal, money, NONE, plural, share } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../product.module.css';

/** The figures one looks at first; each leads to what it counts. */
export function Facts({ detail }: { detail: ProductDetail }) {
  const { product, attention, insight, window } = detail;
  const negative = insight.sentiment.negative;
  return (
    <ul className={classes.facts}>
      <Fact hash="attention" name="Attention" note={attention.since ? `since ${briefDay(attention.since)}` : 'nothing urgent'}>
        {Math.round(attention.score)} <small>of 100</small>
      </Fact>
      <Fact
        hash="reviews"
        name="Negative"
        note={
          negative.value === null ? (
            `not enough reviews, n=${count(negative.n)}`
          ) : (
            <Delta days={window.days} direction={window.direction} previous={window.previous} recent={window.recent} />
          )
        }
        search={{ sentiment: 'negative' }}
      >
        {share(negative.value)} {negative.value !== null && <small>n={count(negative.n)}</small>}
      </Fact>
      <Fact hash="rating" name="Rating" note={product.mean_rating === null ? 'no ratings' : <Stars rating={product.mean_rating} />}>
        {decimal(product.mean_rating)} {product.mean_rating !== null && <small>of 5</small>}
      </Fact>
      <Fact hash="reviews" name="Reviews" note={unread(detail)}>
        {count(product.reviews)}
      </Fact>
      <Fact hash="price" name="Price" note={priceNote(detail)}>
        {money(product.price, product.currency)}
      </Fact>
    </ul>
  );
}

interface FactProps {
  name: string;
  hash: string;
  search?: { sentiment: 'negative' };
  note: ReactNode;
  children: ReactNode;
}

function Fact({ name, hash, search, note, children }: FactProps) {
  return (
    <li>
      <Link
        className={classes.fact}
        from="/products/$productId"
        hash={hash}
        resetScroll={false}
        search={(before) => ({ ...before, ...search })}
        to="/products/$productId"
      >
        <span className={classes.factName}>{name}</span>
        <span className={classes.factValue}>{children}</span>
        <span className={classes.factNote}>{note}</span>
      </Link>
    </li>
  );
}

function unread({ product }: ProductDetail): string {
  const left = product.reviews - product.analysed;
  if (product.reviews === 0) return 'none yet';
  return left > 0 ? `${count(left)} not read` : 'all read';
}

function priceNote({ product }: ProductDetail): ReactNode {
  const { price, previous_price: before, currency, price_changed_on: on } = product;
  if (price === null) return 'not known';
  if (before === null || on === null) return 'unchanged so far';
  return `${money(before, currency)} until ${briefDay(on)}`;
}

/** Who read the reviews, and when. */
export function EngineBadge({ detail }: { detail: ProductDetail }) {
  const { engine, model_version: model, created_at: at, analysed } = detail.insight.head;
  const isLocal = engine.startsWith('local');
  const words = `${plural(analysed, 'review')} read by ${isLocal ? 'the local model' : engine} (${model}), version ${detail.insight.head.version} of ${longDay(at)}`;
  return <Badge title={words}>Read by {isLocal ? 'local model' : engine || NONE}</Badge>;
}
