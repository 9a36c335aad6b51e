import { SegmentedControl } from '@mantine/core';

import { ChartFrame } from '@/components/charts/chart-frame';
import type { ChartEvent } from '@/components/charts/model';
import { TimeChart } from '@/components/charts/time-chart';
import { EmptyState } from '@/components/states/empty-state';
import { briefDay } from '@/lib/format/dates';
import { count, plural, share } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import type { IssueWork } from '../api/work';
import { buckets, LEAST, type Bucket } from '../model/buckets';
import classes from '../product.module.css';
import { useView } from '../use-view';

const MAX_VERSIONS = 4;

interface SentimentChartProps {
  detail: ProductDetail;
  /** Issues with a day on which they were fixed. */
  fixes: readonly IssueWork[];
}

/** Share of complaints with its interval, reviews a bucket behind it, and what happened when. */
export function SentimentChart({ detail, fixes }: SentimentChartProps) {
  const { search, go } = useView();
  const span = search.span ?? 'year';
  const made = buckets(span === 'year' ? detail.trend : detail.daily);
  const days = made.map(({ start }) => start);
  return (
    <ChartFrame
      fileName={`${detail.product.product_id}-sentiment`}
      hint={made[0] && `share of reviews that complain, ${widthInWords(made[0].days)}`}
      table={tableOf(made)}
      title="Complaints over time"
    >
      <div className={classes.chartBar}>
        <SegmentedControl
          aria-label="Time shown"
          data={[
            { value: 'year', label: 'A year' },
            { value: 'quarter', label: '90 days' },
          ]}
          size="xs"
          value={span}
          onChange={(value) => go({ span: value === 'quarter' ? 'quarter' : undefined }, true)}
        />
      </div>
      {made.some(({ reviews }) => reviews > 0) ? (
        <TimeChart
          atLeast={0.2}
          days={days}
          events={eventsOf(detail, fixes, days)}
          height={280}
          label={inWords(made)}
          note={(index) => noteOf(made[index])}
          series={[
            { label: 'Reviews', values: made.map(({ reviews }) => reviews), kind: 'bars', tone: 'neutral', scale: 'right', format: count },
            {
              label: 'Negative',
              values: made.map(({ negative }) => negative.value),
              low: made.map(({ negative }) => negative.low),
              high: made.map(({ negative }) => negative.high),
              kind: 'line',
              tone: 'negative',
              format: share,
            },
          ]}
        />
      ) : (
        <EmptyState compact title="No reviews in this time">
          Choose a longer time, or wait for the next run.
        </EmptyState>
      )}
    </ChartFrame>
  );
}

/** Rises, fixes and the latest versions that fall into the days shown. */
function eventsOf({ rising, moves, insight }: ProductDetail, fixes: readonly IssueWork[], days: readonly string[]): ChartEvent[] {
  const first = days[0] ?? '';
  const nameOf = (code: string) => insight.issues.find((issue) => issue.code === code)?.name ?? code;
  const found: ChartEvent[] = [
    ...rising.map(({ name, start }) => ({ day: start, label: `${name}: rise began`, tone: 'negative' as const })),
    ...fixes.flatMap(({ issue, fixed_on: on }) =>
      on ? [{ day: on, label: `${nameOf(issue)}: fixed`, tone: 'positive' as const }] : [],
    ),
    ...moves.slice(0, MAX_VERSIONS).map(({ at, version }) => ({ day: at.slice(0, 10), label: `v${version}` })),
  ];
  return found.filter(({ day }) => day >= first);
}

function tableOf(made: readonly Bucket[]) {
  return {
    columns: ['From', 'Days', 'Reviews', 'Read', 'Negative', 'Negative share', 'Low', 'High'],
    rows: made.map(({ start, days, reviews, negative }) => [
      start, days, reviews, negative.n, negative.count, rounded(negative.value), rounded(negative.low), rounded(negative.high),
    ]),
  };
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 10_000) / 10_000);

const widthInWords = (days: number): string => (days === 1 ? 'by day' : days === 7 ? 'by week' : `by ${days} days`);

function noteOf(bucket: Bucket | undefined): string {
  if (!bucket) return '';
  const { negative } = bucket;
  if (negative.low === null || negative.high === null) {
    return negative.n > 0 ? `${plural(negative.n, 'review')} read: fewer than ${LEAST} tell nothing` : '';
  }
  return `${share(negative.low)} to ${share(negative.high)} with 95% certainty, n=${count(negative.n)}`;
}

function inWords(made: readonly Bucket[]): string {
  const told = made.filter(({ negative }) => negative.value !== null);
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last) return 'Too few reviews to draw a line.';
  return `Share of negative reviews: ${share(first.negative.value)} from ${briefDay(first.start)}, ${share(last.negative.value)} from ${briefDay(last.start)}.`;
}
