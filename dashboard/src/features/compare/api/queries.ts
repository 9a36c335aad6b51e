import { queryOptions } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

export type ProductDetail = Schema<'ProductDetail'>;

/** The same key as the product's page uses: what was compared opens at once. */
export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['product', id, null],
    queryFn: async ({ signal }) =>
      // Whole, for no fields are named.
      (await ask(
        api.GET('/v1/products/{product_id}', { params: { path: { product_id: id }, query: {} }, signal }),
      )) as Schema<'ProductDetail'>,
  });
