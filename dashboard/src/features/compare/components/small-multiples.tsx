import { ChartFrame } from '@/components/charts/chart-frame';
import { TimeChart } from '@/components/charts/time-chart';
import { EmptyState } from '@/components/states/empty-state';
import { share } from '@/lib/format/numbers';
import { shortTitle } from '@/lib/format/titles';
import { shareOf } from '@/lib/stats/shares';

import type { ProductDetail } from '../api/queries';
import classes from '../compare.module.css';

const WEEKS = 4;
const LEAST = 5;

/** Complaints over the last year, a small chart a product, all on the same scale. */
export function SmallMultiples({ details }: { details: readonly ProductDetail[] }) {
  const lines = details.map((detail) => ({ detail, points: fourWeeks(detail) }));
  const top = Math.max(0.2, ...lines.flatMap(({ points }) => points.map(({ of }) => of.value ?? 0)));
  return (
    <div className={classes.charts}>
      {lines.map(({ detail: { product }, points }) => (
        <ChartFrame
          key={product.product_id}
          className={classes.chart ?? ''}
          fileName={`${product.product_id}-complaints`}
          hint="negative, by four weeks"
          table={{
            columns: ['From', 'Negative', 'Read', 'Share'],
            rows: points.map(({ start, of }) => [start, of.count, of.n, of.value]),
          }}
          title={shortTitle(product.title)}
        >
          {points.some(({ of }) => of.value !== null) ? (
            <TimeChart
              atLeast={top}
              days={points.map(({ start }) => start)}
              height={160}
              label={`Share of negative reviews of ${product.title}`}
              note={(index) => `n=${points[index]?.of.n ?? 0}`}
              series={[
                {
                  label: 'Negative',
                  values: points.map(({ of }) => of.value),
                  low: points.map(({ of }) => of.low),
                  high: points.map(({ of }) => of.high),
                  kind: 'line',
                  tone: 'negative',
                  format: share,
                },
              ]}
            />
          ) : (
            <EmptyState compact title="Too few reviews to draw a line">
              Its figures are in the table above.
            </EmptyState>
          )}
        </ChartFrame>
      ))}
    </div>
  );
}

function fourWeeks({ trend }: ProductDetail) {
  const points = [];
  for (let at = trend.length % WEEKS; at < trend.length; at += WEEKS) {
    const some = trend.slice(at, at + WEEKS);
    const negative = some.reduce((sum, point) => sum + point.negative, 0);
    const n = some.reduce((sum, point) => sum + point.positive + point.neutral + point.negative, 0);
    points.push({ start: some[0]?.start ?? '', of: shareOf(negative, n, LEAST) });
  }
  return points;
}
