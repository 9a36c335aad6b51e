import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aChange, aMap, aPortfolio } from '@/testing/fixtures/portfolio';
import { renderAt } from '@/testing/render';
import { fails, gives, server } from '@/testing/server';

import { gridOf } from './map-grid';
import { negativeByWeek } from './weeks';

beforeEach(() => {
  server.use(
    gives('/v1/portfolio', aPortfolio()),
    gives('/v1/portfolio/map', aMap()),
    gives('/v1/changes', { items: [aChange()], cursor: null }),
  );
});

test('the page opens with its answer in a sentence', async () => {
  renderAt('/');

  const heading = await screen.findByRole('heading', { level: 1, name: /need you today/ });
  expect(heading).toHaveTextContent(
    /^6 of 1,000 products need you today; “battery” complaints about Volt Headphones began rising on .*3.*\.$/,
  );
  await screen.findByText('Battery complaints grew.');
  await screen.findByRole('table');
  await expectAccessible();
});

test.each([
  ['1,000', '/products'],
  ['6', '/products?attention_min=35'],
  ['37', '/runs/RUN1'],
])('the figure %s opens the list it counts', async (figure, address) => {
  renderAt('/');

  const figures = await screen.findByRole('navigation', { name: 'Figures' });
  expect(within(figures).getByText(figure).closest('a')).toHaveAttribute('href', address);
});

test('a quote is a customer’s own words, never markup, and leads to its review', async () => {
  renderAt('/');

  const words = await screen.findByText('Peeling <script>alert(1)</script> after [one](https://evil.example) use.');
  expect(words.closest('a')).toHaveAttribute('href', '/products/US-B0KN43YOQX?issue=breaks_early&review=R1');
  expect(document.querySelector('script')).toBeNull();
});

test('a cell of the map says its share with n, and opens its products; few reviews are said to be few', async () => {
  renderAt('/');

  const cell = await screen.findByRole('link', { name: 'Volt, Audio: 30% of 200 reviews negative, 12 products' });
  expect(cell).toHaveAttribute('href', '/products?brand=Volt&category=Audio');
  expect(screen.getByRole('link', { name: /Volt, Beauty: .* not enough to tell/ })).toHaveTextContent('few');
});

test('the figures are of the marketplace in the address', async () => {
  const asked: string[] = [];
  server.events.on('request:start', ({ request }) => asked.push(new URL(request.url).search));
  renderAt('/?marketplace=UK');

  expect(await screen.findByText(/^United Kingdom only, the last run aside; stated for/)).toBeVisible();
  const figures = screen.getByRole('navigation', { name: 'Figures' });
  expect(within(figures).getByText('1,000').closest('a')).toHaveAttribute('href', '/products?marketplace=UK');
  await screen.findByRole('table');
  expect(asked.filter((query) => query.includes('marketplace=UK'))).toHaveLength(3);
});

test('a marketplace without products leads back to all of them', async () => {
  server.use(fails('/v1/portfolio', 404, 'no_figures'));
  renderAt('/?marketplace=DE');

  expect(await screen.findByText('No figures of Germany')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Show all marketplaces' })).toHaveAttribute('href', '/');
});

test('before the first run it is said what to do', async () => {
  server.use(fails('/v1/portfolio', 404, 'not_found'));
  renderAt('/');

  expect(await screen.findByText('No figures yet')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Go to the runs' })).toHaveAttribute('href', '/runs');
});

test('a failure is explained with its request id, and can be tried again', async () => {
  server.use(fails('/v1/portfolio', 500, 'internal', 'It broke.'));
  renderAt('/');

  expect(await screen.findByRole('alert')).toHaveTextContent('It broke.');
  expect(screen.getByText('req-1')).toBeVisible();
  server.use(gives('/v1/portfolio', aPortfolio()));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('navigation', { name: 'Figures' })).toBeVisible();
});

test('one part that fails leaves the others standing', async () => {
  server.use(fails('/v1/changes', 500, 'internal', 'It broke.'));
  renderAt('/');

  expect(await screen.findByRole('alert')).toHaveTextContent('what changed');
  expect(screen.getByText('Breaks early')).toBeVisible();
});

test('nothing wrong is said as plainly', async () => {
  server.use(gives('/v1/portfolio', aPortfolio({ needing_attention: 0, product_rises: [], top_issues: [] })));
  renderAt('/');

  expect(await screen.findByRole('heading', { level: 1, name: /None of your/ })).toHaveTextContent(
    'None of your 1,000 products needs you today; no issue is on the rise.',
  );
});

test('weeks with too few reviews are gaps', () => {
  const day = { start: '2026-11-01', days: 1, mean_rating: null, reviews: 0, positive: 3, neutral: 0, negative: 1 };
  const quiet = { ...day, positive: 0, negative: 0 };

  expect(negativeByWeek([...Array<typeof day>(7).fill(day), ...Array<typeof day>(7).fill(quiet)])).toEqual([0.25, null]);
});

test('the map begins with the brand that most needs somebody', () => {
  const { rows, categories } = gridOf(aMap().cells);

  expect(rows.map(({ brand }) => brand)).toEqual(['Volt', 'Arden']);
  expect(categories).toEqual(['Audio', 'Beauty']);
});
