/** Which jobs are listed, and which products of one. */
import { oneOf, text } from '@/lib/ui/search-params';

import type { ItemState } from './api/queries';

export const STATES = ['PENDING', 'FETCHED', 'DONE', 'FAILED'] as const satisfies readonly ItemState[];

export function jobsSearch(search: Record<string, unknown>): { seller?: string } {
  const seller = text(search.seller);
  return seller ? { seller } : {};
}

export function jobSearch(search: Record<string, unknown>): { state?: ItemState } {
  const state = oneOf(search.state, STATES);
  return state ? { state } : {};
}
