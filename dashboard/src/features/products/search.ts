/** What the address of the products page can say. Anything else in it is left out. */
import { number, oneOf, text } from '@/lib/ui/search-params';

export const SORTS = ['attention', 'negative_share', 'review_count', 'last_change'] as const;
export const ORDERS = ['desc', 'asc'] as const;
export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export const LAYOUTS = ['table', 'grid'] as const;

export interface ProductSearch {
  brand?: string | undefined;
  category?: string | undefined;
  issue?: string | undefined;
  sentiment?: (typeof SENTIMENTS)[number] | undefined;
  rating?: number | undefined;
  rating_min?: number | undefined;
  rating_max?: number | undefined;
  attention_min?: number | undefined;
  parent_asin?: string | undefined;
  q?: string | undefined;
  sort?: (typeof SORTS)[number] | undefined;
  order?: (typeof ORDERS)[number] | undefined;
  layout?: (typeof LAYOUTS)[number] | undefined;
}

export function productSearch(search: Record<string, unknown>): ProductSearch {
  return {
    brand: text(search.brand),
    category: text(search.category),
    issue: text(search.issue),
    sentiment: oneOf(search.sentiment, SENTIMENTS),
    rating: number(search.rating),
    rating_min: number(search.rating_min),
    rating_max: number(search.rating_max),
    attention_min: number(search.attention_min),
    parent_asin: text(search.parent_asin),
    q: text(search.q),
    sort: oneOf(search.sort, SORTS),
    order: oneOf(search.order, ORDERS),
    layout: oneOf(search.layout, LAYOUTS),
  };
}
