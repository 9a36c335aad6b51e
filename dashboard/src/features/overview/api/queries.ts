/** What the overview asks for: three calls, each shown as soon as it is there. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { Marketplace } from '@/config/marketplaces';
import { api, ask } from '@/lib/api/client';

const CHANGES_SHOWN = 5;

const of = (marketplace?: Marketplace) => (marketplace ? { marketplace } : {});

export const portfolioQuery = (marketplace?: Marketplace) =>
  queryOptions({
    queryKey: ['portfolio', marketplace],
    queryFn: ({ signal }) => ask(api.GET('/v1/portfolio', { signal, params: { query: of(marketplace) } })),
    placeholderData: keepPreviousData,
  });

export const mapQuery = (marketplace?: Marketplace) =>
  queryOptions({
    queryKey: ['portfolio', 'map', marketplace],
    queryFn: ({ signal }) => ask(api.GET('/v1/portfolio/map', { signal, params: { query: of(marketplace) } })),
  });

/** since: a moment, ISO 8601. */
export const changesQuery = (since: string, marketplace?: Marketplace) =>
  queryOptions({
    queryKey: ['changes', since, marketplace],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/changes', { signal, params: { query: { since, limit: CHANGES_SHOWN, ...of(marketplace) } } }),
      ),
  });
