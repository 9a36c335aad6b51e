import { Page } from '@/components/page';

export function ProductsPage() {
  return <Page name="Products">…</Page>;
}
