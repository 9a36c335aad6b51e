import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';

import { toCsv } from '@/lib/ui/csv';
import { expectAccessible } from '@/testing/axe';
import { anIssueRollup, aProductPage } from '@/testing/fixtures/portfolio';
import { aCard } from '@/testing/fixtures/product-detail';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';

const FIVE = ['A', 'B', 'C', 'D', 'E'].map((letter) =>
  aCard({ product_id: `US-B0000000${letter}0`, title: `Product ${letter}` }),
);
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    http.get(url('/v1/products'), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(aProductPage({ items: FIVE, total: 361 }));
    }),
    gives('/v1/brands', { items: [{ subject: { kind: 'BRAND', name: 'Volt' } }], cursor: null }),
    gives('/v1/categories', { items: [], cursor: null }),
    gives('/v1/issues', { items: [anIssueRollup()] }),
    gives('/v1/views', { items: [] }),
  );
});

const query = (index = -1) => Object.fromEntries(asked.at(index) ?? []);

test('the address says what is listed, and the sentence says it in words', async () => {
  renderAt('/products?issue=breaks_early&brand=Volt&sort=negative_share&marketplace=DE');

  expect(
    await screen.findByRole('heading', {
      name: '361 products with “breaks early” complaints of Volt, the worst reviewed first',
    }),
  ).toBeVisible();
  expect(query()).toEqual({
    issue: 'breaks_early',
    brand: 'Volt',
    sort: 'negative_share',
    marketplace: 'DE',
    limit: '50',
  });
  await expectAccessible();
});

test('what an edited address says wrongly is left out', async () => {
  renderAt('/products?sort=luck&rating=many&order=up');

  await screen.findByText('Product A');
  expect(query()).toEqual({ limit: '50' });
});

test('a filter is taken away by its chip, all of them at once by a word', async () => {
  const { router } = renderAt('/products?brand=Volt&q=headphones&sort=review_count');
  await userEvent.click(await screen.findByRole('button', { name: 'Remove the filter Volt' }));
  await expect.poll(() => router.state.location.href).toBe('/products?q=headphones&sort=review_count');

  await userEvent.type(screen.getByRole('textbox', { name: /Words of title/ }), ' black');
  await expect.poll(() => router.state.location.href).toBe('/products?q=headphones+black&sort=review_count');
});

test('a column’s head sorts by it, and turns the order at the second click', async () => {
  const { router } = renderAt('/products');
  await screen.findByText('Product A');
  await userEvent.click(screen.getByRole('button', { name: 'Sentiment' }));
  await expect.poll(() => router.state.location.href).toBe('/products?sort=negative_share');
  await userEvent.click(screen.getByRole('button', { name: 'Sentiment' }));

  await expect.poll(() => router.state.location.href).toBe('/products?sort=negative_share&order=asc');
  expect(screen.getByRole('columnheader', { name: 'Sentiment' })).toHaveAttribute('aria-sort', 'ascending');
});

test('j, k, x and Enter go through the list without a mouse', async () => {
  const { router } = renderAt('/products');
  await screen.findByText('Product A');
  await userEvent.keyboard('jjkjx');
  expect(screen.getByRole('checkbox', { name: 'Compare Product B' })).toBeChecked();
  await userEvent.keyboard('{Enter}');

  await expect.poll(() => router.state.location.pathname).toBe('/products/US-B0000000B0');
});

test('a product and its issues are links like any other, followed without a reload', async () => {
  const { router } = renderAt('/products?marketplace=DE');
  const title = await screen.findByRole('link', { name: 'Product A' });
  expect(title).toHaveAttribute('href', '/products/US-B0000000A0');
  await userEvent.click(title);

  await expect.poll(() => router.state.location.href).toBe('/products/US-B0000000A0?marketplace=DE');
});

test('two to four ticked products can be compared, a fifth cannot be ticked', async () => {
  renderAt('/products');
  await screen.findByText('Product A');
  for (const letter of ['A', 'B', 'C', 'D', 'E']) {
    await userEvent.click(screen.getByRole('checkbox', { name: `Compare Product ${letter}` }));
  }

  const bar = screen.getByRole('region', { name: 'Compare' });
  expect(within(bar).getByText('4 products ticked')).toBeVisible();
  expect(within(bar).getByRole('link', { name: 'Compare' })).toHaveAttribute(
    'href',
    '/compare?ids=US-B0000000A0%2CUS-B0000000B0%2CUS-B0000000C0%2CUS-B0000000D0',
  );
  expect(screen.getByText(/untick one first/)).toBeVisible();
});

test('the next page is fetched before the end is reached, and its failure loses nothing', async () => {
  server.use(
    http.get(url('/v1/products'), ({ request }) =>
      new URL(request.url).searchParams.get('cursor')
        ? HttpResponse.json({ error: { code: 'busy', message: '', request_id: 'r' } }, { status: 500 })
        : HttpResponse.json(aProductPage({ items: FIVE, total: 361, cursor: 'next' })),
    ),
  );
  renderAt('/products');

  expect(await screen.findByText(/5 products are shown; the next ones could not be loaded/)).toBeVisible();
  expect(screen.getByText('Product E')).toBeVisible();
});

test('filters that nothing fits say so and can be cleared', async () => {
  server.use(gives('/v1/products', aProductPage({ items: [], total: 0 })));
  const { router } = renderAt('/products?brand=Volt&rating=1&layout=grid');
  await userEvent.click(await screen.findByRole('button', { name: 'Clear all filters' }));

  await expect.poll(() => router.state.location.href).toBe('/products?layout=grid');
});

test('an API that is away is explained', async () => {
  server.use(fails('/v1/products', 503));
  renderAt('/products');

  expect(await screen.findByRole('alert')).toHaveTextContent('the products could not be loaded just now');
});

test('a list is saved under a name, with its filters', async () => {
  let body: unknown;
  server.use(
    http.post(url('/v1/views'), async ({ request }) => {
      body = await request.json();
      return HttpResponse.json({ view_id: 'v', name: 'Volt', page: 'products', query: 'brand=Volt' }, { status: 201 });
    }),
  );
  renderAt('/products?brand=Volt');
  await userEvent.click(await screen.findByRole('button', { name: 'Views' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Save this list as a view…' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'Volt{Enter}');

  expect(await screen.findByText('Saved as “Volt”.')).toBeVisible();
  expect(body).toEqual({ name: 'Volt', page: 'products', query: 'brand=Volt' });
});

test('too few reviews are said to be too few', async () => {
  const card = aCard({ title: 'Quiet', negative_share: null, neutral_share: null, positive_share: null, analysed: 2 });
  server.use(gives('/v1/products', aProductPage({ items: [card] })));
  renderAt('/products?layout=grid');

  expect(await screen.findByText(/not enough reviews/)).toBeVisible();
});

test('a title that a spreadsheet would run stays a text', () => {
  expect(toCsv({ columns: ['Title', 'n'], rows: [['=1+1', 2], ['a "b", c', null]] })).toBe(
    'Title,n\r\n\'=1+1,2\r\n"a ""b"", c",\r\n',
  );
});
