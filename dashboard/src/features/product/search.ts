/** What the address of a product's page can say. */
import { number, oneOf, text } from '@/lib/ui/search-params';

export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export const PANELS = ['evidence', 'work'] as const;
export const SPANS = ['year', 'quarter'] as const;

export interface ProductViewSearch {
  /** Time travel: the product as it was shown then. */
  as_of?: string | undefined;
  /** The issue whose drawer is open. */
  issue?: string | undefined;
  /** The review that is open in it. */
  review?: string | undefined;
  panel?: (typeof PANELS)[number] | undefined;
  span?: (typeof SPANS)[number] | undefined;
  /** Filters of the list of reviews. */
  about?: string | undefined;
  stars?: number | undefined;
  sentiment?: (typeof SENTIMENTS)[number] | undefined;
}

export function productViewSearch(search: Record<string, unknown>): ProductViewSearch {
  const stars = number(search.stars);
  return {
    as_of: moment(search.as_of),
    issue: text(search.issue),
    review: text(search.review),
    panel: oneOf(search.panel, PANELS),
    span: oneOf(search.span, SPANS),
    about: text(search.about),
    stars: stars && [1, 2, 3, 4, 5].includes(stars) ? stars : undefined,
    sentiment: oneOf(search.sentiment, SENTIMENTS),
  };
}

/** A moment of an address, or undefined when it is none. */
function moment(value: unknown): string | undefined {
  const given = text(value);
  return given && !Number.isNaN(Date.parse(given)) ? given : undefined;
}
