import { useMutation } from '@tanstack/react-query';
import { Link, Navigate, useRouter, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useSession } from '@/lib/session/store';

import { signIn } from '../api/calls';
import { safeNext } from '../rules';

import classes from './auth.module.css';
import { EmailField, PasswordField } from './fields';
import { field, Form } from './form';

export function SignIn(): ReactNode {
  const { next } = useSearch({ from: '/open/sign-in' });
  const router = useRouter();
  const current = useSession();
  const login = useMutation({
    mutationFn: signIn,
    onSuccess: () => router.history.push(safeNext(next)),
  });
  if (current.status === 'signed-in' && login.isIdle) return <Navigate to="/" />;
  const expired = current.status === 'signed-out' && current.expired;
  return (
    <Form
      action="Sign in"
      below={
        <>
          <Link to="/forgot-password">Forgot your password?</Link>
          <Link to="/register">Register</Link>
        </>
      }
      error={login.error}
      isBusy={login.isPending}
      title="Sign in"
      onSubmit={(fields) => login.mutate({ email: field(fields, 'email'), password: field(fields, 'password') })}
    >
      {expired && !login.error && (
        <p className={classes.notice} role="status">
          Your session is over. Sign in again to go on where you were.
        </p>
      )}
      <EmailField isFirst />
      <PasswordField />
    </Form>
  );
}
