/** The pages of a list as one list, with what is known of it as a whole. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { productsQuery, type Card, type Filters } from './api/queries';

export interface ProductList {
  cards: readonly Card[];
  isLoaded: boolean;
  /** The next products could not be had, or none at all. */
  error: Error | null;
  /** null when only reading all of it would tell. */
  total: number | null;
  hasMore: boolean;
  isFetching: boolean;
  /** The figures on screen are of the list asked for before. */
  isPrevious: boolean;
  /** Products moved while the list was read: some may stand twice or not at all. */
  hasMoved: boolean;
  more: () => void;
  restart: () => void;
}

export function useProductList(filters: Filters): ProductList {
  const queries = useQueryClient();
  const { data, error, hasNextPage, isFetching, isPlaceholderData, fetchNextPage } = useInfiniteQuery(
    productsQuery(filters),
  );
  const cards = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  const restart = useCallback(
    () => void queries.resetQueries({ queryKey: productsQuery(filters).queryKey }),
    [queries, filters],
  );
  return {
    cards,
    isLoaded: data !== undefined,
    error,
    total: data?.pages[0]?.total ?? null,
    // After an error the reader asks again, rather than the table over and over.
    hasMore: hasNextPage && error === null,
    isFetching,
    isPrevious: isPlaceholderData,
    hasMoved: data?.pages.some((page) => page.list_changed) ?? false,
    more,
    restart,
  };
}
