import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aCard, aDetail, anIssue, aShare } from '@/testing/fixtures/product-detail';
import { renderAt } from '@/testing/render';
import { fails, gives, server } from '@/testing/server';

const { insight } = aDetail();
const rival = aDetail({
  product: aCard({ product_id: 'US-B0RIVALONE', asin: 'B0RIVALONE', title: 'Rival Headphones', brand: 'Rival', price: null }),
  insight: {
    ...insight,
    sentiment: { ...insight.sentiment, negative: aShare(12, 200) },
    issues: [anIssue({ code: 'noise', name: 'Noise', share: aShare(9, 200) })],
  },
  rising: [],
});

beforeEach(() => {
  server.use(gives('/v1/products/US-B0VOLTHEAD', aDetail()), gives('/v1/products/US-B0RIVALONE', rival));
});

test('two products stand side by side, and the page says who is complained about more', async () => {
  renderAt('/compare?ids=US-B0VOLTHEAD,US-B0RIVALONE');

  expect(await screen.findByRole('heading', { name: /Volt Headphones draws the most complaints, 24%; Rival Headphones the fewest/ })).toBeVisible();
  const tables = screen.getAllByRole('table').filter((table) => !table.querySelector('caption'));
  const [sides = document.body, issues = document.body] = tables;
  expect(within(sides).getByRole('row', { name: /^Brand/ })).toHaveTextContent('BrandVoltRival');
  const noise = within(issues).getByRole('row', { name: /^Noise/ });
  expect(noise).toHaveTextContent('Noisenot reportedNoise, Rival Headphones: 4.5% n=200');
  expect(within(noise).getByRole('link')).toHaveAttribute('href', '/products/US-B0RIVALONE?issue=noise');
  await expectAccessible();
});

test('one can be left out; the address follows', async () => {
  const { router } = renderAt('/compare?ids=US-B0VOLTHEAD,US-B0RIVALONE');
  await userEvent.click(await screen.findByRole('button', { name: 'Leave out Rival Headphones' }));

  await waitFor(() => expect(router.state.location.href).toBe('/compare?ids=US-B0VOLTHEAD'));
  expect(await screen.findByText(/One product alone cannot be compared/)).toBeVisible();
});

test('one that is gone is left out and said to be', async () => {
  server.use(fails('/v1/products/US-B0GONEGONE', 404));
  renderAt('/compare?ids=US-B0VOLTHEAD,US-B0GONEGONE');

  expect(await screen.findByText('1 product could not be loaded and is left out.')).toBeVisible();
  expect(screen.getAllByText(/Volt Headphones, wireless/)[0]).toBeVisible();
});

test('nothing to compare says how to begin', async () => {
  renderAt('/compare');

  expect(await screen.findByText('Nothing to compare yet')).toBeVisible();
});
