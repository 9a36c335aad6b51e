/** What the overview asks for: three calls, each shown as soon as it is there. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';

const CHANGES_SHOWN = 5;

export const portfolioQuery = () =>
  queryOptions({
    queryKey: ['portfolio'],
    queryFn: ({ signal }) => ask(api.GET('/v1/portfolio', { signal })),
    placeholderData: keepPreviousData,
  });

export const mapQuery = () =>
  queryOptions({
    queryKey: ['portfolio', 'map'],
    queryFn: ({ signal }) => ask(api.GET('/v1/portfolio/map', { signal })),
  });

/** since: a moment, ISO 8601. */
export const changesQuery = (since: string) =>
  queryOptions({
    queryKey: ['changes', since],
    queryFn: ({ signal }) =>
      ask(api.GET('/v1/changes', { signal, params: { query: { since, limit: CHANGES_SHOWN } } })),
  });
