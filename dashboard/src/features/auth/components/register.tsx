import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { register } from '../api/calls';

import { EmailField, NameField, NewPasswordField } from './fields';
import { field, Form } from './form';

export function Register(): ReactNode {
  const navigate = useNavigate();
  const registration = useMutation({
    mutationFn: register,
    onSuccess: () => navigate({ to: '/' }),
  });
  const submit = (fields: FormData) =>
    registration.mutate({
      organisation_name: field(fields, 'organisation_name'),
      name: field(fields, 'name'),
      email: field(fields, 'email'),
      password: field(fields, 'password'),
    });
  return (
    <Form
      action="Register"
      below={
        <span>
          You have an account? <Link to="/sign-in">Sign in</Link>
        </span>
      }
      error={registration.error}
      isBusy={registration.isPending}
      lead="For a new organisation. To join one that is here already, ask its owner for an invite."
      title="Register"
      onSubmit={submit}
    >
      <TextInput
        required
        autoComplete="organization"
        label="Organisation"
        maxLength={100}
        name="organisation_name"
        withAsterisk={false}
      />
      <NameField />
      <EmailField />
      <NewPasswordField />
    </Form>
  );
}
