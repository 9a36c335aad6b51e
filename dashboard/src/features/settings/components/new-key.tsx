import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';

import { CopyButton } from '@/components/copy-button';
import { PartialNote } from '@/components/states/partial-note';
import { useMe } from '@/lib/session/store';
import type { Scope } from '@/types/schema';

import { useCreateKey } from '../api/keys';
import classes from '../settings.module.css';

import { Form } from './form';

const DAY_MS = 86_400_000;
const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Until it is revoked' },
];

/** Makes a key and shows it, this once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const create = useCreateKey();
  return (
    <Modal
      opened
      attributes={{ header: { role: 'none' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // A click beside it must not lose the only sight of the key.
      closeOnClickOutside={!create.data}
      lockScroll={false}
      size="lg"
      title={create.data ? `The key “${create.data.name}”` : 'New API key'}
      onClose={onClose}
    >
      {create.data ? <Issued text={create.data.key} onClose={onClose} /> : <Fields create={create} />}
    </Modal>
  );
}

function Fields({ create }: { create: ReturnType<typeof useCreateKey> }) {
  const { scopes: mine } = useMe();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [chosen, setChosen] = useState<Scope[]>(mine.filter((scope) => scope.endsWith(':read')));
  const submit = () => {
    const end = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    create.mutate({ name: name.trim(), scopes: chosen, ...(end && { expires_at: end }) });
  };
  return (
    <Form
      action="Make the key"
      error={create.error}
      isBusy={create.isPending}
      isDisabled={!name.trim() || chosen.length === 0}
      onSubmit={submit}
    >
      <TextInput
        required
        description="What will use it, so that one knows later what revoking it would break."
        label="Name"
        maxLength={100}
        value={name}
        withAsterisk={false}
        onChange={({ currentTarget: { value } }) => setName(value)}
      />
      <NativeSelect
        data={LIVES}
        label="It ends after"
        value={days}
        onChange={({ currentTarget: { value } }) => setDays(value)}
      />
      <Checkbox.Group
        description="As little as will do; never more than you may yourself."
        label="It may"
        value={chosen}
        onChange={(values) => setChosen(mine.filter((scope) => values.includes(scope)))}
      >
        <div className={classes.scopes}>
          {mine.map((scope) => (
            <Checkbox key={scope} label={scope} value={scope} />
          ))}
        </div>
      </Checkbox.Group>
    </Form>
  );
}

function Issued({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <div className={classes.form}>
      <PartialNote>Copy it now: only its hash is kept, so nobody can show it again.</PartialNote>
      <p className={classes.key}>
        <code>{text}</code>
        <CopyButton label="Copy the key" text={text} />
      </p>
      <p className={classes.lead}>
        Send it as the header <code>X-API-Key</code>.
      </p>
      <div className={classes.formEnd}>
        <Button onClick={onClose}>I have copied it</Button>
      </div>
    </div>
  );
}
