import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import { toast } from '@/lib/ui/toasts';
import type { Schema } from '@/types/schema';

export type ApiKey = Schema<'ApiKey'>;

const KEYS = ['api-keys'] as const;

export const keysQuery = () =>
  queryOptions({
    queryKey: KEYS,
    queryFn: ({ signal }) => ask(api.GET('/v1/api-keys', { params: { query: { limit: 100 } }, signal })),
    select: (page) => page.items,
  });

export function useCreateKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<'NewApiKey'>) => ask(api.POST('/v1/api-keys', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS }),
    // The key's text is not kept longer than the dialog that shows it.
    gcTime: 0,
  });
}

export function useRevokeKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key_id: id }: ApiKey) => ask(api.DELETE('/v1/api-keys/{key_id}', { params: { path: { key_id: id } } })),
    onSuccess: (_, { name }) => {
      toast(`Revoked “${name}”. It opens nothing within 30 seconds.`);
      return queries.invalidateQueries({ queryKey: KEYS });
    },
  });
}
