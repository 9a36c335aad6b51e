import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import { toast } from '@/lib/ui/toasts';
import type { Schema } from '@/types/schema';

export type Member = Schema<'Member'>;
export type Invite = Schema<'Invite'>;

const MEMBERS = ['members'] as const;
const INVITES = ['invites'] as const;
const ALL = { params: { query: { limit: 100 } } };

export const membersQuery = () =>
  queryOptions({
    queryKey: [...MEMBERS, 'team'],
    queryFn: ({ signal }) => ask(api.GET('/v1/members', { ...ALL, signal })),
    select: (page) => page.items,
  });

export const invitesQuery = () =>
  queryOptions({
    queryKey: INVITES,
    queryFn: ({ signal }) => ask(api.GET('/v1/invites', { ...ALL, signal })),
    select: (page) => page.items,
  });

export function useChangeMember() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: Schema<'MemberChange'> }) =>
      ask(api.PATCH('/v1/members/{user_id}', { params: { path: { user_id: id } }, body: change })),
    onSuccess: ({ name, email }) => {
      toast(`Changed ${name || email}. It takes effect within 30 seconds.`);
      return queries.invalidateQueries({ queryKey: MEMBERS });
    },
  });
}

export function useRemoveMember() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ user_id: id }: Member) => ask(api.DELETE('/v1/members/{user_id}', { params: { path: { user_id: id } } })),
    onSuccess: (_, { name, email }) => {
      toast(`${name || email} no longer belongs to the organisation.`);
      return queries.invalidateQueries({ queryKey: MEMBERS });
    },
  });
}

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<'NewInvite'>) => ask(api.POST('/v1/invites', { body })),
    onSuccess: ({ email }) => {
      toast(`An invite is on its way to ${email}.`);
      return queries.invalidateQueries({ queryKey: INVITES });
    },
  });
}

export function useWithdraw() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ invite_id: id }: Invite) => ask(api.DELETE('/v1/invites/{invite_id}', { params: { path: { invite_id: id } } })),
    onSuccess: (_, { email }) => {
      toast(`Withdrew the invite for ${email}.`);
      return queries.invalidateQueries({ queryKey: INVITES });
    },
  });
}
