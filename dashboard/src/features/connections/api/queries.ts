/** Seller connections: looking after them. A token never reaches the browser. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { Region } from '@/config/regions';
import { api, ask } from '@/lib/api/client';
import { sellersQuery, type SellerConnection } from '@/lib/api/sellers';
import { toast } from '@/lib/ui/toasts';
import type { Schema } from '@/types/schema';

import { leaveFor } from '../leave';

export type TokenMetadata = Schema<'TokenMetadata'>;

export const tokensQuery = (id: string) =>
  queryOptions({
    queryKey: ['sellers', id, 'tokens'],
    queryFn: ({ signal }) => ask(api.GET('/v1/seller/{seller_id}/tokens', { params: { path: { seller_id: id } }, signal })),
    select: (tokens) => tokens.items,
  });

/** Asks where consent is given, and goes there; isLeaving until this page is gone. */
export function useAskConsent() {
  const start = useMutation({
    mutationFn: (region: Region) => ask(api.GET('/v1/auth/amazon/start', { params: { query: { region } } })),
    onSuccess: ({ authorize_url: address }) => leaveFor(address),
  });
  const { reset } = start;
  useEffect(() => {
    // Back from Amazon by the browser's button, the page is as it was left: about to leave.
    const shownAgain = (event: PageTransitionEvent) => {
      if (event.persisted) reset();
    };
    window.addEventListener('pageshow', shownAgain);
    return () => window.removeEventListener('pageshow', shownAgain);
  }, [reset]);
  return { ask: start.mutate, error: start.error, isLeaving: start.isPending || start.isSuccess };
}

export function useDisconnect() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ seller_id: id }: SellerConnection) =>
      ask(api.DELETE('/v1/sellers/{seller_id}', { params: { path: { seller_id: id } } })),
    onSuccess: (_, { name }) => {
      toast(`Disconnected ${name}. Its tokens are forgotten.`);
      return queries.invalidateQueries({ queryKey: sellersQuery().queryKey });
    },
  });
}

