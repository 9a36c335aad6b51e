import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { Loading } from '@/components/states/skeleton';

export function SettingsPage(): ReactNode {
  return (
    <Page name="Settings">
      <Loading what="the settings" />
    </Page>
  );
}
