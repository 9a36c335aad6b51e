import { SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { acceptInvite } from '../api/calls';
import { useMailedToken } from '../use-mailed-token';

import { NameField, NewPasswordField, PasswordField } from './fields';
import { field, Form } from './form';

type Who = 'new' | 'known';

/** Who is new here makes an account; who is not proves to be the one invited. */
export function AcceptInvite(): ReactNode {
  const token = useMailedToken();
  const [who, setWho] = useState<Who>('new');
  const navigate = useNavigate();
  const acceptance = useMutation({
    mutationFn: acceptInvite,
    onSuccess: () => navigate({ to: '/' }),
  });
  const submit = (fields: FormData) =>
    acceptance.mutate({
      token,
      password: field(fields, 'password'),
      ...(who === 'new' && { name: field(fields, 'name') }),
    });
  return (
    <Form
      action="Join"
      error={acceptance.error}
      isBusy={acceptance.isPending}
      title="Join your team"
      onSubmit={submit}
    >
      <SegmentedControl
        fullWidth
        aria-label="Do you have an account?"
        data={[
          { value: 'new', label: 'I am new here' },
          { value: 'known', label: 'I have an account' },
        ]}
        value={who}
        onChange={setWho}
      />
      {who === 'new' ? (
        <>
          <NameField />
          <NewPasswordField />
        </>
      ) : (
        <PasswordField />
      )}
    </Form>
  );
}
