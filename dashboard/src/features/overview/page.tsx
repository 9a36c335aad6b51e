import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import Sparkles from 'lucide-react/icons/sparkles';
import type { ReactNode } from 'react';

import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { MARKETPLACES, type Marketplace } from '@/config/marketplaces';
import { isNotFound } from '@/lib/api/errors';
import { longDay } from '@/lib/format/dates';
import type { Schema } from '@/types/schema';

import { portfolioQuery } from './api/queries';
import { Answer } from './components/answer';
import { Changes } from './components/changes';
import { PortfolioMap } from './components/portfolio-map';
import { RisingNow } from './components/rising-now';
import { OverviewSkeleton } from './components/skeleton';
import { Tiles } from './components/tiles';
import { TopIssues } from './components/top-issues';
import classes from './overview.module.css';

/** What needs me, why, since when, show me. */
export function OverviewPage(): ReactNode {
  const { marketplace } = useSearch({ from: '/inside' });
  const { data, error, refetch } = useQuery(portfolioQuery(marketplace));
  if (data) return <Loaded portfolio={data} />;
  if (isNotFound(error)) return marketplace ? <NothingSoldThere marketplace={marketplace} /> : <BeforeTheFirstRun />;
  if (error) {
    return (
      <Page name="Overview">
        <ErrorState error={error} what="the overview" onRetry={() => void refetch()} />
      </Page>
    );
  }
  return <OverviewSkeleton />;
}

function Loaded({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  const { marketplace } = useSearch({ from: '/inside' });
  const day = longDay(portfolio.day);
  const whole = `Stated for ${day}.`;
  return (
    <Page
      answer={<Answer portfolio={portfolio} />}
      name="Overview"
      sub={marketplace ? `${MARKETPLACES[marketplace]} only, the last run aside; stated for ${day}.` : whole}
    >
      <Tiles portfolio={portfolio} />
      <div className={classes.columns}>
        <RisingNow portfolio={portfolio} />
        <TopIssues portfolio={portfolio} />
      </div>
      <Changes />
      <PortfolioMap />
    </Page>
  );
}

function NothingSoldThere({ marketplace }: { marketplace: Marketplace }) {
  return (
    <Page name="Overview">
      <EmptyState
        actions={
          <Link search={{ marketplace: undefined }} to="/">
            Show all marketplaces
          </Link>
        }
        icon={<Sparkles size={20} />}
        title={`No figures of ${MARKETPLACES[marketplace]}`}
      >
        No run has found a product that is sold there, or the first run is not done.
      </EmptyState>
    </Page>
  );
}

function BeforeTheFirstRun() {
  return (
    <Page name="Overview">
      <EmptyState
        actions={<Link to="/runs">Go to the runs</Link>}
        icon={<Sparkles size={20} />}
        title="No figures yet"
      >
        They appear when the first run is done. Start one, or watch the one that is under way.
      </EmptyState>
    </Page>
  );
}
