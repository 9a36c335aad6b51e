import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { resetPassword } from '../api/calls';
import { useMailedToken } from '../use-mailed-token';

import { NewPasswordField } from './fields';
import { field, Form } from './form';
import { Message } from './message';

export function ResetPassword(): ReactNode {
  const token = useMailedToken();
  const reset = useMutation({ mutationFn: resetPassword });
  if (reset.isSuccess) {
    return (
      <Message link={<Link to="/sign-in">Sign in</Link>} title="Your new password is set">
        Wherever you were signed in, you are signed out now.
      </Message>
    );
  }
  return (
    <Form
      action="Set the password"
      below={<Link to="/forgot-password">Ask for another link</Link>}
      error={reset.error}
      isBusy={reset.isPending}
      title="Set a new password"
      onSubmit={(fields) => reset.mutate({ token, password: field(fields, 'password') })}
    >
      <NewPasswordField label="New password" />
    </Form>
  );
}
