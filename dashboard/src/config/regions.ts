/** Amazon's selling regions, by the code the API uses: a seller consents in each by itself. */
import type { Marketplace } from './marketplaces';

export const REGIONS = {
  NA: { name: 'North America', marketplaces: ['US'] },
  EU: { name: 'Europe', marketplaces: ['UK', 'DE'] },
} as const satisfies Record<string, { name: string; marketplaces: readonly Marketplace[] }>;

export type Region = keyof typeof REGIONS;

export const REGION_CODES = Object.keys(REGIONS) as Region[];
