import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { forgotPassword } from '../api/calls';

import { EmailField } from './fields';
import { field, Form } from './form';
import { Message } from './message';

export function ForgotPassword(): ReactNode {
  const request = useMutation({ mutationFn: forgotPassword });
  if (request.isSuccess) {
    return (
      <Message link={<Link to="/sign-in">Back to sign in</Link>} title="Look into your mail">
        If {request.variables.email} has an account, a link to set a new password is on its way. It works
        for an hour.
      </Message>
    );
  }
  return (
    <Form
      action="Send me a link"
      below={<Link to="/sign-in">Back to sign in</Link>}
      error={request.error}
      isBusy={request.isPending}
      lead="We send a link to set a new one."
      title="Forgot your password?"
      onSubmit={(fields) => request.mutate({ email: field(fields, 'email') })}
    >
      <EmailField isFirst />
    </Form>
  );
}
