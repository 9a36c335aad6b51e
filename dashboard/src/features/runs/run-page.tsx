import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { Loading } from '@/components/states/skeleton';

export function RunPage(): ReactNode {
  return (
    <Page name="Run">
      <Loading what="the run" />
    </Page>
  );
}
