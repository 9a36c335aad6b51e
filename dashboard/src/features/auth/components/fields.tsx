import { PasswordInput, TextInput } from '@mantine/core';

import { MIN_PASSWORD } from '../rules';

export function EmailField({ isFirst = false }: { isFirst?: boolean }) {
  return (
    <TextInput
      // eslint-disable-next-line jsx-a11y/no-autofocus -- the page is this form
      autoFocus={isFirst}
      required
      autoComplete="username"
      label="E-mail"
      maxLength={254}
      name="email"
      type="email"
      withAsterisk={false}
    />
  );
}

export function PasswordField() {
  return (
    <PasswordInput
      required
      autoComplete="current-password"
      label="Password"
      maxLength={256}
      name="password"
      withAsterisk={false}
    />
  );
}

export function NewPasswordField({ label = 'Password' }: { label?: string }) {
  return (
    <PasswordInput
      required
      autoComplete="new-password"
      description={`At least ${MIN_PASSWORD} characters; a few words are easier to keep than signs.`}
      label={label}
      maxLength={128}
      minLength={MIN_PASSWORD}
      name="password"
      withAsterisk={false}
    />
  );
}

export function NameField() {
  return <TextInput required autoComplete="name" label="Your name" maxLength={100} name="name" withAsterisk={false} />;
}
