import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { ApiError } from '@/lib/api/errors';
import { explain } from '@/lib/api/explain';

import { verifyEmail } from '../api/calls';
import { useMailedToken } from '../use-mailed-token';

import { Message } from './message';

/** The link is good once: it is used as soon as the page is open, and not again. */
export function VerifyEmail(): ReactNode {
  const token = useMailedToken();
  const { isSuccess, error } = useQuery({
    queryKey: ['verify-email', token],
    queryFn: () => verifyEmail({ token }).then(() => true),
    staleTime: Infinity,
    retry: false,
  });
  const home = <Link to="/">Go to the overview</Link>;
  if (isSuccess) {
    return (
      <Message link={home} title="Your address is confirmed">
        Invites of others reach you now.
      </Message>
    );
  }
  if (error) {
    const meaning = error instanceof ApiError ? error.message : explain(error, 'the answer').meaning;
    return (
      <Message isRefusal link={home} title="The address could not be confirmed">
        {meaning}
      </Message>
    );
  }
  return <Message title="Confirming your address">One moment.</Message>;
}
