import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';

import { aDetail, aReview, versionHeads } from '@/testing/fixtures/product-detail';
import { renderAt } from '@/testing/render';
import { gives, server, url } from '@/testing/server';
import type { Schema } from '@/types/schema';

const HERE = '/products/US-B0VOLTHEAD';
const PATH = '/v1/products/US-B0VOLTHEAD';
const reviews = [aReview('R1', { quote: 'dead after two hours' }), aReview('R2')];

beforeEach(() => {
  server.use(
    gives(PATH, aDetail()),
    gives(`${PATH}/reviews`, { items: reviews, cursor: null }),
    gives(`${PATH}/versions`, { items: versionHeads, cursor: null }),
    gives(`${PATH}/work`, { items: [] }),
    gives('/v1/members', { items: [], cursor: null }),
  );
});

const drawer = () => screen.findByRole('dialog');

const alone = (id: string, place: Partial<Schema<'ReviewDetail'>> = {}) =>
  gives(`${PATH}/reviews/${id}`, {
    ...aReview(id), version: 3, total: 214, index: 118, newer: null, older: null, ...place,
  });

test('a review named in the address is asked for by its id, and the arrows lead to its neighbours', async () => {
  const pages: string[] = [];
  server.use(
    http.get(url(`${PATH}/reviews`), ({ request }) => {
      pages.push(new URL(request.url).search);
      return HttpResponse.json({ items: reviews, cursor: 'c1' });
    }),
    alone('R9', { older: 'R10' }),
    alone('R10', { index: 119, newer: 'R9' }),
  );
  renderAt(`${HERE}?review=R9`);

  const shown = within(await drawer());
  expect(await shown.findByRole('article', { name: 'Review R9' })).toBeVisible();
  expect(shown.getByText('Review 119 of 214, newest first')).toBeVisible();
  expect(shown.getByRole('button', { name: 'Previous review' })).toBeDisabled();
  await userEvent.keyboard('{ArrowRight}');
  expect(await shown.findByRole('article', { name: 'Review R10' })).toBeVisible();
  expect(pages.some((query) => query.includes('cursor='))).toBe(false);
});

test('a review that does not report the issue is shown, and said to be none of its list', async () => {
  server.use(alone('R9', { index: null }));
  renderAt(`${HERE}?issue=battery_life&review=R9`);

  const shown = within(await drawer());
  expect(await shown.findByRole('article', { name: 'Review R9' })).toBeVisible();
  expect(shown.getByText('This review does not report the issue')).toBeVisible();
});

test('a review that is gone is said to be gone', async () => {
  renderAt(`${HERE}?review=R404`);

  expect(await within(await drawer()).findByText('This review is not there')).toBeVisible();
});
