import { Page } from '@/components/page';

export function OverviewPage() {
  return <Page name="Overview">…</Page>;
}
