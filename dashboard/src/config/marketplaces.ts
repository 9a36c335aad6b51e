/** Marketplaces served, by the code the API uses, with what people call them. */
export const MARKETPLACES = { US: 'United States', UK: 'United Kingdom', DE: 'Germany' } as const;

export type Marketplace = keyof typeof MARKETPLACES;

export const isMarketplace = (code: unknown): code is Marketplace =>
  typeof code === 'string' && code in MARKETPLACES;
