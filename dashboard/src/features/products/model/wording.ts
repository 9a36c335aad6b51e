/** A list in a sentence, and the names of what narrows it. */
import { plural } from '@/lib/format/numbers';

import type { ProductSearch } from '../search';

export const SORT_NAMES = {
  attention: 'Attention',
  negative_share: 'Share negative',
  review_count: 'Reviews',
  last_change: 'Last change',
} as const;

const FIRST = {
  attention: { desc: 'the most urgent first', asc: 'the least urgent first' },
  negative_share: { desc: 'the worst reviewed first', asc: 'the best reviewed first' },
  review_count: { desc: 'the most reviewed first', asc: 'the least reviewed first' },
  last_change: { desc: 'the latest changes first', asc: 'the oldest changes first' },
} as const;

export const SENTIMENT_NAMES = {
  negative: 'Mostly negative',
  neutral: 'Mostly neutral',
  positive: 'Mostly positive',
} as const;

/** issueName: what people call the code of the filter. */
export function answerOf(search: ProductSearch, total: number | null, issueName: string | undefined): string {
  const products = total === null ? 'Products' : plural(total, 'product');
  const about = [
    search.attention_min !== undefined && 'that need attention',
    search.issue && `with “${(issueName ?? search.issue).toLowerCase()}” complaints`,
    search.parent_asin && `that are variations of ${search.parent_asin}`,
    search.brand && `of ${search.brand}`,
    search.category && `in ${search.category}`,
  ].filter(Boolean);
  const first = FIRST[search.sort ?? 'attention'][search.order ?? 'desc'];
  return `${[products, ...about].join(' ')}, ${first}`;
}

export interface Chip {
  /** The search parameters that the chip takes away. */
  names: (keyof ProductSearch)[];
  text: string;
}

/** What narrows the list, each to be taken away by itself. */
export function chipsOf(search: ProductSearch, issueName: string | undefined): Chip[] {
  const chips: (Chip | false | undefined | '')[] = [
    search.q && { names: ['q'], text: `“${search.q}”` },
    search.attention_min !== undefined && {
      names: ['attention_min'],
      text: `Attention ${search.attention_min} or more`,
    },
    search.parent_asin && { names: ['parent_asin'], text: `Variations of ${search.parent_asin}` },
    search.brand && { names: ['brand'], text: search.brand },
    search.category && { names: ['category'], text: search.category },
    search.issue && { names: ['issue'], text: issueName ?? search.issue },
    search.sentiment && { names: ['sentiment'], text: SENTIMENT_NAMES[search.sentiment] },
    search.rating !== undefined && { names: ['rating'], text: `About ${search.rating} stars` },
    (search.rating_min !== undefined || search.rating_max !== undefined) && {
      names: ['rating_min', 'rating_max'],
      text: `${search.rating_min ?? 1} to ${search.rating_max ?? 5} stars`,
    },
  ];
  return chips.filter((chip) => typeof chip === 'object');
}

/** The address without what the chips stand for. */
export const cleared = (search: ProductSearch): ProductSearch => ({
  sort: search.sort,
  order: search.order,
  layout: search.layout,
});
