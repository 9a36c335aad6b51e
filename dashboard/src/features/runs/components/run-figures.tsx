import { Figure, FigureRow } from '@/components/figure-row';
import { cost, count, decimal, plural } from '@/lib/format/numbers';

import type { Run } from '../api/queries';
import { tookInWords } from '../words';

/** What a run did and what it took. */
export function RunFigures({ run }: { run: Run }) {
  const unread = Object.entries(run.dropped).filter(([, some]) => some > 0);
  return (
    <FigureRow>
      <Figure name="Duration" note={run.collection_seconds === null ? undefined : `${decimal(run.collection_seconds)} s of it fetching`}>
        {tookInWords(run)}
      </Figure>
      <Figure name="Products" note={`${count(run.analysed)} looked at`}>
        {count(run.products)}
      </Figure>
      <Figure name="Changed" note="got a new version">
        {count(run.versions_written)}
      </Figure>
      <Figure name="Reviews" note={`${count(run.reviews_analysed)} read anew`}>
        {count(run.reviews)}
      </Figure>
      <Figure name="Requests" note={requestsInWords(run)}>
        {count(run.requests)}
      </Figure>
      <Figure name="Cost" note={run.tokens > 0 ? `${count(run.tokens)} tokens, ${run.engine ?? ''}` : 'no tokens: local model'}>
        {cost(run.cost_usd)}
      </Figure>
      {unread.length > 0 && (
        <Figure name="Left out" note={unread.map(([why, some]) => `${count(some)} ${why.replaceAll('_', ' ')}`).join(', ')}>
          {count(unread.reduce((sum, [, some]) => sum + some, 0))}
        </Figure>
      )}
    </FigureRow>
  );
}

function requestsInWords({ retries, http_429: throttled, achieved_rps: rate, permitted_rps: allowed }: Run): string {
  const again = retries > 0 ? `${plural(retries, 'retry', 'retries')}, ${count(throttled)} throttled` : 'none repeated';
  return rate === null || allowed === null ? again : `${again}; ${decimal(rate)} of ${decimal(allowed)} a second`;
}
