import { useInfiniteQuery } from '@tanstack/react-query';

import { Card } from '@/components/card';
import { MoreButton } from '@/components/more-button';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { atMinute } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import { failuresQuery, type Run } from '../api/queries';
import classes from '../runs.module.css';
import { errorInWords } from '../words';

type Failure = Schema<'RunFailure'>;

const SHOWN = 5;

/** What failed and why, most frequent reason first. */
export function Failures({ run }: { run: Run }) {
  const list = useInfiniteQuery(failuresQuery(run.run_id, run.status === 'RUNNING'));
  const failures = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <Card title="What failed" {...(total > 0 && { hint: `${plural(total, 'failure')} by reason` })}>
      <div id="failures">
        {list.isPending ? (
          <>
            <Loading what="the failures" />
            <Skeleton height={64} />
          </>
        ) : list.isError && failures.length === 0 ? (
          <ErrorState compact error={list.error} what="the failures" onRetry={() => void list.refetch()} />
        ) : failures.length === 0 ? (
          <p className={classes.note}>
            {run.status === 'RUNNING' ? 'Nothing so far.' : 'Nothing: everything that was to be done was done.'}
          </p>
        ) : (
          <ul className={classes.reasons}>
            {byReason(failures).map(([error, some]) => (
              <Reason key={error} error={error} failures={some} />
            ))}
          </ul>
        )}
        <MoreButton list={list}>Show the other {count(total - failures.length)}</MoreButton>
      </div>
    </Card>
  );
}

function Reason({ error, failures }: { error: string; failures: readonly Failure[] }) {
  const products = failures.reduce((sum, failure) => sum + failure.products, 0);
  return (
    <li>
      <h3>
        {errorInWords(error)} <small>{count(failures.length)}×</small>
      </h3>
      {products > 0 && <p className={classes.note}>keeps {plural(products, 'product')} from being current</p>}
      <ul>
        {failures.slice(0, SHOWN).map((failure) => (
          <li key={`${failure.subject}-${failure.at}`} className={classes.failure}>
            <code>{failure.subject}</code>
            <span>{failure.reason}</span>
            <time dateTime={failure.at}>{atMinute(failure.at)}</time>
          </li>
        ))}
      </ul>
      {failures.length > SHOWN && <p className={classes.note}>and {count(failures.length - SHOWN)} more like these</p>}
    </li>
  );
}

function byReason(failures: readonly Failure[]): [string, Failure[]][] {
  const grouped = new Map<string, Failure[]>();
  for (const failure of failures) grouped.set(failure.error, [...(grouped.get(failure.error) ?? []), failure]);
  return [...grouped].sort(([, some], [, others]) => others.length - some.length);
}
