/** Work on issues: shown at once, taken back when the API says otherwise. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import { ApiError } from '@/lib/api/errors';
import { toast } from '@/lib/ui/toasts';
import type { Schema } from '@/types/schema';

export type IssueWork = Schema<'IssueWork'>;
export type Decision = Pick<IssueWork, 'status' | 'assignee_id' | 'snoozed_until' | 'fixed_on'>;

interface Decided {
  issue: string;
  decision: Decision;
  /** What was done, for the toast: "Acknowledged “Battery life”." */
  said: string;
}

const keyOf = (id: string) => ['work', id] as const;

export const workQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: ({ signal }) =>
      ask(api.GET('/v1/products/{product_id}/work', { params: { path: { product_id: id } }, signal })),
  });

const untouched = (id: string, issue: string): IssueWork => ({
  product_id: id,
  issue,
  status: 'open',
  assignee_id: null,
  snoozed_until: null,
  fixed_on: null,
  notes: [],
  version: 0,
  updated_at: null,
  updated_by: null,
});

export function useWork(id: string) {
  const { data, isError } = useQuery(workQuery(id));
  const of = (issue: string): IssueWork => data?.items.find((each) => each.issue === issue) ?? untouched(id, issue);
  return { of, isKnown: data !== undefined, isError };
}

export function useDecide(id: string) {
  const queries = useQueryClient();
  const kept = () => queries.getQueryData(workQuery(id).queryKey);
  const put = (work: IssueWork) => {
    queries.setQueryData(workQuery(id).queryKey, (before) => ({
      items: [...(before?.items.filter((each) => each.issue !== work.issue) ?? []), work],
    }));
  };
  const current = (issue: string) => kept()?.items.find((each) => each.issue === issue) ?? untouched(id, issue);

  const mutation = useMutation({
    mutationFn: ({ issue, decision, seen }: Decided & { seen: number }) =>
      ask(
        api.PUT('/v1/products/{product_id}/issues/{issue}/work', {
          params: { path: { product_id: id, issue } },
          body: { ...decision, expected_version: seen },
        }),
      ),
    onMutate: async ({ issue, decision }) => {
      await queries.cancelQueries({ queryKey: keyOf(id) });
      const before = current(issue);
      put({ ...before, ...decision });
      return { before };
    },
    onSuccess: (work, { issue, said }, { before }) => {
      put(work);
      const { status, assignee_id, snoozed_until, fixed_on } = before;
      const decision = { status, assignee_id, snoozed_until, fixed_on };
      const undo = () => mutation.mutate({ issue, decision, said: 'Undone.', seen: work.version });
      toast(said, said === 'Undone.' ? {} : { undo });
    },
    onError: (error, _, context) => {
      if (context) put(context.before);
      toast(refusal(error), { tone: 'failed' });
      void queries.invalidateQueries({ queryKey: keyOf(id) });
    },
  });
  return (decided: Decided) => mutation.mutate({ ...decided, seen: current(decided.issue).version });
}

export function useNote(id: string, issue: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      ask(
        api.POST('/v1/products/{product_id}/issues/{issue}/notes', {
          params: { path: { product_id: id, issue } },
          body: { text },
        }),
      ),
    onSuccess: (work) => {
      queries.setQueryData(workQuery(id).queryKey, (before) => ({
        items: [...(before?.items.filter((each) => each.issue !== issue) ?? []), work],
      }));
    },
  });
}

/** Somebody else was faster: their decision is shown, and stays until one decides again. */
function refusal(error: unknown): string {
  if (error instanceof ApiError && error.code === 'work_changed') {
    return 'Somebody changed this issue meanwhile. What they decided is shown; yours was not saved.';
  }
  return error instanceof ApiError ? `Not saved: ${error.message}` : 'Not saved: the server cannot be reached.';
}
