import { CloseButton } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import type { ReactNode } from 'react';

import { REGIONS } from '@/config/regions';
import type { SellerConnection } from '@/lib/api/sellers';

import classes from '../connections.module.css';
import { outcomeOf } from '../outcomes';

/** What came of the way to Amazon and back; gone once it is closed. */
export function Landing({ connections }: { connections: readonly SellerConnection[] }) {
  const { connected, region, error } = useSearch({ from: '/inside/connections' });
  if (error) {
    const { title, meaning } = outcomeOf(error);
    return (
      <Notice tone="failed">
        <strong>{title}</strong>
        <span>{meaning}</span>
        <span className={classes.code}>
          Code <code>{error}</code>
        </span>
      </Notice>
    );
  }
  if (!connected) return null;
  const name = connections.find(({ seller_id: id }) => id === connected)?.name ?? connected;
  return (
    <Notice tone="done">
      <strong>
        Connected {name}
        {region && ` in ${REGIONS[region].name}`}
      </strong>
      <span>The next run fetches its products; start one to see them sooner.</span>
    </Notice>
  );
}

function Notice({ tone, children }: { tone: 'done' | 'failed'; children: ReactNode }) {
  const navigate = useNavigate({ from: '/connections' });
  const Icon = tone === 'done' ? CircleCheck : CircleX;
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'done' ? 'status' : 'alert'}>
      <Icon aria-hidden="true" size={18} />
      <p>{children}</p>
      <CloseButton aria-label="Close this message" onClick={() => void navigate({ search: {}, replace: true })} />
    </div>
  );
}
