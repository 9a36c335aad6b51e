import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { reviewsQuery, type ReviewItem } from './api/queries';
import { useView } from './use-view';

/** How far a review named in the address is looked for, in pages of 50. */
const MAX_PAGES = 40;
const FETCH_AHEAD = 5;

export interface Evidence {
  /** The review shown; null while it is looked for, undefined when there is none. */
  shown: ReviewItem | null | undefined;
  /** From 0, in the list of the issue's reviews. */
  index: number;
  loaded: number;
  hasMore: boolean;
  error: Error | null;
  retry: () => void;
  previous: (() => void) | null;
  next: (() => void) | null;
}

/** The reviews behind an issue, or all of them, one at a time; the address names the one shown. */
export function useEvidence(): Evidence {
  const { productId, search, go } = useView();
  const { issue, review, as_of } = search;
  const list = useInfiniteQuery(reviewsQuery(productId, { issue, as_of }));
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const pages = list.data?.pages.length ?? 0;
  const found = review ? items.findIndex((item) => item.review.review_id === review) : 0;
  const mayLook = hasNextPage && pages < MAX_PAGES;
  const wantsMore = mayLook && (found < 0 || found >= items.length - FETCH_AHEAD);
  useEffect(() => {
    if (wantsMore && !isFetching && !isError) void fetchNextPage();
  }, [wantsMore, isFetching, isError, fetchNextPage]);

  const step = (to: number) => {
    const target = items[to]?.review.review_id;
    return target ? () => go({ review: target }, true) : null;
  };
  const isLooking = list.isPending || list.isPlaceholderData || (found < 0 && mayLook);
  return {
    shown: items[found] ?? (isLooking ? null : undefined),
    index: found,
    loaded: items.length,
    hasMore: hasNextPage,
    error: list.error,
    retry: () => void list.refetch(),
    previous: found > 0 ? step(found - 1) : null,
    next: found >= 0 ? step(found + 1) : null,
  };
}
