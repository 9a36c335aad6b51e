import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import { useState } from 'react';

import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import table from '@/components/table.module.css';
import { ago, longDay } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';
import { useMay } from '@/lib/session/store';

import { keysQuery, useRevokeKey, type ApiKey } from '../api/keys';
import classes from '../settings.module.css';

import { Confirm } from './confirm';
import { NewKey } from './new-key';

const TONES = { active: 'positive', expired: 'plain', revoked: 'plain' } as const;

/** Keys for programs: what each may, when it was last used, and a way to end it. */
export function KeysSection() {
  const keys = useQuery(keysQuery());
  const mayWrite = useMay('keys:write');
  const [isMaking, setIsMaking] = useState(false);
  const make = <Button onClick={() => setIsMaking(true)}>New key</Button>;
  return (
    <Card actions={mayWrite && make} title="API keys">
      {keys.isPending ? (
        <>
          <Loading what="the keys" />
          <Skeleton height={160} />
        </>
      ) : keys.isError ? (
        <ErrorState compact error={keys.error} what="the keys" onRetry={() => void keys.refetch()} />
      ) : keys.data.length === 0 ? (
        <EmptyState icon={<KeyRound size={20} />} title="No keys yet">
          A key lets a program read your figures or start runs. It may no more than you may.
        </EmptyState>
      ) : (
        <KeyTable keys={keys.data} mayWrite={mayWrite} />
      )}
      {isMaking && <NewKey onClose={() => setIsMaking(false)} />}
    </Card>
  );
}

function KeyTable({ keys, mayWrite }: { keys: readonly ApiKey[]; mayWrite: boolean }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Status</th>
            <th scope="col">May</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.key_id}>
              <th scope="row">
                {key.name} <code className={classes.prefix}>{key.prefix}…</code>
              </th>
              <td>
                <Badge tone={TONES[key.status]}>{key.status}</Badge>
              </td>
              <td title={key.scopes.join(', ')}>{plural(key.scopes.length, 'thing')}</td>
              <td className={table.tight}>{key.last_used_at ? ago(key.last_used_at) : 'never'}</td>
              <td className={table.tight}>{key.expires_at ? longDay(key.expires_at) : 'never'}</td>
              <td className={table.figure}>{mayWrite && key.status === 'active' && <Revoke apiKey={key} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useRevokeKey();
  return (
    <Confirm
      action="Revoke"
      error={revoke.error}
      isBusy={revoke.isPending}
      label={`Revoke ${apiKey.name}`}
      title={`Revoke “${apiKey.name}”?`}
      onConfirm={(close) => revoke.mutate(apiKey, { onSuccess: close })}
    >
      Programs that use it stop working within 30 seconds. This cannot be undone.
    </Confirm>
  );
}
