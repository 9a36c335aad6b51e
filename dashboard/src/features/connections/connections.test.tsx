import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aConnection, aToken, sellersOf } from '@/testing/fixtures/sellers';
import { aSession } from '@/testing/fixtures/session';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';
import type { Schema } from '@/types/schema';

import { leaveFor } from './leave';

vi.mock('./leave', () => ({ leaveFor: vi.fn() }));

function holds(items: Schema<'SellerConnection'>[], tokens: Schema<'TokenMetadata'>[] = [aToken()]) {
  server.use(
    gives('/v1/sellers', sellersOf(items)),
    gives('/v1/seller/A1SELLER/tokens', { seller_id: 'A1SELLER', items: tokens }),
  );
}

/** The regions consent was asked for. */
function givesConsentPage() {
  const asked: (string | null)[] = [];
  server.use(
    http.get(url('/v1/auth/amazon/start'), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('region'));
      return HttpResponse.json({ authorize_url: 'https://amazon.example/consent', expires_at: '2026-11-22T06:10:00Z' });
    }),
  );
  return asked;
}

const europe = (changed: Partial<Schema<'SellerConnection'>> = {}) =>
  aConnection({ region: 'EU', marketplaces: ['UK', 'DE'], ...changed });

test('sellers stand by region, each with its health, countdown and tokens', async () => {
  holds([aConnection(), europe()], [aToken(), aToken({ region: 'EU', access_good_until: null })]);
  renderAt('/connections');

  expect(await screen.findByRole('heading', { name: '1 seller is connected, and Amazon answers for it.' })).toBeVisible();
  const america = within(screen.getByRole('region', { name: 'North America' })).getByRole('listitem', { name: 'Brightwell' });
  expect(america).toHaveTextContent('Connected');
  expect(america).toHaveTextContent('United States');
  expect(within(america).getByRole('meter', { name: 'Consent of Brightwell: days left' })).toHaveAttribute('aria-valuenow', '301');
  expect(await within(america).findByText(/Good until/)).toBeVisible();
  const there = screen.getByRole('region', { name: 'Europe' });
  expect(there).toHaveTextContent('United Kingdom, Germany');
  expect(there).toHaveTextContent('Asked for when next needed');
  expect(screen.getByRole('meter', { name: 'The application’s secret: days left' })).toHaveAttribute('aria-valuetext', '98 days of 180');
  await expectAccessible();
});

test('a consent that is refused says why, what follows, and the last failure', async () => {
  const refused = aConnection({ status: 'REAUTHORISE', status_reason: 'The seller withdrew its consent, or it ran out after a year.' });
  holds([refused], [aToken({ refresh_failures: 3, last_failure: 'invalid_grant', last_failure_at: '2026-11-22T05:00:00Z' })]);
  renderAt('/connections');

  expect(await screen.findByRole('heading', { name: 'Brightwell has to authorise again in North America.' })).toBeVisible();
  expect(screen.getByText(/The seller withdrew its consent.*Nothing is fetched until it is reconnected/)).toBeVisible();
  expect(screen.queryByRole('meter', { name: /Consent/ })).not.toBeInTheDocument();
  expect(await screen.findByText('invalid_grant')).toBeVisible();
  expect(screen.getByText(/refused 3 times since it last worked/)).toBeVisible();
});

test('a refused Customer Feedback is said, and that all else works', async () => {
  holds([aConnection({ feedback_refused_on: '2026-11-20' })]);
  renderAt('/connections');

  expect(await screen.findByText(/refused its Customer Feedback on .*20.*Brand Analytics is missing. All else is fetched/)).toBeVisible();
  expect(screen.getByText('Connected')).toBeVisible();
});

test('an end that is near is pointed out before it comes', async () => {
  holds([aConnection({ reauthorise_in_days: 12 })]);
  server.use(gives('/v1/sellers', sellersOf([aConnection({ reauthorise_in_days: 12 })], { client_secret_expires_in_days: -2 })));
  renderAt('/connections');

  expect(await screen.findByRole('heading', { name: /the consent of Brightwell ends in 12 days/ })).toBeVisible();
  expect(screen.getByText('Renew soon')).toBeVisible();
  expect(screen.getByText('ended 2 days ago')).toBeVisible();
  expect(screen.getByText(/No connection can sign in to Amazon until/)).toBeVisible();
});

test('connecting asks for the region and leads to Amazon', async () => {
  server.use(gives('/v1/sellers', sellersOf([])));
  const asked = givesConsentPage();
  renderAt('/connections');
  expect(await screen.findByRole('heading', { name: 'Nothing is connected' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Connect a seller' }));
  await userEvent.click(await screen.findByRole('radio', { name: /^Europe/ }));
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Continue to Amazon' }));

  await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('https://amazon.example/consent'));
  expect(asked).toEqual(['EU']);
});

test('reconnecting asks in the region of the connection', async () => {
  holds([europe()], []);
  const asked = givesConsentPage();
  renderAt('/connections');
  await userEvent.click(await screen.findByRole('button', { name: 'Reconnect Brightwell' }));

  await waitFor(() => expect(leaveFor).toHaveBeenCalled());
  expect(asked).toEqual(['EU']);
});

test('back from Amazon, what was connected is named until it is closed', async () => {
  holds([aConnection()]);
  const { router } = renderAt('/connections?connected=A1SELLER&region=NA');

  const notice = await screen.findByText('Connected Brightwell in North America');
  await userEvent.click(screen.getByRole('button', { name: 'Close this message' }));
  expect(notice).not.toBeInTheDocument();
  expect(router.state.location.href).toBe('/connections');
});

test.each([
  ['state_refused', 'This consent was not asked for here, or too long ago'],
  ['consent_denied', 'The seller did not consent'],
  ['wrong_seller', 'Another seller agreed than the address says'],
  ['asker_gone', 'Whoever asked for this consent may no longer connect sellers'],
  ['seller_taken', 'This seller is connected to another organisation'],
  ['no_marketplace', 'This seller sells in no marketplace that is served'],
  ['reauthorise_seller', 'Amazon did not accept the consent'],
  ['source_unavailable', 'Amazon did not answer'],
  ['source_refused', 'Amazon agreed, but would not say where the seller sells'],
  ['store_unavailable', 'Amazon agreed, but the connection could not be stored'],
  ['misconfigured', 'Connecting sellers is not set up properly here'],
  ['a_code_of_tomorrow', 'The seller was not connected'],
])('back from Amazon with %s, it is said in words', async (code, title) => {
  holds([aConnection()]);
  renderAt(`/connections?error=${code}`);

  const notice = await screen.findByRole('alert');
  expect(notice).toHaveTextContent(title);
  expect(notice).toHaveTextContent(code);
});

test('what an address claims to be a code is not repeated', async () => {
  holds([aConnection()]);
  renderAt(`/connections?error=${encodeURIComponent('Call +1 555 0100 now')}`);

  expect(await screen.findByRole('alert')).not.toHaveTextContent('555');
});

test('disconnecting says what is forgotten and what stays, in every region', async () => {
  holds([aConnection(), europe()]);
  let gone = false;
  server.use(
    http.delete(url('/v1/sellers/A1SELLER'), () => {
      gone = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  renderAt('/connections');
  const [first] = await screen.findAllByRole('button', { name: 'Disconnect Brightwell' });
  if (first) await userEvent.click(first);
  const dialog = await screen.findByRole('dialog', { name: 'Disconnect Brightwell?' });
  expect(dialog).toHaveTextContent('Its tokens in North America and Europe');
  expect(dialog).toHaveTextContent('Every product, review and finding collected so far');
  await expectAccessible();
  server.use(gives('/v1/sellers', sellersOf([])));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Disconnect' }));

  expect(await screen.findByRole('heading', { name: 'No seller is connected yet.' })).toBeVisible();
  expect(gone).toBe(true);
});

test('what the API refuses is said where it was asked', async () => {
  holds([aConnection()]);
  server.use(fails('/v1/auth/amazon/start', 503));
  renderAt('/connections');
  await userEvent.click(await screen.findByRole('button', { name: 'Reconnect Brightwell' }));

  expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed; try again. Request req-1');
  expect(screen.getByRole('button', { name: 'Reconnect Brightwell' })).toBeEnabled();
});

test('somebody who may only look finds nothing to connect or disconnect', async () => {
  holds([aConnection()]);
  server.use(http.post(url('/v1/auth/refresh'), () => HttpResponse.json(aSession({ role: 'viewer', scopes: ['sellers:read'] }))));
  renderAt('/connections');

  await screen.findByRole('listitem', { name: 'Brightwell' });
  expect(screen.queryByRole('button', { name: /onnect/ })).not.toBeInTheDocument();
});

test('a failure of the list, or of the tokens alone, can be retried', async () => {
  server.use(fails('/v1/sellers', 500));
  renderAt('/connections');
  await screen.findByText('req-1');
  holds([aConnection()]);
  server.use(fails('/v1/seller/A1SELLER/tokens', 500));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Could not be loaded')).toBeVisible();
  holds([aConnection()]);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

  expect(await screen.findByText(/Good until/)).toBeVisible();
});
