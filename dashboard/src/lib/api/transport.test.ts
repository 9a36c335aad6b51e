import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { session } from '@/lib/session/store';
import { aSession } from '@/testing/fixtures/session';
import { server, url } from '@/testing/server';

import { api, ask } from './client';
import { ApiError, Unreachable } from './errors';

/** A server that accepts `good` only; counts renewals. */
function serverWith(good: string) {
  const seen = { renewals: 0, tokens: [] as (string | null)[] };
  server.use(
    http.post(url('/v1/auth/refresh'), ({ request }) => {
      seen.renewals += 1;
      expect(request.headers.get('x-requested-with')).toBe('shelfsignal');
      return HttpResponse.json({ ...aSession(), access_token: good });
    }),
    http.get(url('/v1/brands'), ({ request }) => {
      const token = request.headers.get('authorization');
      seen.tokens.push(token);
      return token === `Bearer ${good}`
        ? HttpResponse.json({ items: [], cursor: null })
        : HttpResponse.json({ error: { code: 'unauthenticated', message: '', request_id: 'r' } }, { status: 401 });
    }),
  );
  return seen;
}

const brands = () => ask(api.GET('/v1/brands'));

test('calls that find the token expired renew it once, and are repeated', async () => {
  session.begin({ ...aSession(), access_token: 'old' });
  const seen = serverWith('new');

  await Promise.all([brands(), brands(), brands()]);

  expect(seen.renewals).toBe(1);
  expect(seen.tokens.slice(-3)).toEqual(['Bearer new', 'Bearer new', 'Bearer new']);
});

test('a token about to expire is renewed before it is used', async () => {
  session.begin({ ...aSession(), access_token: 'old', expires_in: 5 });
  const seen = serverWith('new');

  await brands();

  expect(seen).toEqual({ renewals: 1, tokens: ['Bearer new'] });
});

test('when it cannot be renewed, the session is over and said to have expired', async () => {
  session.begin({ ...aSession(), access_token: 'old' });
  serverWith('new');
  server.use(http.post(url('/v1/auth/refresh'), () => new HttpResponse(null, { status: 401 })));

  await expect(brands()).rejects.toMatchObject({ status: 401 });

  expect(session.current()).toEqual({ status: 'signed-out', expired: true });
});

test('an error carries the code, the words and the request id of its envelope', async () => {
  const error = { code: 'quota', message: 'No more today.', request_id: 'r-9', details: { limit: 5 } };
  server.use(
    http.get(url('/v1/brands'), () => HttpResponse.json({ error }, { status: 429, headers: { 'retry-after': '7' } })),
  );

  await expect(brands()).rejects.toEqual(new ApiError(429, 'quota', 'No more today.', 'r-9', { limit: 5 }, 7));
});

test('a page of a proxy is an error without a code of ours', async () => {
  server.use(http.get(url('/v1/brands'), () => new HttpResponse('<h1>Bad gateway</h1>', { status: 502 })));

  await expect(brands()).rejects.toMatchObject({ status: 502, code: 'unreadable' });
});

test('no answer at all is told apart', async () => {
  server.use(http.get(url('/v1/brands'), () => HttpResponse.error()));

  await expect(brands()).rejects.toBeInstanceOf(Unreachable);
});
