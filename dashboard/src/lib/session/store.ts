/**
 * Who is signed in. The access token lives in this module's memory and nowhere else; what survives
 * a reload is the refresh token, in a cookie that scripts cannot read.
 */
import { useSyncExternalStore } from 'react';

import type { Me, Scope, Session } from '@/types/schema';

export type SessionState =
  | { status: 'unknown' }
  | { status: 'signed-out'; expired: boolean }
  | { status: 'signed-in'; me: Me; token: string; expiresAt: number };

let state: SessionState = { status: 'unknown' };
const listeners = new Set<() => void>();

function move(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export const session = {
  current: (): SessionState => state,

  begin(given: Session): void {
    const expiresAt = Date.now() + given.expires_in * 1000;
    move({ status: 'signed-in', me: given.me, token: given.access_token, expiresAt });
  },

  /** expired: there was a session and it ran out, which deserves a word on the sign-in page. */
  end(expired = false): void {
    move({ status: 'signed-out', expired });
  },

  /** As after a reload: whether there is a session is not known. */
  forget(): void {
    move({ status: 'unknown' });
  },

  rename(name: string): void {
    if (state.status !== 'signed-in') return;
    move({ ...state, me: { ...state.me, user: { ...state.me.user, name } } });
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const useSession = (): SessionState =>
  useSyncExternalStore((listener) => session.subscribe(listener), session.current);

/** Who is signed in, for views that are shown to nobody else. */
export function useMe(): Me {
  const current = useSession();
  if (current.status !== 'signed-in') throw new Error('useMe outside a signed-in view');
  return current.me;
}

/** May the signed-in person do this? A hint for the view: the API decides. */
export const useMay = (scope: Scope): boolean => {
  const current = useSession();
  return current.status === 'signed-in' && current.me.scopes.includes(scope);
};
