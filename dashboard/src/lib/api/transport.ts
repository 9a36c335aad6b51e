/**
 * fetch with the session: the bearer token goes along, an expired one is renewed once and the call
 * repeated. However many calls find it expired, one renewal is made; other tabs wait their turn,
 * since a refresh token is good for one use.
 */
import { env } from '@/config/env';
import { session } from '@/lib/session/store';
import type { Session } from '@/types/schema';

import { errorOf, Unreachable } from './errors';

export const API_URL = new URL(env.VITE_API_URL, window.location.origin).href;
const RENEW_AHEAD_MS = 20_000;
const LOCK = 'shelfsignal-session';
// A page of another site cannot send this header without asking first.
export const CSRF = { 'x-requested-with': 'shelfsignal' } as const;

let renewal: Promise<boolean> | null = null;

/** True when there is a fresh session. Raises: Unreachable, ApiError when that cannot be known. */
export function renewSession(organisationId?: string): Promise<boolean> {
  if (organisationId) return inTurn(() => renew(organisationId));
  renewal ??= inTurn(() => renew()).finally(() => (renewal = null));
  return renewal;
}

/** As fetch. Raises: Unreachable. */
export async function authorisedFetch(request: Request): Promise<Response> {
  const current = session.current();
  if (current.status !== 'signed-in') return reach(request);
  if (Date.now() > current.expiresAt - RENEW_AHEAD_MS) await renewSession();
  const again = request.clone();
  const response = await reach(withToken(request));
  if (response.status !== 401) return response;
  return (await renewSession()) ? reach(withToken(again)) : response;
}

async function renew(organisationId?: string): Promise<boolean> {
  const response = await reach(
    new Request(`${API_URL}/v1/auth/refresh`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', ...CSRF },
      body: JSON.stringify(organisationId ? { organisation_id: organisationId } : {}),
    }),
  );
  if (response.ok) {
    session.begin((await response.json()) as Session);
    return true;
  }
  if (response.status === 401) {
    session.end(session.current().status === 'signed-in');
    return false;
  }
  throw errorOf(response, await response.json().catch(() => null));
}

function withToken(request: Request): Request {
  const current = session.current();
  if (current.status === 'signed-in') {
    request.headers.set('authorization', `Bearer ${current.token}`);
  }
  return request;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable('No answer came from the server.');
  }
}

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  // Not everywhere: an insecure origin has no locks.
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? ((await locks.request(LOCK, work))) : work();
}

