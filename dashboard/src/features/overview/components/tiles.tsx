import { Link } from '@tanstack/react-router';

import { Delta } from '@/components/figures/delta';
import { Sparkline } from '@/components/figures/sparkline';
import { ago } from '@/lib/format/dates';
import { cost, count, NONE, plural, share } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import overview from '../overview.module.css';
import { negativeByWeek } from '../weeks';

import { TileBody, tileClass } from './tile';

/** Five figures, each a door to the list it counts. */
export function Tiles({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  const { products, reviews, analysed, sentiment, window, needing_attention: needing } = portfolio;
  const newReviews = window.recent.n;
  return (
    <nav aria-label="Figures" className={overview.tiles}>
      <Link className={tileClass} to="/products">
        <TileBody foot={`${count(analysed)} reviews read`} label="Products" value={count(products)} />
      </Link>
      <Link className={tileClass} search={{ sort: 'review_count' }} to="/products">
        <TileBody
          foot={`${count(newReviews)} in ${window.days} days, ${count(window.previous.n)} before`}
          label="Reviews"
          value={count(reviews)}
        />
      </Link>
      <Link className={tileClass} search={{ sort: 'negative_share' }} to="/products">
        <TileBody
          foot={
            <>
              <Delta days={window.days} direction={window.direction} previous={window.previous} recent={window.recent} />
              <span>
                in {window.days} days · n={count(sentiment.negative.n)}
              </span>
            </>
          }
          label="Share negative"
          spark={<Sparkline label="Share negative by week" values={negativeByWeek(portfolio.trend)} width={72} />}
          value={share(sentiment.negative.value)}
        />
      </Link>
      <Link className={tileClass} search={{ attention_min: portfolio.attention_from }} to="/products">
        <TileBody
          foot={`score ${portfolio.attention_from} or more of 100`}
          label="Need attention"
          value={count(needing)}
        />
      </Link>
      <LastRun run={portfolio.last_run} />
    </nav>
  );
}

function LastRun({ run }: { run: Schema<'Portfolio'>['last_run'] }) {
  if (!run) {
    return (
      <div className={tileClass}>
        <TileBody foot="of the brands you see" label="Last run" value={NONE} />
      </div>
    );
  }
  const state = run.finished_at ? ago(run.finished_at) : 'under way';
  const failed = run.failures ? ` · ${plural(run.failures, 'failure')}` : '';
  return (
    <Link className={tileClass} params={{ runId: run.run_id }} to="/runs/$runId">
      <TileBody
        foot={`changed · ${cost(run.cost_usd)} · ${state}${failed}`}
        label="Last run"
        value={count(run.changed)}
      />
    </Link>
  );
}
