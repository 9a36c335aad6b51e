import { Button, NativeSelect } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import Download from 'lucide-react/icons/download';
import FileUp from 'lucide-react/icons/file-up';
import { useState, type ReactNode } from 'react';

import { Card } from '@/components/card';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { HeadingSkeleton, Loading, Skeleton } from '@/components/states/skeleton';
import { sellersQuery, type SellerConnection } from '@/lib/api/sellers';
import { useMay } from '@/lib/session/store';

import { sellerJobsQuery } from './api/queries';
import { FetchForm } from './components/fetch-form';
import { JobsTable } from './components/jobs-table';
import { UploadForm } from './components/upload-form';
import classes from './jobs.module.css';
import { NO_SELLER } from './places';
import { jobsInWords } from './words';

export function JobsPage(): ReactNode {
  const { seller } = useSearch({ from: '/inside/jobs' });
  const sellers = useQuery(sellersQuery());
  const connections = sellers.data?.items ?? [];
  const names = namesOf(connections);
  const jobs = useJobs([...names.keys()].filter((id) => !seller || id === seller));
  const isPending = sellers.isPending || jobs.isPending;
  const error = sellers.error ?? jobs.error;
  return (
    <Page
      actions={sellers.data && <Ask connections={connections} />}
      answer={isPending ? <HeadingSkeleton name="Jobs" /> : error ? 'Jobs' : jobsInWords(jobs.found)}
      name="Jobs"
    >
      <Card actions={<SellerChoice chosen={seller} names={names} />} hint="newest first" title="Review jobs">
        {isPending ? (
          <>
            <Loading what="the jobs" />
            <Skeleton height={240} />
          </>
        ) : error ? (
          <ErrorState error={error} what="the jobs" onRetry={() => void Promise.all([sellers.refetch(), jobs.refetch()])} />
        ) : jobs.found.length === 0 ? (
          <NoJobs isConnected={connections.length > 0} />
        ) : (
          <JobsTable jobs={jobs.found} names={names} />
        )}
      </Card>
    </Page>
  );
}

/** The jobs of several sellers, newest first. */
function useJobs(sellers: readonly string[]) {
  return useQueries({
    queries: sellers.map(sellerJobsQuery),
    combine: (results) => ({
      found: results
        .flatMap(({ data }) => data ?? [])
        .sort((one, other) => other.created_at.localeCompare(one.created_at)),
      isPending: results.some((each) => each.isPending),
      error: results.find((each) => each.isError && !each.data)?.error ?? null,
      refetch: () => Promise.all(results.map((each) => each.refetch())),
    }),
  });
}

function namesOf(connections: readonly SellerConnection[]): ReadonlyMap<string, string> {
  return new Map([
    ...connections.map(({ seller_id: id, name }): [string, string] => [id, name]),
    [NO_SELLER, 'No seller, from files'],
  ]);
}

function Ask({ connections }: { connections: readonly SellerConnection[] }) {
  const [asking, setAsking] = useState<'fetch' | 'upload' | null>(null);
  const mayAsk = useMay('jobs:write');
  const isPossible = connections.some(({ status }) => status === 'ACTIVE');
  const close = () => setAsking(null);
  if (!mayAsk) return null;
  return (
    <>
      <Button leftSection={<FileUp size={16} />} variant="default" onClick={() => setAsking('upload')}>
        Upload a file
      </Button>
      {isPossible && (
        <Button leftSection={<Download size={16} />} onClick={() => setAsking('fetch')}>
          Fetch reviews
        </Button>
      )}
      {asking === 'upload' && <UploadForm connections={connections} onClose={close} />}
      {asking === 'fetch' && <FetchForm connections={connections} onClose={close} />}
    </>
  );
}

function NoJobs({ isConnected }: { isConnected: boolean }) {
  if (isConnected) {
    return (
      <EmptyState title="There has been no job yet">
        A job fetches the reviews of products you name, at once and outside the scheduled runs, or reads them from a file.
      </EmptyState>
    );
  }
  return (
    <EmptyState actions={<Link to="/connections">Go to the connections</Link>} title="No seller is connected">
      Reviews are fetched from Amazon with a seller’s consent. Without one, they can be read from a file.
    </EmptyState>
  );
}

function SellerChoice({ names, chosen }: { names: ReadonlyMap<string, string>; chosen: string | undefined }) {
  const navigate = useNavigate({ from: '/jobs' });
  if (names.size < 2) return null;
  const all = [{ value: '', label: 'All sellers' }, ...[...names].map(([value, label]) => ({ value, label }))];
  return (
    <NativeSelect
      aria-label="Seller"
      className={classes.sellers}
      data={all}
      size="xs"
      value={chosen ?? ''}
      onChange={({ currentTarget: { value } }) => void navigate({ search: value ? { seller: value } : {} })}
    />
  );
}
