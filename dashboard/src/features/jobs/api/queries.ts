/** Review jobs, and how those at work are getting on. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

export type Job = Schema<'JobItem'>;
export type JobStatus = Schema<'JobStatus'>;
export type JobResult = Schema<'JobResult'>;
export type ItemState = Schema<'ItemState'>;

const LIVE_MS = 2000;
const CALM_MS = 30_000;
/** How many jobs are listed at once. */
const PAGE = 50;
/** How many of a file's bad rows stand above its products. */
const FIRST_ROWS = 10;
export const isOpen = ({ status }: Job): boolean => status === 'QUEUED' || status === 'RUNNING';

/** seller: of that one alone. */
export const jobsQuery = (seller: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['jobs', seller ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...(pageParam && { cursor: pageParam }) };
      return seller
        ? ask(api.GET('/v1/seller/{seller_id}/jobs', { params: { path: { seller_id: seller }, query }, signal }))
        : ask(api.GET('/v1/jobs', { params: { query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isOpen)) ? 2 * LIVE_MS : CALM_MS),
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => ask(api.GET('/v1/jobs/{job_id}/status', { params: { path: { job_id: id }, query: { limit: 1 } }, signal })),
    select: (job): Job => job,
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? LIVE_MS : false),
  });

/** isLive is part of the key: once the job has ended its last word is asked for. */
export const resultsQuery = (id: string, state: ItemState | undefined, isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: ['job', id, 'results', state ?? null, isLive],
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/v1/jobs/{job_id}/status', {
          params: {
            path: { job_id: id },
            query: { limit: 100, ...(state && { state }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: isLive ? 2 * LIVE_MS : false,
  });

/** Has every list and page of jobs asked again. */
export function useJobsChanged() {
  const queries = useQueryClient();
  return (job: Job) => {
    void queries.invalidateQueries({ queryKey: ['jobs'] });
    return queries.invalidateQueries({ queryKey: ['job', job.job_id] });
  };
}

/** What was made of a job's file, with the rows that are not usable. */
export const uploadQuery = (id: string, isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: ['job', id, 'upload', isLive],
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/v1/uploads/{job_id}', {
          params: { path: { job_id: id }, query: pageParam ? { limit: 100, cursor: pageParam } : { limit: FIRST_ROWS } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: isLive ? 2 * LIVE_MS : false,
  });

interface Fetch {
  body: Schema<'NewFetch'>;
  /** The same for the same request, so that asking twice starts one job. */
  key: string;
}

export function useFetchReviews() {
  const changed = useJobsChanged();
  return useMutation({
    mutationFn: ({ body, key }: Fetch) =>
      ask(api.POST('/v1/fetch/reviews', { params: { header: { 'idempotency-key': key } }, body })),
    onSuccess: changed,
  });
}

export function useCancelJob(id: string) {
  const changed = useJobsChanged();
  return useMutation({
    mutationFn: () => ask(api.POST('/v1/jobs/{job_id}/cancel', { params: { path: { job_id: id } } })),
    onSuccess: changed,
  });
}

export function useRetryJob(id: string) {
  const changed = useJobsChanged();
  return useMutation({
    mutationFn: () => ask(api.POST('/v1/jobs/{job_id}/retry', { params: { path: { job_id: id } } })),
    onSuccess: changed,
  });
}
