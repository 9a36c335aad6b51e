import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { Loading } from '@/components/states/skeleton';

export function ComparePage(): ReactNode {
  return (
    <Page name="Compare">
      <Loading what="the products" />
    </Page>
  );
}
