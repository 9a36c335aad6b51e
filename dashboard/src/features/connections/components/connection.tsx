import { Button } from '@mantine/core';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import { useId } from 'react';

import { Badge } from '@/components/badge';
import { CopyButton } from '@/components/copy-button';
import { Refused } from '@/components/states/refused';
import { MARKETPLACES } from '@/config/marketplaces';
import type { SellerConnection } from '@/lib/api/sellers';
import { useMay } from '@/lib/session/store';

import { useAskConsent } from '../api/queries';
import classes from '../connections.module.css';
import { CONSENT_DAYS, HEALTH, healthOf, reasonOf, type Health } from '../words';

import { Countdown } from './countdown';
import { Disconnect } from './disconnect';
import { TokenFacts } from './token-facts';

const ICONS: Record<Health, typeof CircleCheck> = { well: CircleCheck, soon: CircleAlert, over: CircleX };

interface ConnectionProps {
  connection: SellerConnection;
  regions: readonly SellerConnection['region'][];
}

/** A seller's consent in one region: how it is, until when, and what can be done. */
export function Connection({ connection, regions }: ConnectionProps) {
  const id = useId();
  const mayWrite = useMay('sellers:write');
  const consent = useAskConsent();
  const health = healthOf(connection);
  const reason = reasonOf(connection);
  return (
    <li aria-labelledby={id} className={classes.connection}>
      <div className={classes.head}>
        <div className={classes.names}>
          <h3 id={id}>{connection.name}</h3>
          <HealthBadge health={health} />
          <span className={classes.identity}>
            <code>{connection.seller_id}</code>
            <CopyButton label={`Copy the seller id of ${connection.name}`} text={connection.seller_id} />
          </span>
        </div>
        {mayWrite && (
          <div className={classes.actions}>
            <Button
              aria-label={`Reconnect ${connection.name}`}
              loading={consent.isLeaving}
              size="compact-md"
              variant={health === 'well' ? 'default' : 'filled'}
              onClick={() => consent.ask(connection.region)}
            >
              Reconnect
            </Button>
            <Disconnect connection={connection} regions={regions} />
          </div>
        )}
      </div>
      {reason && (
        <p className={classes.reason} data-near={health}>
          {reason}
        </p>
      )}
      <Refused error={consent.error} />
      <Facts connection={connection} />
    </li>
  );
}

function HealthBadge({ health }: { health: Health }) {
  const Icon = ICONS[health];
  return (
    <Badge icon={<Icon aria-hidden="true" size={12} />} tone={HEALTH[health].tone}>
      {HEALTH[health].word}
    </Badge>
  );
}

function Facts({ connection }: { connection: SellerConnection }) {
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Marketplaces</dt>
        <dd>{connection.marketplaces.map((code) => MARKETPLACES[code]).join(', ')}</dd>
      </div>
      <div>
        <dt>Consent</dt>
        <dd>
          {connection.status === 'REAUTHORISE' ? (
            'Not accepted any more'
          ) : (
            <Countdown
              days={connection.reauthorise_in_days}
              of={CONSENT_DAYS}
              on={connection.reauthorise_by}
              what={`Consent of ${connection.name}`}
            />
          )}
        </dd>
      </div>
      <TokenFacts connection={connection} />
    </dl>
  );
}
