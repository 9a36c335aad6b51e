import { api } from '@/lib/api/client';
import { CSRF } from '@/lib/api/transport';

import { session } from './store';

/** Ends the session here whatever happens, and at the server when it can be reached. */
export async function signOut(): Promise<void> {
  try {
    await api.POST('/v1/auth/logout', { params: { header: CSRF } });
  } finally {
    session.end();
  }
}
