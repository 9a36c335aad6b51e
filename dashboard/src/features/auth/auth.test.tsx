import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';

import { session } from '@/lib/session/store';
import { expectAccessible } from '@/testing/axe';
import { aSession } from '@/testing/fixtures/session';
import { renderAt } from '@/testing/render';
import { fails, server, url } from '@/testing/server';

import { safeNext } from './rules';

beforeEach(() => session.end());

async function signIn(password = 'copper-lantern-42') {
  await userEvent.type(await screen.findByLabelText('E-mail'), 'dana@example.com');
  await userEvent.type(screen.getByLabelText('Password'), password);
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

test('signing in leads to the page that was asked for', async () => {
  const sent: unknown[] = [];
  server.use(
    http.post(url('/v1/auth/login'), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(aSession());
    }),
  );
  const { router } = renderAt('/sign-in?next=%2Fproducts%3Fbrand%3DVolt');

  await signIn();

  await expect.poll(() => router.state.location.href).toBe('/products?brand=Volt');
  expect(sent).toEqual([{ email: 'dana@example.com', password: 'copper-lantern-42' }]);
});

test('a wrong password is said in words, and the form stays', async () => {
  server.use(fails('/v1/auth/login', 401, 'invalid_credentials', 'E-mail and password do not belong together.'));
  const { router } = renderAt('/sign-in');

  await signIn('wrong');

  expect(await screen.findByRole('alert')).toHaveTextContent('E-mail and password do not belong together.');
  expect(router.state.location.pathname).toBe('/sign-in');
  await expectAccessible();
});

test('a server that is away is told apart from a wrong password, with the request id', async () => {
  server.use(fails('/v1/auth/login', 503));
  renderAt('/sign-in');

  await signIn();

  expect(await screen.findByRole('alert')).toHaveTextContent('busy or starting');
  expect(screen.getByText('req-1')).toBeVisible();
});

test('a session that ran out is said to be over', async () => {
  session.end(true);
  renderAt('/sign-in');

  expect(await screen.findByText(/Your session is over/)).toBeVisible();
});

test('a forgotten password: the answer does not tell whether there is an account', async () => {
  server.use(
    http.post(url('/v1/auth/password/forgot'), () => HttpResponse.json({ status: 'accepted' }, { status: 202 })),
  );
  renderAt('/forgot-password');
  await userEvent.type(await screen.findByLabelText('E-mail'), 'who@example.com');
  await userEvent.click(screen.getByRole('button', { name: 'Send me a link' }));

  expect(await screen.findByText(/If who@example.com has an account/)).toBeVisible();
});

test('a new password is set with the token of the link', async () => {
  let body: unknown;
  server.use(
    http.post(url('/v1/auth/password/reset'), async ({ request }) => {
      body = await request.json();
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { router } = renderAt('/reset-password#token=sst_1');
  await userEvent.type(await screen.findByLabelText('New password'), 'copper-lantern-43');
  expect(router.state.location.href).toBe('/reset-password');
  await userEvent.click(screen.getByRole('button', { name: 'Set the password' }));

  expect(await screen.findByText(/you are signed out now/)).toBeVisible();
  expect(body).toEqual({ token: 'sst_1', password: 'copper-lantern-43' });
});

test('who has an account accepts an invite by its password alone', async () => {
  let body: unknown;
  server.use(
    http.post(url('/v1/auth/invites/accept'), async ({ request }) => {
      body = await request.json();
      return HttpResponse.json(aSession());
    }),
  );
  const { router } = renderAt('/accept-invite#token=sst_2');
  await userEvent.click(await screen.findByRole('radio', { name: 'I have an account' }));
  await userEvent.type(screen.getByLabelText('Password'), 'copper-lantern-42');
  await userEvent.click(screen.getByRole('button', { name: 'Join' }));

  await expect.poll(() => router.state.location.pathname).toBe('/');
  expect(body).toEqual({ token: 'sst_2', password: 'copper-lantern-42' });
});

test('an address is confirmed as soon as its link is open', async () => {
  const bodies: unknown[] = [];
  server.use(
    http.post(url('/v1/auth/email/verify'), async ({ request }) => {
      bodies.push(await request.json());
      return new HttpResponse(null, { status: 204 });
    }),
  );
  renderAt('/verify-email#token=sst_3');

  expect(await screen.findByText('Your address is confirmed')).toBeVisible();
  expect(bodies).toEqual([{ token: 'sst_3' }]);
});

test.each([
  ['/products?brand=Volt', '/products?brand=Volt'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [undefined, '/'],
])('after signing in, %s leads to %s', (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
