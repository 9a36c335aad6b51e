/** What the way back from Amazon's consent page says came of it. */
import { REGION_CODES, type Region } from '@/config/regions';
import { oneOf, text } from '@/lib/ui/search-params';

export interface ConnectionsSearch {
  /** The seller that was connected just now, and where. */
  connected?: string;
  region?: Region;
  /** Why none was: a code of the API's. */
  error?: string;
}

const SELLER_ID = /^[A-Za-z0-9]{1,64}$/;
const CODE = /^[a-z_]{1,64}$/;

export function connectionsSearch(search: Record<string, unknown>): ConnectionsSearch {
  const error = text(search.error);
  const connected = text(search.connected);
  const region = oneOf(search.region, REGION_CODES);
  if (error) return { error: CODE.test(error) ? error : 'unknown' };
  if (!connected || !SELLER_ID.test(connected)) return {};
  return { connected, ...(region && { region }) };
}
