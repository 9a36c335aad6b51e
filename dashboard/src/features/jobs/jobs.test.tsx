import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aFailedResult, aJob, aResult, reportOf } from '@/testing/fixtures/jobs';
import { aConnection, sellersOf } from '@/testing/fixtures/sellers';
import { aSession } from '@/testing/fixtures/session';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';
import type { Schema } from '@/types/schema';

const working = () =>
  aJob({ status: 'RUNNING', completed_asins: 1, failed_asins: 1, total_reviews_fetched: 120, finished_at: null });
const left = () => aJob({ status: 'PARTIAL', completed_asins: 2, failed_asins: 1 });

function lists(jobs: Schema<'JobItem'>[], connections = [aConnection()]) {
  server.use(gives('/v1/sellers', sellersOf(connections)), gives('/v1/jobs', { items: jobs, cursor: null }));
}

/** A job whose products can be asked for by state. */
function shows(job: Schema<'JobItem'>, results = [aResult(), aFailedResult]) {
  server.use(
    http.get(url('/v1/jobs/job-7/status'), ({ request }) => {
      const state = new URL(request.url).searchParams.get('state');
      return HttpResponse.json(reportOf(job, results.filter((each) => !state || each.state === state)));
    }),
  );
}

/** What was posted to a path: headers and body of each. */
function takes(path: string, status: number, answer: object) {
  const sent: { key: string | null; body: unknown }[] = [];
  server.use(
    http.post(url(path), async ({ request }) => {
      sent.push({ key: request.headers.get('idempotency-key'), body: await request.json().catch(() => null) });
      return HttpResponse.json(answer, { status });
    }),
  );
  return sent;
}

test('the jobs of all sellers stand newest first, each with its figures', async () => {
  const volt = aJob({ job_id: 'job-8', seller_id: 'A2SELLER', created_at: '2026-11-22T05:30:00Z' });
  server.use(
    gives('/v1/sellers', sellersOf([aConnection(), aConnection({ seller_id: 'A2SELLER', name: 'Volt Audio' })])),
    gives('/v1/jobs', { items: [volt, left()], cursor: null }),
    gives('/v1/seller/A2SELLER/jobs', { items: [volt], cursor: null }),
  );
  const { router } = renderAt('/jobs');

  expect(await screen.findByRole('heading', { name: /^The last job, .*, fetched 214 reviews of 3 products\.$/ })).toBeVisible();
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
  expect(rows[0]).toHaveTextContent(/Volt AudioUnited StatesSucceeded3 of 3–2142 min 0 s/);
  expect(rows[1]).toHaveTextContent(/BrightwellUnited StatesSomething is left2 of 31214/);
  expect(screen.getByRole('link', { name: '1' })).toHaveAttribute('href', '/jobs/job-7?state=FAILED');
  await expectAccessible();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Seller' }), 'Volt Audio');
  await waitFor(() => expect(screen.queryByRole('rowheader', { name: /job-7/ })).not.toBeInTheDocument());
  expect(router.state.location.href).toBe('/jobs?seller=A2SELLER');
  await waitFor(() => expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(2));
});

test('older jobs are fetched when they are asked for, with a disconnected seller’s among them', async () => {
  lists([]);
  server.use(
    http.get(url('/v1/jobs'), ({ request }) =>
      HttpResponse.json(
        new URL(request.url).searchParams.get('cursor')
          ? { items: [aJob({ job_id: 'job-1', seller_id: 'GONE' })], cursor: null }
          : { items: [aJob()], cursor: 'next' },
      ),
    ),
  );
  renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Older jobs' }));

  expect(await screen.findByRole('cell', { name: /^GONE/ })).toBeVisible();
  expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(3);
  expect(screen.queryByRole('button', { name: 'Older jobs' })).not.toBeInTheDocument();
});

test('a page without a job that may be seen is not the end', async () => {
  lists([]);
  server.use(gives('/v1/jobs', { items: [], cursor: 'next' }));
  renderAt('/jobs');

  expect(await screen.findByText('None of the newest jobs is about products you see.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Older jobs' })).toBeVisible();
});

test('jobs are shown to somebody who may not see the sellers', async () => {
  lists([left()]);
  server.use(fails('/v1/sellers', 403));
  renderAt('/jobs');

  expect(await screen.findByRole('cell', { name: /^A1SELLER/ })).toBeVisible();
});

test('a seller without a job is told from having no job at all', async () => {
  lists([left()]);
  server.use(gives('/v1/seller/A1SELLER/jobs', { items: [], cursor: null }));
  renderAt('/jobs?seller=A1SELLER');

  expect(await screen.findByRole('heading', { name: 'Brightwell: no job has been asked for yet.' })).toBeVisible();
  await userEvent.click(screen.getByRole('link', { name: 'Show all jobs' }));
  expect(await screen.findByRole('table')).toBeVisible();
});

test('the page says what is missing: a seller, or a first job', async () => {
  lists([], []);
  const { unmount } = renderAt('/jobs');
  expect(await screen.findByText('No seller is connected')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Fetch reviews' })).not.toBeInTheDocument();
  unmount();
  lists([]);
  renderAt('/jobs');
  expect(await screen.findByText('There has been no job yet')).toBeVisible();
});

test('pasted ASINs become a job, which is then shown', async () => {
  lists([], [aConnection({ region: 'EU', marketplaces: ['UK', 'DE'] })]);
  shows(working());
  const sent = takes('/v1/fetch/reviews', 202, working());
  const { router } = renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Fetch reviews' }));
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Seller and marketplace' }), 'Brightwell, Germany');
  await userEvent.click(screen.getByRole('textbox', { name: 'ASINs' }));
  await userEvent.paste('B07X6C9RMF, b000000002');
  await userEvent.click(screen.getByRole('radio', { name: 'Every review' }));
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Fetch 2 products' }));

  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job-7'));
  expect(sent[0]?.body).toEqual({
    seller_id: 'A1SELLER', marketplace_id: 'A1PA6795UKMFR9', asins: ['B07X6C9RMF', 'B000000002'], mode: 'full',
  });
  expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/);
});

test('what is no ASIN can be left out at once', async () => {
  lists([]);
  renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Fetch reviews' }));
  await userEvent.click(await screen.findByRole('textbox', { name: 'ASINs' }));
  await userEvent.paste('B07X6C9RMF one two three four five six');
  expect(await screen.findByText('“one”, “two”, “three”, “four”, and 2 other words are no ASINs.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Leave out what is no ASIN' }));

  expect(screen.getByRole('textbox', { name: 'ASINs' })).toHaveValue('B07X6C9RMF');
  expect(screen.getByRole('button', { name: 'Fetch 1 product' })).toBeEnabled();
});

test('what is no ASIN is named and nothing is sent', async () => {
  lists([]);
  renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Fetch reviews' }));
  await userEvent.click(await screen.findByRole('textbox', { name: 'ASINs' }));
  await userEvent.paste('B07X6C9RMF shoe');

  expect(await screen.findByText('“shoe” is no ASIN.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Fetch 1 product' })).toBeDisabled();
});

test('asked again after a failure it is the same request; a consent that is refused leads on', async () => {
  lists([]);
  const error = { code: 'reauthorise_seller', message: 'Seller A1SELLER has to authorise again.', request_id: 'r', details: {} };
  const sent = takes('/v1/fetch/reviews', 400, { error });
  renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Fetch reviews' }));
  await userEvent.click(await screen.findByRole('textbox', { name: 'ASINs' }));
  await userEvent.paste('B07X6C9RMF');
  await userEvent.click(screen.getByRole('button', { name: 'Fetch 1 product' }));
  expect(await screen.findByRole('link', { name: 'Reconnect the seller' })).toHaveAttribute('href', '/connections');
  await userEvent.click(screen.getByRole('button', { name: 'Fetch 1 product' }));

  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.key).toBe(sent[0]?.key);
});

test('a job at work shows how far it is, and is followed until it has ended', async () => {
  shows(working());
  renderAt('/jobs/job-7');
  expect(await screen.findByRole('heading', { name: 'This job has fetched 120 reviews of 1 of 3 products so far; 1 failed.' })).toBeVisible();
  expect(screen.getByRole('progressbar', { name: 'Products fetched' })).toHaveAttribute('aria-valuenow', '67');
  shows(aJob(), [aResult()]);

  expect(await screen.findByRole('heading', { name: 'This job fetched 214 reviews of 3 products in 2 min 0 s.' })).toBeVisible();
  await waitFor(() => expect(screen.queryByText('B000000002')).not.toBeInTheDocument());
});

test('each product says what was fetched, where it lies, and what went wrong', async () => {
  shows(left());
  renderAt('/jobs/job-7');

  expect(await screen.findByRole('link', { name: 'B07X6C9RMF' })).toHaveAttribute('href', '/products/US-B07X6C9RMF');
  expect(screen.getByText('Amazon did not answer, however often it was asked.')).toBeVisible();
  expect(screen.getByText('SourceUnavailable: Amazon answered 503 five times.')).toBeVisible();
  await userEvent.click(screen.getByText('3 objects'));
  expect(screen.getByText('raw/reviews/page-2.json')).toBeVisible();
  await expectAccessible();
});

test('the count of failures opens the products it counts', async () => {
  shows(left());
  const { router } = renderAt('/jobs/job-7');
  await userEvent.click(await screen.findByRole('link', { name: '1' }));

  await waitFor(() => expect(screen.queryByText('B07X6C9RMF')).not.toBeInTheDocument());
  expect(screen.getByText('B000000002')).toBeVisible();
  expect(router.state.location.search).toEqual({ state: 'FAILED' });
  const states = within(screen.getByRole('navigation', { name: 'State of the products' }));
  expect(states.getByRole('link', { current: 'page' })).toHaveTextContent('Failed');
});

test('a job can be cancelled, and says that it is stopping', async () => {
  shows(working());
  takes('/v1/jobs/job-7/cancel', 202, working());
  renderAt('/jobs/job-7');
  const button = await screen.findByRole('button', { name: 'Cancel the job' });
  shows({ ...working(), cancel_requested: true });
  await userEvent.click(button);

  expect(await screen.findByRole('heading', { name: 'This job is stopping: it ends at its next page.' })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Stopping' })).toBeDisabled();
});

test('what a job left can be retried', async () => {
  shows(left());
  const sent = takes('/v1/jobs/job-7/retry', 202, working());
  renderAt('/jobs/job-7');
  const button = await screen.findByRole('button', { name: 'Retry' });
  shows(working());
  await userEvent.click(button);

  expect(await screen.findByText('Retried: what is fetched is not fetched again.')).toBeVisible();
  expect(await screen.findByRole('button', { name: 'Cancel the job' })).toBeVisible();
  expect(sent).toHaveLength(1);
});

test('products that a refused consent kept back lead to where it is renewed', async () => {
  const refused = aResult({ ...aFailedResult, error: 'ReauthoriseSeller', reason: 'Seller A1SELLER has to authorise again.' });
  shows(aJob({ status: 'FAILED', total_asins: 1, completed_asins: 0, failed_asins: 1 }), [refused]);
  renderAt('/jobs/job-7');

  expect(await screen.findByRole('heading', { name: 'This job fetched none of its 1 product. Retry it once the cause is mended.' })).toBeVisible();
  expect(await screen.findByRole('link', { name: 'Reconnect the seller' })).toHaveAttribute('href', '/connections');
});

test('a job that broke off says why', async () => {
  shows(aJob({ status: 'FAILED', completed_asins: 0, failure: 'The execution ended without a word.' }), []);
  renderAt('/jobs/job-7');

  expect(await screen.findByRole('alert')).toHaveTextContent('The execution ended without a word.');
});

test('somebody who may only look finds no button to fetch, cancel or retry', async () => {
  const scopes = ['jobs:read' as const, 'sellers:read' as const];
  server.use(http.post(url('/v1/auth/refresh'), () => HttpResponse.json(aSession({ role: 'viewer', scopes }))));
  shows(left());
  lists([left()]);
  const { router } = renderAt('/jobs/job-7');
  await screen.findByText('B000000002');
  expect(screen.queryByRole('button', { name: /Retry|Cancel/ })).not.toBeInTheDocument();
  await router.navigate({ to: '/jobs' });
  await screen.findByRole('columnheader', { name: 'Asked for' });
  expect(screen.queryByRole('button', { name: 'Fetch reviews' })).not.toBeInTheDocument();
});

test('a job that is not there is said to be missing, a failure can be retried', async () => {
  server.use(fails('/v1/jobs/job-7/status', 404, 'job_not_found'));
  const { unmount } = renderAt('/jobs/job-7');
  expect(await screen.findByText('There is no such job')).toBeVisible();
  unmount();
  lists([left()]);
  server.use(fails('/v1/jobs', 500));
  renderAt('/jobs');
  await screen.findByText('req-1');
  lists([left()]);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeVisible();
});
