import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { Card } from '@/components/card';
import { IssueChip } from '@/components/figures/issue-chip';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { sinceDay, withDays } from '@/lib/format/dates';
import { useMe } from '@/lib/session/store';
import type { Schema } from '@/types/schema';

import { changesQuery } from '../api/queries';

import classes from './lists.module.css';

const WEEK_MS = 7 * 24 * 3_600_000;
const ROWS = [0, 1, 2, 3, 4];

/** What moved while one was away, and why. */
export function Changes() {
  const { previous_visit_at: visited } = useMe();
  const [weekAgo] = useState(() => new Date(Date.now() - WEEK_MS).toISOString());
  const since = visited ?? weekAgo;
  const title = visited ? 'Since you were last here' : 'In the last seven days';
  return (
    <Card hint={visited && sinceDay(visited)} title={title}>
      <Moved since={since} />
    </Card>
  );
}

function Moved({ since }: { since: string }) {
  const { marketplace } = useSearch({ from: '/inside' });
  const { data, error, refetch } = useQuery(changesQuery(since, marketplace));
  if (error && !data) {
    return <ErrorState compact error={error} what="what changed" onRetry={() => void refetch()} />;
  }
  if (!data) {
    return (
      <div className={classes.list}>
        <Loading what="what changed" />
        {ROWS.map((row) => (
          <div key={row} className={classes.moved}>
            <Skeleton width="80%" />
            <Skeleton />
          </div>
        ))}
      </div>
    );
  }
  if (data.items.length === 0) {
    return (
      <EmptyState compact title="Nothing moved">
        No product’s findings have changed since then.
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list}>
      {data.items.map((change) => (
        <Change key={change.product.product_id} change={change} />
      ))}
    </ul>
  );
}

function Change({ change }: { change: Schema<'ProductChange'> }) {
  const { product, summary, kind, rises_begun: begun } = change;
  const why = withDays(summary.map(({ text }) => text).join(' ')) || WORDS[kind];
  return (
    <li>
      <Link className={classes.moved} params={{ productId: product.product_id }} to="/products/$productId">
        <span className={classes.title} title={product.title}>
          {product.title}
        </span>
        <span className={classes.why} title={why}>
          {kind === 'new' && <strong>New. </strong>}
          {why}
        </span>
        <span className={classes.chips}>
          {begun.map((rise) => (
            <IssueChip key={rise.code} name={rise.name} risingSince={rise.start} />
          ))}
        </span>
      </Link>
    </li>
  );
}

const WORDS: Record<Schema<'ChangeKind'>, string> = {
  new: 'Read for the first time.',
  changed: 'Its findings moved.',
  returned: 'It moved, and is back where it was.',
};
