import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Card } from '@/components/card';
import { MoreButton } from '@/components/more-button';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { ago } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';

import { runsQuery, type Run } from './api/queries';
import { RunsTable } from './components/runs-table';
import { StartRun } from './components/start-run';

export function RunsPage(): ReactNode {
  const list = useInfiniteQuery(runsQuery());
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page actions={<StartRun />} answer={list.data ? answerOf(runs[0]) : 'Runs'} name="Runs">
      <Card title="Runs" {...(runs.length > 0 && { hint: 'newest first' })}>
        {list.isPending ? (
          <>
            <Loading what="the runs" />
            <Skeleton height={320} />
          </>
        ) : list.isError && runs.length === 0 ? (
          <ErrorState error={list.error} what="the runs" onRetry={() => void list.refetch()} />
        ) : runs.length === 0 ? (
          <EmptyState title="There has been no run yet">
            A run fetches your products and their reviews and reads them. Start one, or switch on the schedule in the
            settings.
          </EmptyState>
        ) : (
          <RunsTable runs={runs} />
        )}
        <MoreButton list={list}>Older runs</MoreButton>
      </Card>
    </Page>
  );
}

function answerOf(last: Run | undefined): string {
  if (!last) return 'There has been no run yet.';
  if (last.status === 'RUNNING') return `A run is at work: ${plural(last.analysed, 'product')} read so far.`;
  if (last.status === 'FAILED') return `The last run broke off, ${ago(last.started_at)}. Resume it to go on.`;
  const left = last.status === 'PARTIAL' ? `, and ${plural(last.failures, 'thing')} could not be done` : '';
  return `The last run, ${ago(last.started_at)}, changed ${count(last.versions_written)} of ${plural(last.products, 'product')}${left}.`;
}
