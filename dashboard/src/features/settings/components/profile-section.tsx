import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import { Card } from '@/components/card';
import { useMe } from '@/lib/session/store';

import { useChangePassword, useRename } from '../api/own';
import classes from '../settings.module.css';

import { Form } from './form';

/** What the API asks of a new password. */
const MIN_PASSWORD = 10;

/** One's own name and password. */
export function ProfileSection() {
  return (
    <>
      <Profile />
      <Password />
    </>
  );
}

function Profile() {
  const { user, role, organisation } = useMe();
  const rename = useRename();
  const [name, setName] = useState(user.name);
  return (
    <Card hint={`${role} of ${organisation.name}`} title="Your profile">
      <Form
        action="Save"
        error={rename.error}
        isBusy={rename.isPending}
        isDisabled={!name.trim() || name.trim() === user.name}
        onSubmit={() => rename.mutate(name.trim())}
      >
        <div className={classes.fields}>
          <TextInput
            autoComplete="name"
            label="Your name"
            maxLength={100}
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <TextInput
            readOnly
            description={user.email_verified ? 'confirmed' : 'not confirmed yet: follow the link in the mail'}
            inputWrapperOrder={['label', 'input', 'description']}
            label="E-mail"
            value={user.email}
          />
        </div>
      </Form>
    </Card>
  );
}

function Password() {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const submit = () =>
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
        },
      },
    );
  return (
    <Card title="Password">
      <Form
        action="Change the password"
        error={change.error}
        isBusy={change.isPending}
        isDisabled={!current || next.length < MIN_PASSWORD}
        onSubmit={submit}
      >
        <div className={classes.fields}>
          <PasswordInput
            autoComplete="current-password"
            label="Current password"
            maxLength={256}
            value={current}
            onChange={({ currentTarget: { value } }) => setCurrent(value)}
          />
          <PasswordInput
            autoComplete="new-password"
            description={`At least ${MIN_PASSWORD} characters.`}
            inputWrapperOrder={['label', 'input', 'description']}
            label="New password"
            maxLength={128}
            value={next}
            onChange={({ currentTarget: { value } }) => setNext(value)}
          />
        </div>
      </Form>
    </Card>
  );
}
