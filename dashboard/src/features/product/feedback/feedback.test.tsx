import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aFeedback, aRow, aTopic, everyVerdict, noFeedback, ourFigures } from '@/testing/fixtures/feedback';
import { aDetail, aReview, aShare } from '@/testing/fixtures/product-detail';
import { renderAt, renderPart } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';

import '../page'; // Loaded here, so that no test waits for it.
import { productViewSearch } from '../search';

import FeedbackCard from './card';
import { scaleOf } from './track';
import { basis, impact, metricsInWords, range, VERDICTS } from './words';

const HERE = '/products/US-B0VOLTHEAD';
const PATH = '/v1/products/US-B0VOLTHEAD';

beforeEach(() => {
  server.use(
    gives(PATH, aDetail()),
    gives(`${PATH}/feedback`, aFeedback()),
    gives(`${PATH}/reviews`, { items: [aReview('R2', { quote: 'dead after two hours' })], cursor: null }),
    gives(`${PATH}/versions`, { items: [], cursor: null }),
    gives(`${PATH}/work`, { items: [] }),
    gives('/v1/members', { items: [], cursor: null }),
  );
});

/** The card alone at its address: the page around it is dear to draw. */
function renderCard(search = '') {
  const root = createRootRoute();
  const inside = createRoute({ getParentRoute: () => root, id: 'inside' });
  const product = createRoute({
    getParentRoute: () => inside,
    path: '/products/$productId',
    validateSearch: productViewSearch,
    component: FeedbackCard,
  });
  const connections = createRoute({ getParentRoute: () => inside, path: '/connections' });
  const routeTree = root.addChildren([inside.addChildren([product, connections])]);
  const history = createMemoryHistory({ initialEntries: [`${HERE}${search}`] });
  renderPart(<RouterProvider router={createRouter({ routeTree, history }) as never} />);
}

const card = () => screen.findByRole('region', { name: 'Amazon says, we found' });
const topic = async (name: string | RegExp) => within(await card()).findByRole('listitem', { name });

test('both sides of a topic stand beside each other, with the verdict and the days they are of', async () => {
  renderCard();

  const row = await topic('Battery life');
  expect(within(row).getByText('agree')).toBeVisible();
  expect(row).toHaveTextContent('Amazon says23% 45 mentions · −0.40 stars');
  expect(row).toHaveTextContent('We found20% 15% to 25% · 40 of 200 · −0.31 stars (0.20 to 0.42)rising since');
  expect(within(row).getByText(/^rising since/)).toBeVisible();
  expect(within(await card()).getByText(/ours are 200 reviews of the same days, 8 more could not be read/)).toBeVisible();
  await expectAccessible();
});

test('every verdict has its own word, and the card says how many there are of each', async () => {
  renderCard();
  await topic('Battery life');

  for (const { verdict } of everyVerdict) expect(within(await card()).getByText(VERDICTS[verdict].word)).toBeVisible();
  const words = Object.values(VERDICTS).map(({ word }) => `1 ${word}`);
  expect(within(await card()).getByText(`${words.join(' · ')}.`)).toBeVisible();
});

test('what only one side has says so on the other', async () => {
  renderCard();

  expect(await topic(/^Giftability/)).toHaveTextContent('We foundNo label of ours');
  expect(await topic('Noise')).toHaveTextContent('Amazon saysNot among its topics');
});

test('too few reviews are counts, and strangers’ words are text: nothing of them runs', async () => {
  renderCard();

  const row = await topic('Connectivity');
  expect(row).toHaveTextContent('2 of 8 reviews, too few for a share');
  expect(row).toHaveTextContent('too few to compare');
  expect(row).toHaveTextContent('as Connection');
  const battery = await topic('Battery life');
  await userEvent.click(within(battery).getByText(/^More of what Amazon says/));

  expect(within(battery).getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  expect(battery.querySelector('img, a, script')).toBeNull();
  expect(battery).toHaveTextContent('Its category7.4% · −0.20 stars');
  expect(battery).toHaveTextContent('does not hold a charge18 mentions');
});

test('without reviews of ours Amazon’s side stands alone, and the card says why', async () => {
  const none = ourFigures('battery', 'Battery', 0, { share: aShare(0, 0), star_impact: null });
  server.use(gives(`${PATH}/feedback`, aFeedback({ reviews: 0, analysed: 0, rows: [aRow('not_enough_data', aTopic('Battery', 9), none)] })));
  renderCard();

  expect(await topic('Battery')).toHaveTextContent('We foundWe have read no reviews of these days');
  expect(within(await card()).getByText(/we have none of the same days/)).toBeVisible();
});

test('our quote opens the review it is of, among those of its issue', async () => {
  const { router } = renderAt(HERE);
  const row = await topic('Battery life');
  await userEvent.click(within(row).getByRole('button', { name: 'Open the review that says “dead after two hours”' }));

  expect(router.state.location.search).toEqual({ review: 'R2', issue: 'battery_life' });
  expect(await screen.findByRole('dialog')).toBeVisible();
});

test('a long list is cut, and shown whole when asked for', async () => {
  const rows = Array.from({ length: 9 }, (_, place) => aRow('agree', aTopic(`Topic ${place}`, 5), ourFigures('x', 'X', 10)));
  server.use(gives(`${PATH}/feedback`, aFeedback({ rows })));
  renderCard();
  await topic('Topic 0');

  expect(within(await card()).getAllByRole('listitem')).toHaveLength(6);
  await userEvent.click(screen.getByRole('button', { name: 'Show 3 more' }));
  expect(within(await card()).getAllByRole('listitem')).toHaveLength(9);
});

test.each([
  ['never_asked', 'Amazon has not been asked', 'Seller connections'],
  ['nothing_to_tell', 'Amazon has no topics of this product', null],
] as const)('nothing to compare (%s) says why and what to do', async (state, title, link) => {
  server.use(gives(`${PATH}/feedback`, noFeedback(state)));
  renderCard();

  expect(await within(await card()).findByRole('heading', { name: title })).toBeVisible();
  expect(within(await card()).queryByRole('link')?.textContent ?? null).toBe(link);
  await expectAccessible();
});

test('a failure is of the card alone and can be tried again', async () => {
  server.use(fails(`${PATH}/feedback`, 503));
  renderCard();

  const again = await within(await card()).findByRole('button', { name: 'Try again' });
  server.use(gives(`${PATH}/feedback`, aFeedback()));
  await userEvent.click(again);
  expect(await topic('Battery life')).toBeVisible();
});

test('travelling in time asks for what stood then', async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get(url(`${PATH}/feedback`), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('as_of'));
      return HttpResponse.json(aFeedback());
    }),
  );
  renderCard('?as_of=2026-11-20T06:00:00Z');
  await topic('Battery life');

  expect(asked).toEqual(['2026-11-20T06:00:00Z']);
});

test('what is missing of a range is said', () => {
  const days = (from_date: string | null, to_date: string | null) => ({ from_date, to_date });
  expect(range(days('2024-01-02', '2024-03-04'))).toBe('Jan 2, 2024 to Mar 4, 2024');
  expect(range(days('2024-01-02', null))).toBe('since Jan 2, 2024');
  expect(range(days(null, '2024-03-04'))).toBe('up to Mar 4, 2024');
  const { compared } = aFeedback(days(null, null));
  expect(compared && basis(compared)).toMatch(/^Amazon does not say which reviews it counts; ours are 200 reviews of all days/);
});

test('figures say their sign, and nothing where there are none', () => {
  expect([impact(-0.4), impact(3.9), impact(0)]).toEqual(['−0.40 stars', '+3.90 stars', '0.00 stars']);
  expect(metricsInWords({ mentions: null, occurrence_percentage: null, star_rating_impact: null })).toBe('no figures');
  expect([scaleOf([]), scaleOf([0.21]), scaleOf([1])]).toEqual([0.05, 0.3, 1]);
});
