import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import Download from 'lucide-react/icons/download';
import FileUp from 'lucide-react/icons/file-up';
import { useState, type ReactNode } from 'react';

import { Card } from '@/components/card';
import { Dialog } from '@/components/dialog';
import { MoreButton } from '@/components/more-button';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { HeadingSkeleton, Loading, Skeleton } from '@/components/states/skeleton';
import { sellersQuery, type SellerConnection } from '@/lib/api/sellers';
import { useMay } from '@/lib/session/store';

import { jobsQuery } from './api/queries';
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
  const list = useInfiniteQuery(jobsQuery(seller));
  const jobs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isMore = list.hasNextPage;
  return (
    <Page
      actions={sellers.data && <Ask connections={connections} />}
      answer={list.data ? jobsInWords(jobs, names.get(seller ?? '')) : list.isPending ? <HeadingSkeleton name="Jobs" /> : 'Jobs'}
      name="Jobs"
    >
      <Card actions={<SellerChoice chosen={seller} names={names} />} hint="newest first" title="Review jobs">
        {list.isPending ? (
          <>
            <Loading what="the jobs" />
            <Skeleton height={240} />
          </>
        ) : !list.data ? (
          <ErrorState error={list.error} what="the jobs" onRetry={() => void list.refetch()} />
        ) : jobs.length > 0 ? (
          <JobsTable jobs={jobs} names={names} />
        ) : isMore ? (
          <p className={classes.quiet}>None of the newest jobs is about products you see.</p>
        ) : (
          <NoJobs isConnected={!sellers.data || connections.length > 0} isFiltered={seller !== undefined} />
        )}
        <MoreButton list={list}>Older jobs</MoreButton>
      </Card>
    </Page>
  );
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
      <Dialog isOpen={asking === 'upload'} size="lg" title="Upload a file of reviews" onClose={close}>
        <UploadForm connections={connections} onClose={close} />
      </Dialog>
      <Dialog isOpen={asking === 'fetch'} size="lg" title="Fetch reviews" onClose={close}>
        <FetchForm connections={connections} onClose={close} />
      </Dialog>
    </>
  );
}

function NoJobs({ isConnected, isFiltered }: { isConnected: boolean; isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState actions={<Link to="/jobs">Show all jobs</Link>} title="No job of this seller">
        It may have been asked for under another one, or as a file without a seller.
      </EmptyState>
    );
  }
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
