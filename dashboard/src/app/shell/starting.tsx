import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { HeadingSkeleton, Loading } from '@/components/states/skeleton';

import classes from './shell.module.css';

/** The frame without figures, while it is found out who is there. */
export function Starting(): ReactNode {
  return (
    <div className={classes.frame}>
      <div className={classes.rail} />
      <div className={classes.bar} />
      <main className={classes.main}>
        <Page answer={<HeadingSkeleton name="Starting" />} name="Starting">
          <Loading what="ShelfSignal" />
        </Page>
      </main>
    </div>
  );
}
