import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { Loading } from '@/components/states/skeleton';

export function RunsPage(): ReactNode {
  return (
    <Page name="Runs">
      <Loading what="the runs" />
    </Page>
  );
}
