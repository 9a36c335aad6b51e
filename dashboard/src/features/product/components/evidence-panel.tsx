import { ActionIcon } from '@mantine/core';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import ArrowRight from 'lucide-react/icons/arrow-right';

import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { count } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../drawer.module.css';
import { useEvidence, type Evidence } from '../use-evidence';
import { useView } from '../use-view';

import { useArrows } from './evidence-drawer';
import { ReviewView } from './review-view';

/** One review after the other, the words that count highlighted. */
export function EvidencePanel({ detail }: { detail: ProductDetail }) {
  const { search } = useView();
  const evidence = useEvidence();
  const { shown, previous, next, error, retry } = evidence;
  useArrows(previous, next);
  const issue = detail.insight.issues.find(({ code }) => code === search.issue);
  const nameOf = (code: string) => detail.insight.issues.find((each) => each.code === code)?.name ?? code;
  if (shown === null && !error) return <ReviewSkeleton />;
  if (!shown && error) return <ErrorState compact error={error} what="the reviews" onRetry={retry} />;
  if (!shown) {
    return (
      <EmptyState compact title="This review is not there">
        It may have been deleted on Amazon since. The list of reviews below the product has those that remain.
      </EmptyState>
    );
  }
  return (
    <>
      <div className={classes.steps}>
        <ActionIcon aria-label="Previous review" disabled={!previous} variant="default" onClick={() => previous?.()}>
          <ArrowLeft size={16} />
        </ActionIcon>
        <ActionIcon aria-label="Next review" disabled={!next} variant="default" onClick={() => next?.()}>
          <ArrowRight size={16} />
        </ActionIcon>
        <p aria-live="polite">{placeInWords(evidence, issue?.mentions)}</p>
        <span className={classes.keys}>
          <kbd>←</kbd> <kbd>→</kbd>
        </span>
      </div>
      <ReviewView item={shown} nameOf={nameOf} {...(search.issue && { issue: search.issue })} />
    </>
  );
}

function placeInWords({ index, total: known, hasMore }: Evidence, mentions?: number): string {
  if (index === null) return 'This review does not report the issue';
  const total = mentions ?? known;
  return `Review ${count(index + 1)} of ${count(Math.max(total, known))}${hasMore && mentions === undefined ? ' or more' : ''}, newest first`;
}

function ReviewSkeleton() {
  return (
    <div className={classes.skeleton}>
      <Loading what="the review" />
      <Skeleton height={28} width={220} />
      <Skeleton height={20} width="70%" />
      <Skeleton height={14} width={180} />
      <Skeleton height={160} />
    </div>
  );
}
