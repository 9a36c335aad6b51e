import { ChartFrame } from '@/components/charts/chart-frame';
import { TimeChart } from '@/components/charts/time-chart';
import { EmptyState } from '@/components/states/empty-state';
import { longDay } from '@/lib/format/dates';
import { decimal, money } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import { buckets } from '../model/buckets';
import { daily } from '../model/prices';
import classes from '../product.module.css';

const HEIGHT = 180;

/** The price day by day; it steps where it changed. */
export function PriceChart({ detail }: { detail: ProductDetail }) {
  const { prices, product, day } = detail;
  const currency = prices[0]?.currency ?? product.currency;
  const steps = daily(prices, day);
  return (
    <div className={classes.half} id="price">
      <ChartFrame
        fileName={`${product.product_id}-price`}
        table={{ columns: ['From', 'Price', 'Currency'], rows: prices.map((each) => [each.day, Number(each.price), each.currency]) }}
        title="Price"
        {...(prices.length === 1 && { hint: 'unchanged since it is watched' })}
      >
        {steps.days.length > 1 ? (
          <TimeChart
            days={steps.days}
            height={HEIGHT}
            label={`Price from ${longDay(steps.days[0] ?? day)} on; now ${money(product.price, currency)}.`}
            series={[{ label: 'Price', values: steps.prices, kind: 'line', tone: 'accent', format: (value) => money(value, currency) }]}
          />
        ) : (
          <EmptyState compact title={prices.length === 0 ? 'No price is known' : `${money(product.price, currency)} today`}>
            {prices.length === 0 ? 'Amazon shows none for this product now.' : 'The chart begins with the next day’s price.'}
          </EmptyState>
        )}
      </ChartFrame>
    </div>
  );
}

/** The mean rating of the reviews of each time, not of all so far: that is what a change shows in. */
export function RatingChart({ detail }: { detail: ProductDetail }) {
  const made = buckets(detail.trend);
  return (
    <div className={classes.half} id="rating">
      <ChartFrame
        fileName={`${detail.product.product_id}-rating`}
        hint="mean stars of the reviews of that time"
        table={{
          columns: ['From', 'Days', 'Mean rating', 'Reviews'],
          rows: made.map(({ start, days, meanRating, reviews }) => [start, days, meanRating === null ? null : Math.round(meanRating * 100) / 100, reviews]),
        }}
        title="Rating"
      >
        {made.some(({ meanRating }) => meanRating !== null) ? (
          <TimeChart
            atLeast={5}
            days={made.map(({ start }) => start)}
            height={HEIGHT}
            label={`Mean rating over the last year; over all reviews ${decimal(detail.product.mean_rating)} of 5.`}
            series={[{ label: 'Rating', values: made.map(({ meanRating }) => meanRating), kind: 'line', tone: 'accent', format: decimal }]}
          />
        ) : (
          <EmptyState compact title="No ratings in the last year">
            The rating appears with the first review.
          </EmptyState>
        )}
      </ChartFrame>
    </div>
  );
}
