/** Runs, and how the one at work is getting on. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

export type Run = Schema<'RunItem'>;
export type Step = Schema<'RunStep'>;
export type RunStatus = Schema<'RunStatus'>;

const LIVE_MS = 2000;
const CALM_MS = 30_000;

export const runsQuery = (status?: RunStatus) =>
  infiniteQueryOptions({
    queryKey: ['runs', status ?? null],
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/v1/runs', {
          params: { query: { limit: 30, ...(status && { status }), ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((run) => run.status === 'RUNNING') ? 2 * LIVE_MS : CALM_MS,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => ask(api.GET('/v1/runs/{run_id}', { params: { path: { run_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' ? LIVE_MS : false),
  });

/** isLive is part of the key: once the run has ended its last word is asked for. */
export const stepsQuery = (id: string, isLive: boolean) =>
  queryOptions({
    queryKey: ['run', id, 'steps', isLive],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask(api.GET('/v1/runs/{run_id}/steps', { params: { path: { run_id: id } }, signal })),
    refetchInterval: isLive ? LIVE_MS : false,
  });

export const failuresQuery = (id: string, isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: ['run', id, 'failures', isLive],
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/v1/runs/{run_id}/failures', {
          params: { path: { run_id: id }, query: { limit: 100, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    refetchInterval: isLive ? 2 * LIVE_MS : false,
  });

function useRunChanged() {
  const queries = useQueryClient();
  return (run: Run) => {
    queries.setQueryData(runQuery(run.run_id).queryKey, run);
    void queries.invalidateQueries({ queryKey: ['runs'] });
    void queries.invalidateQueries({ queryKey: ['run', run.run_id] });
  };
}

export function useStartRun() {
  const changed = useRunChanged();
  return useMutation({
    mutationFn: (marketplaces: Schema<'Marketplace'>[]) =>
      ask(api.POST('/v1/runs', { body: marketplaces.length > 0 ? { marketplaces } : {} })),
    onSuccess: changed,
  });
}

export function useResumeRun(id: string) {
  const changed = useRunChanged();
  return useMutation({
    mutationFn: () => ask(api.POST('/v1/runs/{run_id}/resume', { params: { path: { run_id: id } } })),
    onSuccess: changed,
  });
}
