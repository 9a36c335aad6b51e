import { Card } from '@/components/card';
import { Page } from '@/components/page';
import { HeadingSkeleton, Loading, Skeleton } from '@/components/states/skeleton';

import classes from '../overview.module.css';

import { tileClass } from './tile';

const TILES = ['Products', 'Reviews', 'Share negative', 'Need attention', 'Last run'];

/** The overview's shape, so that nothing jumps when its figures come. */
export function OverviewSkeleton() {
  return (
    <Page answer={<HeadingSkeleton name="Overview" />} name="Overview" sub={<Skeleton width={180} />}>
      <Loading what="the overview" />
      <div className={classes.tiles}>
        {TILES.map((label) => (
          <div key={label} className={tileClass}>
            <span>{label}</span>
            <Skeleton height={28} width={88} />
            <Skeleton height={12} width={120} />
          </div>
        ))}
      </div>
      <div className={classes.columns}>
        <Card title="Rising now">
          <Skeleton height={420} />
        </Card>
        <Card title="Top issues">
          <Skeleton height={420} />
        </Card>
      </div>
    </Page>
  );
}
