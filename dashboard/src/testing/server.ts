/** An API of fixtures; a test adds or replaces what it is about with `server.use(...)`. */
import { HttpResponse, http, type JsonBodyType } from 'msw';
import { setupServer } from 'msw/node';

import { aSession } from './fixtures/session';

export const url = (path: string): string => `*/api${path}`;

/** An answer to GET. */
export const gives = (path: string, body: JsonBodyType) =>
  http.get(url(path), () => HttpResponse.json(body));

/** The API's error envelope, for any method. */
export const fails = (path: string, status: number, code = 'unavailable', message = 'No.') =>
  http.all(url(path), () =>
    HttpResponse.json({ error: { code, message, request_id: 'req-1', details: {} } }, { status }),
  );

export const server = setupServer(
  http.post(url('/v1/auth/refresh'), () => HttpResponse.json(aSession())),
  http.post(url('/v1/auth/logout'), () => new HttpResponse(null, { status: 204 })),
  // Whatever a test is not about is not there.
  fails('/*', 404, 'not_found'),
);
