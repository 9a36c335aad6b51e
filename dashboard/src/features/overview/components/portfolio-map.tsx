import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { Card } from '@/components/card';
import { ChartFrame } from '@/components/charts/chart-frame';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';

import { mapQuery } from '../api/queries';
import { gridOf, tableOf } from '../map-grid';

import { drawMap } from './draw-map';
import { MapTable } from './map-table';
import classes from './map.module.css';

const ROWS_SHOWN = 10;
const TITLE = 'Where it hurts';

/** Brand × category, coloured by the share of complaints. */
export function PortfolioMap() {
  const { marketplace } = useSearch({ from: '/inside' });
  const { data, error, refetch } = useQuery(mapQuery(marketplace));
  const [isWhole, setIsWhole] = useState(false);
  if (error && !data) {
    return (
      <Card title={TITLE}>
        <ErrorState compact error={error} what="the map" onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (!data) {
    return (
      <Card title={TITLE}>
        <Loading what="the map" />
        <Skeleton height={360} />
      </Card>
    );
  }
  if (data.cells.length === 0) {
    return (
      <Card title={TITLE}>
        <EmptyState compact title="No brands yet">
          The map fills when products with a brand and a category have been collected.
        </EmptyState>
      </Card>
    );
  }
  const grid = gridOf(data.cells);
  const rows = isWhole ? grid.rows : grid.rows.slice(0, ROWS_SHOWN);
  const shown = { ...grid, rows };
  return (
    <ChartFrame
      draw={() => drawMap(shown)}
      fileName={`brand-by-category-${data.day}`}
      hint="share of negative reviews by brand and category"
      table={tableOf(data.cells)}
      title={TITLE}
    >
      <MapTable grid={shown} />
      {grid.rows.length > ROWS_SHOWN && (
        <button className={classes.more} type="button" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${grid.rows.length} brands`}
        </button>
      )}
    </ChartFrame>
  );
}
