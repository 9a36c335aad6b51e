/** What the API asks of a new password. */
export const MIN_PASSWORD = 10;

/** Where to go after signing in: an address of ours, never another site's. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}
