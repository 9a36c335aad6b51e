import { Card } from '@/components/card';
import type { Schema } from '@/types/schema';

import classes from '../connections.module.css';
import { nearness, SECRET_DAYS } from '../words';

import { Countdown } from './countdown';

/** The application's own secret, on which every connection rests. */
export function SecretCard({ page }: { page: Schema<'SellerPage'> }) {
  const { client_secret_expires_at: on, client_secret_expires_in_days: days } = page;
  const isKnown = on !== null && days !== null;
  return (
    <Card hint={`rotated every ${SECRET_DAYS} days`} title="The application’s secret">
      <div className={classes.secret}>
        {isKnown && (
          <div className={classes.secretLeft}>
            <Countdown days={days} of={SECRET_DAYS} on={on} what="The application’s secret" />
          </div>
        )}
        <p className={classes.quiet}>{isKnown ? meaningOf(days) : 'Nobody noted when it was last rotated, so its end is not known.'}</p>
      </div>
    </Card>
  );
}

function meaningOf(days: number): string {
  switch (nearness(days)) {
    case 'well':
      return 'Every connection signs in to Amazon with it. Nothing is to be done yet.';
    case 'soon':
      return 'Every connection signs in to Amazon with it. Have whoever runs ShelfSignal rotate it before that day.';
    case 'over':
      return 'No connection can sign in to Amazon until whoever runs ShelfSignal has rotated it.';
  }
}
