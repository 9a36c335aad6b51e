import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';

import { Card } from '@/components/card';
import { Delta } from '@/components/figures/delta';
import { SentimentBar } from '@/components/figures/sentiment-bar';
import { ShareWithN } from '@/components/figures/share-with-n';
import { Stars } from '@/components/stars';
import table from '@/components/table.module.css';
import { MARKETPLACES } from '@/config/marketplaces';
import { longDay } from '@/lib/format/dates';
import { count, decimal, money, NONE } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../compare.module.css';

const ROWS: { name: string; of: (detail: ProductDetail) => ReactNode }[] = [
  { name: 'Brand', of: ({ product }) => product.brand },
  { name: 'Marketplace', of: ({ product }) => MARKETPLACES[product.marketplace] },
  { name: 'Price', of: ({ product }) => money(product.price, product.currency) },
  { name: 'Rating', of: ({ product }) => <Rating value={product.mean_rating} /> },
  { name: 'Reviews', of: ({ product }) => count(product.reviews) },
  { name: 'Attention', of: ({ attention }) => Math.round(attention.score) },
  { name: 'Sentiment', of: (detail) => <Sentiment detail={detail} /> },
  { name: 'Negative', of: ({ insight }) => <ShareWithN withInterval of={insight.sentiment.negative} /> },
  {
    name: 'Lately',
    of: ({ window }) => (
      <Delta days={window.days} direction={window.direction} previous={window.previous} recent={window.recent} />
    ),
  },
  { name: 'Rising', of: (detail) => <Rising detail={detail} /> },
];

/** One column a product, one row a figure. */
export function Comparison({ details, onDrop }: { details: readonly ProductDetail[]; onDrop: (id: string) => void }) {
  return (
    <Card title="Side by side">
      <div className={table.scroll}>
        <table className={`${table.table} ${classes.table}`}>
          <thead>
            <tr>
              <td />
              {details.map(({ product }) => (
                <th key={product.product_id} scope="col">
                  <span className={classes.product}>
                    <Link params={{ productId: product.product_id }} title={product.title} to="/products/$productId">
                      {product.title}
                    </Link>
                    <ActionIcon
                      aria-label={`Leave out ${product.title}`}
                      color="gray"
                      size="sm"
                      title="Leave out"
                      variant="subtle"
                      onClick={() => onDrop(product.product_id)}
                    >
                      <X size={14} />
                    </ActionIcon>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(({ name, of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {details.map((detail) => (
                  <td key={detail.product.product_id}>{of(detail)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Rating({ value }: { value: number | null }) {
  if (value === null) return NONE;
  return (
    <>
      {decimal(value)} <Stars rating={value} />
    </>
  );
}

function Sentiment({ detail: { insight } }: { detail: ProductDetail }) {
  const { negative, neutral, positive } = insight.sentiment;
  return <SentimentBar n={negative.n} negative={negative.value} neutral={neutral.value} positive={positive.value} />;
}

function Rising({ detail: { rising } }: { detail: ProductDetail }) {
  if (rising.length === 0) return <span className={classes.quiet}>nothing</span>;
  return rising.map(({ code, name, start }) => (
    <span key={code} className={classes.rise}>
      {name}, since {longDay(start)}
    </span>
  ));
}
