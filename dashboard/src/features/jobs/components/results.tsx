import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';

import { Card } from '@/components/card';
import { MoreButton } from '@/components/more-button';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';

import { isOpen, resultsQuery, type Job } from '../api/queries';
import classes from '../jobs.module.css';
import { STATES } from '../search';
import { STATE } from '../words';

import { ResultTable } from './result-table';

/** Product by product: what was fetched, where it is stored, and why not. */
export function Results({ job }: { job: Job }) {
  const { state } = useSearch({ from: '/inside/jobs/$jobId' });
  const list = useInfiniteQuery(resultsQuery(job.job_id, state, isOpen(job)));
  const results = list.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Card actions={<StateChoice id={job.job_id} />} title="Products">
      {list.isPending ? (
        <>
          <Loading what="the products" />
          <Skeleton height={200} />
        </>
      ) : list.isError && results.length === 0 ? (
        <ErrorState compact error={list.error} what="the products" onRetry={() => void list.refetch()} />
      ) : results.length === 0 ? (
        <EmptyState compact title={state ? `None is ${STATE[state].word.toLowerCase()}` : 'No product is known'}>
          {state ? 'Choose another state, or all of them.' : isOpen(job) ? 'They are listed once the job has begun.' : 'The job ended before any was.'}
        </EmptyState>
      ) : (
        <ResultTable code={job.marketplace_id} results={results} />
      )}
      <MoreButton list={list}>More products</MoreButton>
    </Card>
  );
}

function StateChoice({ id }: { id: string }) {
  const choices = [{ state: undefined, word: 'All' }, ...STATES.map((state) => ({ state, word: STATE[state].word }))];
  return (
    <nav aria-label="State of the products" className={classes.choices}>
      {choices.map(({ state, word }) => (
        <Link
          key={word}
          activeOptions={{ exact: true, includeSearch: true }}
          params={{ jobId: id }}
          replace
          resetScroll={false}
          search={state ? { state } : {}}
          to="/jobs/$jobId"
        >
          {word}
        </Link>
      ))}
    </nav>
  );
}
