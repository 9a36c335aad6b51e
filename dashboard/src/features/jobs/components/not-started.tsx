import { Link } from '@tanstack/react-router';

import { Refused } from '@/components/states/refused';
import { ApiError } from '@/lib/api/errors';

/** Why no job was started; a consent that is refused is a place to go to, not a dead end. */
export function NotStarted({ error }: { error: unknown }) {
  const isConsent = error instanceof ApiError && error.code === 'reauthorise_seller';
  return (
    <>
      <Refused error={error} />
      {isConsent && <Link to="/connections">Reconnect the seller</Link>}
    </>
  );
}
