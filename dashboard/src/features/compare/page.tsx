import { useQueries } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { PartialNote } from '@/components/states/partial-note';
import { HeadingSkeleton, Loading, Skeleton } from '@/components/states/skeleton';
import { plural } from '@/lib/format/numbers';

import { productQuery, type ProductDetail } from './api/queries';
import classes from './compare.module.css';
import { Comparison } from './components/comparison';
import { IssueComparison } from './components/issue-comparison';
import { SmallMultiples } from './components/small-multiples';
import { answerOf } from './words';

/** Two to four products side by side; the address holds which. */
export function ComparePage(): ReactNode {
  const { ids = [] } = useSearch({ from: '/inside/compare' });
  const navigate = useNavigate({ from: '/compare' });
  const asked = useQueries({ queries: ids.map((id) => productQuery(id)) });
  const details = asked.flatMap(({ data }) => (data ? [data] : []));
  const failed = asked.filter(({ isError }) => isError);
  if (ids.length === 0) return <Nothing />;
  if (asked.some(({ isPending }) => isPending)) return <Waiting />;
  const first = failed[0];
  if (details.length === 0 && first) {
    const retry = () => {
      for (const { refetch } of failed) void refetch();
    };
    return (
      <Page name="Compare">
        <ErrorState error={first.error} what="the products" onRetry={retry} />
      </Page>
    );
  }
  const drop = (id: string) =>
    void navigate({ search: (before) => ({ ...before, ids: ids.filter((each) => each !== id) }) });
  return (
    <Page answer={answerOf(details)} name="Compare">
      {failed.length > 0 && (
        <PartialNote>{plural(failed.length, 'product')} could not be loaded and is left out.</PartialNote>
      )}
      {details.length === 1 && (
        <PartialNote>
          One product alone cannot be compared. <Link to="/products">Tick more of them</Link>.
        </PartialNote>
      )}
      <Shown details={details} onDrop={drop} />
    </Page>
  );
}

function Shown({ details, onDrop }: { details: readonly ProductDetail[]; onDrop: (id: string) => void }) {
  return (
    <div className={classes.page}>
      <Comparison details={details} onDrop={onDrop} />
      <SmallMultiples details={details} />
      <IssueComparison details={details} />
    </div>
  );
}

function Nothing() {
  return (
    <Page name="Compare">
      <EmptyState actions={<Link to="/products">Go to the products</Link>} title="Nothing to compare yet">
        Tick two to four products in their list, then compare them.
      </EmptyState>
    </Page>
  );
}

function Waiting() {
  return (
    <Page answer={<HeadingSkeleton name="Compare" />} name="Compare">
      <Loading what="the products" />
      <Skeleton height={320} />
      <Skeleton height={240} />
      <Skeleton height={320} />
    </Page>
  );
}
