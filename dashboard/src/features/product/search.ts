/** What the address of a product's page can say: when it is looked at, and which evidence is open. */
import { text } from '@/lib/ui/search-params';

export interface ProductViewSearch {
  as_of?: string | undefined;
  issue?: string | undefined;
  review?: string | undefined;
}

export const productViewSearch = (search: Record<string, unknown>): ProductViewSearch => ({
  as_of: text(search['as_of']),
  issue: text(search['issue']),
  review: text(search['review']),
});
