/** What is one's own: the profile, the password, saved views. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import { session } from '@/lib/session/store';
import { toast } from '@/lib/ui/toasts';
import type { Schema } from '@/types/schema';

export type View = Schema<'View'>;

export const viewsQuery = () =>
  queryOptions({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await ask(api.GET('/v1/views', { signal }))).items,
  });

export const useRename = () =>
  useMutation({
    mutationFn: (name: string) => ask(api.PATCH('/v1/auth/me', { body: { name } })),
    onSuccess: ({ user }) => {
      session.rename(user.name);
      toast('Saved.');
    },
  });

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: Schema<'PasswordChange'>) => ask(api.POST('/v1/auth/password/change', { body })),
    onSuccess: () => toast('Your password is changed. Other devices were signed out.'),
  });

export function useRenameView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ view_id: id, name }: Pick<View, 'view_id' | 'name'>) =>
      ask(api.PATCH('/v1/views/{view_id}', { params: { path: { view_id: id } }, body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['views'] }),
  });
}

export function useDeleteView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ view_id: id }: View) => ask(api.DELETE('/v1/views/{view_id}', { params: { path: { view_id: id } } })),
    onSuccess: (_, { name, page, query }) => {
      const undo = () => void ask(api.POST('/v1/views', { body: { name, page, query } })).then(() => queries.invalidateQueries({ queryKey: ['views'] }));
      toast(`Deleted “${name}”.`, { undo });
      return queries.invalidateQueries({ queryKey: ['views'] });
    },
  });
}
