import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aProductPage } from '@/testing/fixtures/portfolio';
import { renderAt } from '@/testing/render';
import { gives, server } from '@/testing/server';

beforeEach(() => {
  server.use(
    gives('/v1/categories', { items: [], cursor: null }),
    gives('/v1/views', { items: [] }),
    gives('/v1/products', aProductPage({ items: [] })),
    gives('/v1/brands', { items: [], cursor: null }),
    gives('/v1/suggest', {
      products: [{ product_id: 'US-B0F489NFPB', title: 'Volt Headphones', brand: 'Volt' }],
      brands: [{ name: 'Volt', products: 12 }],
      categories: [{ name: 'Voltage testers', products: 1 }],
    }),
    gives('/v1/issues', { items: [{ code: 'volume', name: 'Volume too low' }] }),
  );
});

async function open(words: string) {
  const view = renderAt('/products');
  await screen.findByRole('navigation', { name: 'Main' });
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.type(await screen.findByRole('combobox', { name: /Product, brand/ }), words);
  return view;
}

test('a few letters find products, brands, categories and issues', async () => {
  await open('vol');

  expect(await screen.findByRole('option', { name: /Volt Headphones/ })).toBeVisible();
  expect(screen.getByRole('option', { name: 'Volt 12 products' })).toBeVisible();
  expect(screen.getByRole('option', { name: 'Voltage testers 1 product' })).toBeVisible();
  expect(screen.getByRole('option', { name: 'Volume too low' })).toBeVisible();
  await expectAccessible();
});

test('arrows choose and Enter goes there', async () => {
  const { router } = await open('vol');
  await screen.findByRole('option', { name: /Volt Headphones/ });
  await userEvent.keyboard('{ArrowDown}{Enter}');

  await expect.poll(() => router.state.location.href).toBe('/products?brand=Volt');
});

test('words that nothing is called by say so', async () => {
  server.use(gives('/v1/suggest', { products: [], brands: [], categories: [] }));
  await open('zzz');

  expect(await screen.findByText('Nothing is called “zzz”.')).toBeVisible();
});
