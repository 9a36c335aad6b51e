/** What a product's page asks the API. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

export type ProductDetail = Schema<'ProductDetail'>;
export type Issue = Schema<'Issue'>;
export type ReviewItem = Schema<'ReviewItem'>;
export type VersionDiff = Schema<'VersionDiff'>;
export type VersionHead = Schema<'VersionHead'>;
export type Effect = Schema<'Effect'>;

export interface ReviewFilter {
  issue?: string | undefined;
  sentiment?: Schema<'Sentiment'> | undefined;
  rating?: number | undefined;
  as_of?: string | undefined;
}

const PAGE = 50;

export const productQuery = (id: string, asOf?: string) =>
  queryOptions({
    queryKey: ['product', id, asOf ?? null],
    queryFn: async ({ signal }) =>
      // Whole, for no fields are named.
      (await ask(
        api.GET('/v1/products/{product_id}', {
          params: { path: { product_id: id }, query: asOf ? { as_of: asOf } : {} },
          signal,
        }),
      )) as ProductDetail,
  });

export const reviewsQuery = (id: string, { issue, sentiment, rating, as_of }: ReviewFilter) =>
  infiniteQueryOptions({
    queryKey: ['reviews', id, { issue, sentiment, rating, as_of }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(pageParam && { cursor: pageParam }),
        ...(issue && { issue }),
        ...(sentiment && { sentiment }),
        ...(rating && { rating }),
        ...(as_of && { as_of }),
      };
      return ask(
        api.GET('/v1/products/{product_id}/reviews', {
          params: { path: { product_id: id }, query },
          signal,
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
  });

/** One review by its id, and its neighbours among those of the filter. */
export const reviewQuery = (id: string, review: string, { issue, as_of }: ReviewFilter) =>
  queryOptions({
    queryKey: ['review', id, review, { issue, as_of }],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/products/{product_id}/reviews/{review_id}', {
          params: { path: { product_id: id, review_id: review }, query: { ...(issue && { issue }), ...(as_of && { as_of }) } },
          signal,
        }),
      ),
  });

export const versionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['versions', id],
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/v1/products/{product_id}/versions', {
          params: { path: { product_id: id }, query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
  });

/** What moved from the version before to this one. */
export const diffQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['diff', id, version],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/products/{product_id}/diff', {
          params: { path: { product_id: id }, query: { from: version - 1, to: version } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });

export const effectQuery = (id: string, issue: string, on: string, days: number) =>
  queryOptions({
    queryKey: ['effect', id, issue, on, days],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/products/{product_id}/issues/{issue}/effect', {
          params: { path: { product_id: id, issue }, query: { on, days } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const membersQuery = () =>
  queryOptions({
    queryKey: ['members', 'names'],
    queryFn: ({ signal }) => ask(api.GET('/v1/members', { params: { query: { limit: 100 } }, signal })),
    select: (page) => page.items,
    staleTime: 5 * 60_000,
  });
