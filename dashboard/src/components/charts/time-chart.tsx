import { lazy, Suspense } from 'react';

import { Loading, Skeleton } from '@/components/states/skeleton';

import type { TimeChartProps } from './model';

const Drawn = lazy(() => import('./drawn-chart'));

/** Figures over time. The charting library is a chunk of its own, fetched when a chart is shown. */
export function TimeChart(props: TimeChartProps) {
  const height = props.height ?? 240;
  return (
    <Suspense
      fallback={
        <>
          <Skeleton height={height} />
          <Loading what="the chart" />
        </>
      }
    >
      <Drawn {...props} height={height} />
    </Suspense>
  );
}
