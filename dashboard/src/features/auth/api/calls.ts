/** Everything a person can ask before there is a session. */
import { api, ask } from '@/lib/api/client';
import { session } from '@/lib/session/store';

export interface Credentials {
  email: string;
  password: string;
}

export interface Registration extends Credentials {
  name: string;
  organisation_name: string;
}

export interface Acceptance {
  token: string;
  password: string;
  name?: string;
}

export async function signIn(body: Credentials): Promise<void> {
  session.begin(await ask(api.POST('/v1/auth/login', { body })));
}

export async function register(body: Registration): Promise<void> {
  session.begin(await ask(api.POST('/v1/auth/register', { body })));
}

export async function acceptInvite(body: Acceptance): Promise<void> {
  session.begin(await ask(api.POST('/v1/auth/invites/accept', { body })));
}

export const forgotPassword = (body: { email: string }) =>
  ask(api.POST('/v1/auth/password/forgot', { body }));

export const resetPassword = (body: { token: string; password: string }) =>
  ask(api.POST('/v1/auth/password/reset', { body }));

export const verifyEmail = (body: { token: string }) => ask(api.POST('/v1/auth/email/verify', { body }));
