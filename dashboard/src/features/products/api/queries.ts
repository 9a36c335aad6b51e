/** Lists of products by cursor, what they can be narrowed to, and the views people saved. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { Marketplace } from '@/config/marketplaces';
import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

import type { ProductSearch } from '../search';

export type Card = Schema<'ProductCard'>;
export type Filters = Omit<ProductSearch, 'layout'> & { marketplace?: Marketplace | undefined };
export type View = Schema<'View'>;

const PAGE = 50;
const EXPORT_PAGE = 100;
const OPTIONS = 100;

/** A list is read once and then stays: reading a long one again would take as many calls. */
export const productsQuery = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['products', filters],
    queryFn: ({ pageParam, signal }) => listProducts(filters, PAGE, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

interface ProductList extends Omit<Schema<'ProductPage'>, 'items'> {
  items: Card[];
}

async function listProducts(
  filters: Filters,
  limit: number,
  cursor: string | null,
  signal: AbortSignal,
): Promise<ProductList> {
  const query = { ...given(filters), limit, ...(cursor && { cursor }) };
  const page = await ask(api.GET('/v1/products', { signal, params: { query } }));
  // Whole cards, since no `fields` were asked for.
  return { ...page, items: page.items as Card[] };
}

/** Every product of a list, page by page. */
export async function* allProducts(filters: Filters, signal: AbortSignal): AsyncGenerator<ProductList> {
  let cursor: string | null = null;
  do {
    const page: ProductList = await listProducts(filters, EXPORT_PAGE, cursor, signal);
    yield page;
    cursor = page.cursor;
  } while (cursor);
}

/** Without what is undefined: an absent filter is not sent. */
function given(filters: Filters): { [Name in keyof Filters]: NonNullable<Filters[Name]> } {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

const OPTIONS_FRESH_MS = 10 * 60_000;

export const brandsQuery = () =>
  queryOptions({
    queryKey: ['brands'],
    queryFn: ({ signal }) => names((cursor) => api.GET('/v1/brands', { signal, params: { query: cursor } })),
    staleTime: OPTIONS_FRESH_MS,
  });

export const categoriesQuery = () =>
  queryOptions({
    queryKey: ['categories'],
    queryFn: ({ signal }) => names((cursor) => api.GET('/v1/categories', { signal, params: { query: cursor } })),
    staleTime: OPTIONS_FRESH_MS,
  });

interface SubjectAnswer {
  data?: { items: { subject: { name: string } }[]; cursor: string | null };
  error?: unknown;
  response: Response;
}

async function names(read: (cursor: { limit: number; cursor?: string }) => Promise<SubjectAnswer>) {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: NonNullable<SubjectAnswer['data']> = await ask(read({ limit: OPTIONS, ...(cursor && { cursor }) }));
    found.push(...page.items.map(({ subject }) => subject.name));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

export const issuesQuery = () =>
  queryOptions({
    queryKey: ['issues'],
    queryFn: async ({ signal }) => (await ask(api.GET('/v1/issues', { signal }))).items,
    staleTime: OPTIONS_FRESH_MS,
  });

export const viewsQuery = () =>
  queryOptions({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await ask(api.GET('/v1/views', { signal }))).items,
  });

export const saveView = (body: { name: string; page: string; query: string }) =>
  ask(api.POST('/v1/views', { body }));

export const deleteView = (id: string) =>
  ask(api.DELETE('/v1/views/{view_id}', { params: { path: { view_id: id } } }));
