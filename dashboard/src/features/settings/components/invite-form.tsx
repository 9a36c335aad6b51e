import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';

import { oneOf } from '@/lib/ui/search-params';

import { useInvite } from '../api/team';
import { brandsOf, ROLE_MEANS, ROLE_NAMES, ROLES } from '../model/roles';
import classes from '../settings.module.css';

import { Form } from './form';

/** Invites somebody by mail. */
export function InviteForm() {
  const invite = useInvite();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<(typeof ROLE_NAMES)[number]>('viewer');
  const [brands, setBrands] = useState('');
  const submit = () => {
    const seen = role === 'owner' ? null : brandsOf(brands);
    invite.mutate({ email: email.trim(), role, ...(seen && { brands: seen }) }, { onSuccess: () => setEmail('') });
  };
  return (
    <Form action="Send the invite" error={invite.error} isBusy={invite.isPending} isDisabled={!email.includes('@')} onSubmit={submit}>
      <div className={classes.fields}>
        <TextInput
          label="E-mail"
          maxLength={254}
          type="email"
          value={email}
          onChange={({ currentTarget: { value } }) => setEmail(value)}
        />
        <NativeSelect
          data={ROLES}
          label="Role"
          value={role}
          onChange={({ currentTarget: { value } }) => setRole(oneOf(value, ROLE_NAMES) ?? 'viewer')}
        />
        {role !== 'owner' && (
          <TextInput
            label="Brands"
            placeholder="all, or with commas between"
            value={brands}
            onChange={({ currentTarget: { value } }) => setBrands(value)}
          />
        )}
      </div>
      <p className={classes.quiet}>{ROLE_MEANS[role]}</p>
    </Form>
  );
}
