/** What the palette offers for some words, in the order of its groups. */
import type { LinkProps } from '@tanstack/react-router';

import { plural } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

export interface Entry {
  id: string;
  group: 'Pages' | 'Products' | 'Brands' | 'Categories' | 'Issues' | 'Help';
  text: string;
  hint?: string;
  /** Where it leads; none for the help. */
  to?: Pick<LinkProps, 'to' | 'params' | 'search'>;
}

export interface Known {
  found: Schema<'Suggestions'>;
  issues: readonly { code: string; name: string }[];
}

const PER_GROUP = 5;

const PAGES: readonly Entry[] = [
  { id: 'overview', group: 'Pages', text: 'Overview', hint: 'g o', to: { to: '/' } },
  { id: 'products', group: 'Pages', text: 'Products', hint: 'g p', to: { to: '/products' } },
  { id: 'runs', group: 'Pages', text: 'Runs', hint: 'g r', to: { to: '/runs' } },
  { id: 'jobs', group: 'Pages', text: 'Jobs', hint: 'g j', to: { to: '/jobs' } },
  { id: 'connections', group: 'Pages', text: 'Connections', hint: 'g c', to: { to: '/connections' } },
  { id: 'settings', group: 'Pages', text: 'Settings', hint: 'g s', to: { to: '/settings' } },
];
const HELP: Entry = { id: 'help', group: 'Help', text: 'Help and keys', hint: '?' };

export function entriesFor(words: string, { found: { products, brands, categories }, issues }: Known): Entry[] {
  const fits = (text: string) => text.toLowerCase().includes(words.toLowerCase());
  return [
    ...PAGES.filter(({ text }) => fits(text)),
    ...products.map(({ product_id: id, title, brand }): Entry => ({
      id,
      group: 'Products',
      text: title,
      hint: brand,
      to: { to: '/products/$productId', params: { productId: id } },
    })),
    ...brands.map(({ name: brand, products: n }): Entry => ({
      id: `brand ${brand}`,
      group: 'Brands',
      text: brand,
      hint: plural(n, 'product'),
      to: { to: '/products', search: { brand } },
    })),
    ...categories.map(({ name: category, products: n }): Entry => ({
      id: `category ${category}`,
      group: 'Categories',
      text: category,
      hint: plural(n, 'product'),
      to: { to: '/products', search: { category } },
    })),
    ...issues.filter(({ name }) => words && fits(name)).slice(0, PER_GROUP).map(({ code, name }): Entry => ({
      id: `issue ${code}`,
      group: 'Issues',
      text: name,
      to: { to: '/products', search: { issue: code } },
    })),
    ...(fits(HELP.text) ? [HELP] : []),
  ];
}
