/** What can be jumped to: brands and issues are few and kept, products are looked for. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

const PRODUCTS = 6;
const SUBJECTS = 100;
const FRESH_MS = 10 * 60_000;

export const productsLikeQuery = (words: string) =>
  queryOptions({
    queryKey: ['palette', 'products', words],
    queryFn: async ({ signal }) => {
      const query = { q: words, limit: PRODUCTS, fields: 'product_id,title,brand' };
      return (await ask(api.GET('/v1/products', { signal, params: { query } }))).items as Pick<
        Schema<'ProductCard'>,
        'product_id' | 'title' | 'brand'
      >[];
    },
    enabled: words.length > 1,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const brandNamesQuery = () =>
  queryOptions({
    queryKey: ['palette', 'brands'],
    queryFn: async ({ signal }) => {
      const { items } = await ask(api.GET('/v1/brands', { signal, params: { query: { limit: SUBJECTS } } }));
      return items.map(({ subject }) => subject.name);
    },
    staleTime: FRESH_MS,
  });

export const issueNamesQuery = () =>
  queryOptions({
    queryKey: ['palette', 'issues'],
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/v1/issues', { signal }))).items.map(({ code, name }) => ({ code, name })),
    staleTime: FRESH_MS,
  });
