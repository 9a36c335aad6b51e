import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aFailure, aRun, stepsAtWork, stepsDone } from '@/testing/fixtures/runs';
import { aSession } from '@/testing/fixtures/session';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';
import type { Schema } from '@/types/schema';

const working = () => aRun({ status: 'RUNNING', stage: 'REFRESHING', analysed: 431, seconds: null, finished_at: null });

function run(shown: Schema<'RunItem'>, steps = stepsDone, failures: Schema<'RunFailure'>[] = []) {
  server.use(
    gives('/v1/runs/run-7', shown),
    gives('/v1/runs/run-7/steps', { run_id: 'run-7', status: shown.status, attempt: 1, steps }),
    gives('/v1/runs/run-7/failures', { items: failures, total: failures.length, cursor: null }),
  );
}

test('the list says how the last run went, and leads to each', async () => {
  server.use(gives('/v1/runs', { items: [aRun({ status: 'PARTIAL', failures: 3 })], cursor: null }));
  renderAt('/runs');

  expect(await screen.findByRole('heading', { name: /changed 231 of 1,000 products, and 3 things could not be done/ })).toBeVisible();
  const row = within(screen.getByRole('table')).getAllByRole('row')[1];
  expect(row).toHaveTextContent('Something is left3 min 12 s1,0002313412');
  expect(screen.getByRole('link', { name: '3' })).toHaveAttribute('href', '/runs/run-7#failures');
  await expectAccessible();
});

test('without a run the page says what one is for', async () => {
  server.use(gives('/v1/runs', { items: [], cursor: null }));
  renderAt('/runs');

  expect(await screen.findByText('There has been no run yet')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Start a run' })).toBeVisible();
});

test('a run that is started is shown', async () => {
  const asked: unknown[] = [];
  run(working(), stepsAtWork);
  server.use(
    gives('/v1/runs', { items: [], cursor: null }),
    http.post(url('/v1/runs'), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json(working(), { status: 202 });
    }),
  );
  const { router } = renderAt('/runs');
  await userEvent.click(await screen.findByRole('button', { name: 'Start a run' }));
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Germany' }));
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));

  await waitFor(() => expect(router.state.location.pathname).toBe('/runs/run-7'));
  expect(asked).toEqual([{ marketplaces: ['US', 'UK'] }]);
});

test('a run in the way is led to', async () => {
  const error = { code: 'run_in_progress', message: 'Run run-6 is refreshing A/US.', request_id: 'r', details: { holder: 'run-6', scope: 'A/US' } };
  server.use(
    gives('/v1/runs', { items: [], cursor: null }),
    http.post(url('/v1/runs'), () => HttpResponse.json({ error }, { status: 409 })),
  );
  renderAt('/runs');
  await userEvent.click(await screen.findByRole('button', { name: 'Start a run' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Start' }));

  expect(await screen.findByRole('link', { name: 'Watch it' })).toHaveAttribute('href', '/runs/run-6');
});

test('a run at work shows each state with its count, and what failed by reason', async () => {
  const failures = [aFailure(), aFailure({ subject: 'A1SELLER/US/batch-13' }), aFailure({ error: 'EngineRefused', reason: 'No.', products: 1 })];
  run(working(), stepsAtWork, failures);
  renderAt('/runs/run-7');

  const analysing = await screen.findByRole('group', { name: 'AnalyseProducts: running' });
  expect(analysing).toHaveTextContent('431 of 1,000 products');
  expect(within(analysing).getByRole('link', { name: '1 failure' })).toBeVisible();
  expect(screen.getByRole('group', { name: 'RollUp: waiting' })).toBeVisible();
  expect(screen.getByRole('progressbar', { name: 'Products read' })).toHaveAttribute('aria-valuenow', '43');
  expect(await screen.findByRole('heading', { name: 'Sp api unavailable 2×' })).toBeVisible();
  expect(screen.getByText('keeps 50 products from being current')).toBeVisible();
  await expectAccessible();
});

test('it is followed until it has ended', async () => {
  run(working(), stepsAtWork);
  renderAt('/runs/run-7');
  await screen.findByRole('heading', { name: /has read 431 of 1,000 products/ });
  run(aRun());

  expect(await screen.findByRole('heading', { name: 'This run changed 231 of 1,000 products in 3 min 12 s.' })).toBeVisible();
  expect(await screen.findByRole('group', { name: 'CloseRun: succeeded' })).toBeVisible();
});

test('a run that broke off can be resumed', async () => {
  run(aRun({ status: 'FAILED', failure: 'OpenRun: no seller could be reached.' }));
  server.use(http.post(url('/v1/runs/run-7/resume'), () => HttpResponse.json(working(), { status: 202 })));
  renderAt('/runs/run-7');
  expect(await screen.findByText('OpenRun: no seller could be reached.')).toBeVisible();
  run(working(), stepsAtWork);
  await userEvent.click(screen.getByRole('button', { name: 'Resume' }));

  expect(await screen.findByText('Resumed: what is finished is not done again.')).toBeVisible();
  expect(await screen.findByRole('heading', { name: /has read 431/ })).toBeVisible();
});

test('somebody who may only look finds no button to start or resume', async () => {
  run(aRun({ status: 'PARTIAL' }));
  server.use(http.post(url('/v1/auth/refresh'), () => HttpResponse.json(aSession({ scopes: ['runs:read'] }))));
  renderAt('/runs/run-7');

  await screen.findByRole('heading', { name: /This run changed/ });
  expect(screen.queryByRole('button', { name: 'Resume' })).not.toBeInTheDocument();
});

test('a failure of the list can be retried', async () => {
  server.use(fails('/v1/runs', 500));
  renderAt('/runs');
  await screen.findByText('req-1');
  // That nothing could be loaded does not mean that there is nothing.
  expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Runs');
  server.use(gives('/v1/runs', { items: [aRun()], cursor: null }));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

  expect(await screen.findByRole('table')).toBeVisible();
});
