import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { Card } from '@/components/card';
import { IssueChip } from '@/components/figures/issue-chip';
import { Stars } from '@/components/stars';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { longDay } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';
import { oneOf } from '@/lib/ui/search-params';

import { reviewsQuery, type ProductDetail, type ReviewItem } from '../api/queries';
import classes from '../product.module.css';
import { SENTIMENTS } from '../search';
import { useView } from '../use-view';

import { SentimentBadge } from './sentiment-badge';

/** The reviews themselves, newest first. */
export function ReviewsCard({ detail }: { detail: ProductDetail }) {
  const { productId, search, go } = useView();
  const { about, stars, sentiment, as_of } = search;
  const list = useInfiniteQuery(reviewsQuery(productId, { issue: about, rating: stars, sentiment, as_of }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Boolean(about ?? stars ?? sentiment);
  const nameOf = (code: string) => detail.insight.issues.find((issue) => issue.code === code)?.name ?? code;
  const showAll = () => go({ about: undefined, stars: undefined, sentiment: undefined }, true);
  return (
    <Card actions={<Filters detail={detail} />} hint={`${plural(detail.product.reviews, 'review')} in all`} title="Reviews">
      <div className={classes.reviews} data-stale={list.isPlaceholderData} id="reviews">
        {list.isPending ? (
          <>
            <Loading what="the reviews" />
            {[1, 2, 3].map((row) => (
              <Skeleton key={row} height={88} />
            ))}
          </>
        ) : list.isError && items.length === 0 ? (
          <ErrorState compact error={list.error} what="the reviews" onRetry={() => void list.refetch()} />
        ) : items.length === 0 ? (
          <EmptyState
            compact
            actions={isFiltered && <Button size="compact-md" variant="default" onClick={showAll}>Show all reviews</Button>}
            title={isFiltered ? 'No review fits' : 'No reviews yet'}
          >
            {isFiltered ? 'Take a filter away to see more.' : 'They come with the first run after somebody writes one.'}
          </EmptyState>
        ) : (
          <>
            <ul>
              {items.map((item) => (
                <Review key={item.review.review_id} item={item} nameOf={nameOf} />
              ))}
            </ul>
            <p className={classes.listEnd}>
              {list.hasNextPage ? (
                <Button loading={list.isFetchingNextPage} variant="default" onClick={() => void list.fetchNextPage()}>
                  Show more
                </Button>
              ) : (
                <span className={classes.quiet}>All {count(items.length)} shown</span>
              )}
            </p>
          </>
        )}
      </div>
    </Card>
  );
}

function Filters({ detail }: { detail: ProductDetail }) {
  const { search, go } = useView();
  return (
    <div className={classes.filters}>
      <NativeSelect
        aria-label="Reviews about"
        data={[
          { value: '', label: 'About anything' },
          ...detail.insight.issues.map(({ code, name }) => ({ value: code, label: name })),
        ]}
        size="xs"
        value={search.about ?? ''}
        onChange={({ currentTarget: { value } }) => go({ about: value || undefined }, true)}
      />
      <NativeSelect
        aria-label="Reviews of this sentiment"
        data={[{ value: '', label: 'Any sentiment' }, ...SENTIMENTS]}
        size="xs"
        value={search.sentiment ?? ''}
        onChange={({ currentTarget: { value } }) => go({ sentiment: oneOf(value, SENTIMENTS) }, true)}
      />
      <NativeSelect
        aria-label="Reviews with so many stars"
        data={[
          { value: '', label: 'Any stars' },
          ...[5, 4, 3, 2, 1].map((stars) => ({ value: String(stars), label: plural(stars, 'star') })),
        ]}
        size="xs"
        value={String(search.stars ?? '')}
        onChange={({ currentTarget: { value } }) => go({ stars: value ? Number(value) : undefined }, true)}
      />
    </div>
  );
}

function Review({ item: { review, analysis }, nameOf }: { item: ReviewItem; nameOf: (code: string) => string }) {
  const { search, go } = useView();
  const issues = [...new Set(analysis?.issues.map(({ label }) => label) ?? [])];
  const open = () => go({ review: review.review_id, issue: search.about, panel: undefined });
  return (
    <li className={classes.review}>
      <p className={classes.reviewHead}>
        <Stars rating={review.rating} />
        <button className={classes.reviewTitle} type="button" onClick={open}>
          {review.title || 'Without a title'}
        </button>
        {analysis?.sentiment && <SentimentBadge sentiment={analysis.sentiment} />}
        <span className={classes.quiet}>{longDay(review.review_date)}</span>
      </p>
      {review.body && <p className={classes.reviewBody}>{review.body}</p>}
      {issues.length > 0 && (
        <p className={classes.chips}>
          {issues.map((code) => (
            <IssueChip key={code} name={nameOf(code)} />
          ))}
        </p>
      )}
    </li>
  );
}
