import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { Loading } from '@/components/states/skeleton';

export function ProductPage(): ReactNode {
  return (
    <Page name="Product">
      <Loading what="the product" />
    </Page>
  );
}
