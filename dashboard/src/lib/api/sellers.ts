/** The connected sellers, which more than one page asks for. */
import { queryOptions } from '@tanstack/react-query';

import type { Schema } from '@/types/schema';

import { api, ask } from './client';

export type SellerConnection = Schema<'SellerConnection'>;

export const sellersQuery = () =>
  queryOptions({
    queryKey: ['sellers'],
    queryFn: ({ signal }) => ask(api.GET('/v1/sellers', { signal })),
  });
