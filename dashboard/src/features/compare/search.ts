/** Which products are compared: two to four of them. */
import { list } from '@/lib/ui/search-params';

export const MAX_COMPARED = 4;

export interface CompareSearch {
  ids?: string[] | undefined;
}

export const compareSearch = (search: Record<string, unknown>): CompareSearch => ({
  ids: list(search.ids).slice(0, MAX_COMPARED),
});
