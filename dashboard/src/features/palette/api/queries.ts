/** What can be jumped to: issues are few and kept, the rest is suggested for the letters typed. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';

const EACH = 6;
const FRESH_MS = 10 * 60_000;

/** letters: two at least, as the API wants them. */
export const suggestQuery = (letters: string) =>
  queryOptions({
    queryKey: ['palette', 'suggest', letters],
    queryFn: ({ signal }) => ask(api.GET('/v1/suggest', { signal, params: { query: { q: letters, limit: EACH } } })),
    enabled: letters.replace(/[^\p{L}\p{N}]/gu, '').length > 1,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const issueNamesQuery = () =>
  queryOptions({
    queryKey: ['palette', 'issues'],
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/v1/issues', { signal }))).items.map(({ code, name }) => ({ code, name })),
    staleTime: FRESH_MS,
  });
