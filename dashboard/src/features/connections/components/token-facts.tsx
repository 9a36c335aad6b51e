import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { Loading, Skeleton } from '@/components/states/skeleton';
import type { SellerConnection } from '@/lib/api/sellers';
import { ago, atMinute } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';

import { tokensQuery, type TokenMetadata } from '../api/queries';
import classes from '../connections.module.css';
import { isAhead } from '../words';

/** When the tokens were given, refreshed and refused: the last two facts of a connection. */
export function TokenFacts({ connection }: { connection: SellerConnection }) {
  const tokens = useQuery(tokensQuery(connection.seller_id));
  const held = tokens.data?.find(({ region }) => region === connection.region);
  return (
    <>
      <div>
        <dt>Access to Amazon</dt>
        <dd>
          {held ? (
            <Access held={held} />
          ) : tokens.isPending ? (
            <>
              <Loading what="the tokens" />
              <Skeleton height={20} width={120} />
            </>
          ) : tokens.isError ? (
            <>
              Could not be loaded{' '}
              <Button size="compact-xs" variant="default" onClick={() => void tokens.refetch()}>
                Try again
              </Button>
            </>
          ) : (
            'No tokens are held'
          )}
        </dd>
      </div>
      <div>
        <dt>Last failure</dt>
        <dd>{held && <LastFailure held={held} />}</dd>
      </div>
    </>
  );
}

function Access({ held }: { held: TokenMetadata }) {
  const { access_good_until: until, refreshed_at: refreshed, authorised_at: authorised } = held;
  return (
    <>
      {until !== null && isAhead(until) ? `Good until ${atMinute(until)}` : 'Asked for when next needed'}
      <span className={classes.sub}>
        {refreshed ? `token refreshed ${ago(refreshed)}` : 'never refreshed yet'}; consent given {ago(authorised)}
      </span>
    </>
  );
}

function LastFailure({ held }: { held: TokenMetadata }) {
  const { last_failure: failure, last_failure_at: at, refresh_failures: times } = held;
  if (!failure) return <>None</>;
  return (
    <>
      <span className={classes.failure}>{failure}</span>
      <span className={classes.sub}>
        {at && <time dateTime={at}>{atMinute(at)}</time>}
        {times > 0 ? `; refused ${times === 1 ? 'once' : plural(times, 'time')} since it last worked` : '; it has worked since'}
      </span>
    </>
  );
}
