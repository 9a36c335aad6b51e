import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import { toast } from '@/lib/ui/toasts';
import type { Schema } from '@/types/schema';

export type Settings = Schema<'OrganisationSettings'>;

export const settingsQuery = () =>
  queryOptions({ queryKey: ['settings'], queryFn: ({ signal }) => ask(api.GET('/v1/settings', { signal })) });

export function useChangeSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<'SettingsChange'>) => ask(api.PATCH('/v1/settings', { body })),
    onSuccess: (settings) => {
      queries.setQueryData(settingsQuery().queryKey, settings);
      toast('Saved.');
    },
  });
}
