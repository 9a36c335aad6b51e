import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { isNotFound } from '@/lib/api/errors';

import { reviewQuery, reviewsQuery, type ReviewItem } from './api/queries';
import { useView } from './use-view';

const FETCH_AHEAD = 5;

export interface Evidence {
  /** The review shown; null while it is looked for, undefined when there is none. */
  shown: ReviewItem | null | undefined;
  /** From 0, in the list of the issue's reviews; null when it does not stand there. */
  index: number | null;
  /** How many there are, as far as is known. */
  total: number;
  hasMore: boolean;
  error: Error | null;
  retry: () => void;
  previous: (() => void) | null;
  next: (() => void) | null;
}

/**
 * The reviews behind an issue, or all of them, one at a time; the address names the one shown.
 * One that does not stand among those loaded is asked for by its id, and so are its neighbours.
 */
export function useEvidence(): Evidence {
  const { productId, search, go } = useView();
  const { issue, review, as_of } = search;
  const list = useInfiniteQuery(reviewsQuery(productId, { issue, as_of }));
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const found = review ? items.findIndex((item) => item.review.review_id === review) : 0;
  const isListed = found >= 0 && !list.isPlaceholderData;
  const wantsMore = hasNextPage && isListed && found >= items.length - FETCH_AHEAD;
  useEffect(() => {
    if (wantsMore && !isFetching && !isError) void fetchNextPage();
  }, [wantsMore, isFetching, isError, fetchNextPage]);

  const isLoaded = !list.isPending && !list.isPlaceholderData;
  const alone = useQuery({
    ...reviewQuery(productId, review ?? '', { issue, as_of }),
    enabled: Boolean(review) && isLoaded && !isListed,
  });
  const { newer, older } = alone.data ?? {};
  // What an arrow key would show is there before it is pressed.
  const neighbours = isListed ? [] : [newer, older].filter((each) => typeof each === 'string');
  useQueries({ queries: neighbours.map((each) => reviewQuery(productId, each, { issue, as_of })) });

  const to = (target: string | null | undefined) => (target ? () => go({ review: target }, true) : null);
  const at = (index: number) => to(items[index]?.review.review_id);
  if (isListed || !review) {
    return {
      shown: items[found] ?? (isLoaded ? undefined : null),
      index: found,
      total: items.length,
      hasMore: hasNextPage,
      error: list.error,
      retry: () => void list.refetch(),
      previous: found > 0 ? at(found - 1) : null,
      next: at(found + 1),
    };
  }
  const isGone = isNotFound(alone.error);
  return {
    shown: alone.data ?? (isGone ? undefined : null),
    index: alone.data?.index ?? null,
    total: alone.data?.total ?? 0,
    hasMore: false,
    error: list.error ?? (isGone ? null : alone.error),
    retry: () => void (list.error ? list.refetch() : alone.refetch()),
    previous: to(newer),
    next: to(older),
  };
}
