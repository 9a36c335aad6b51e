import { Link } from '@tanstack/react-router';
import ArrowRight from 'lucide-react/icons/arrow-right';
import TrendingUp from 'lucide-react/icons/trending-up';

import { Card } from '@/components/card';
import { ShareWithN } from '@/components/figures/share-with-n';
import { Sparkline } from '@/components/figures/sparkline';
import { EmptyState } from '@/components/states/empty-state';
import { briefDay } from '@/lib/format/dates';
import { plural, stars } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import { shares } from '../weeks';

import classes from './top-issues.module.css';

const SHOWN = 6;

/** The issues that cost the portfolio most stars, each with a customer's own words. */
export function TopIssues({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  const issues = portfolio.top_issues.slice(0, SHOWN);
  return (
    <Card hint="what costs the most stars" title="Top issues">
      {issues.length === 0 ? (
        <EmptyState compact title="No issues">
          None of the reviews that were read complains of anything.
        </EmptyState>
      ) : (
        <ul className={classes.grid}>
          {issues.map((issue) => (
            <IssueCard key={issue.code} issue={issue} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function IssueCard({ issue }: { issue: Schema<'IssueRollup'> }) {
  const { code, name, share, trend, rise, star_impact: impact, products_affected: products, quote } = issue;
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h3>{name}</h3>
        {rise && (
          <span className={classes.rising}>
            <TrendingUp aria-hidden="true" size={14} />
            since {briefDay(rise.start)}
          </span>
        )}
      </div>
      <div className={classes.figures}>
        <span className={classes.share}>
          <ShareWithN of={share} />
        </span>
        <span className={classes.spark}>
          <Sparkline label={`${name} by week`} values={shares(trend)} width={88} />
        </span>
      </div>
      {quote && <Verbatim issue={code} quote={quote} />}
      <Link className={classes.door} search={{ issue: code }} to="/products">
        <span>
          {plural(products, 'product')} · costs {stars(Math.abs(impact))} stars
        </span>
        <ArrowRight aria-hidden="true" size={16} />
      </Link>
    </li>
  );
}

/** A customer's own words, leading to the review they stand in. */
function Verbatim({ issue, quote }: { issue: string; quote: Schema<'Quote'> }) {
  const words = (
    <>
      <q>{quote.text}</q> <span className={classes.by}>{quote.rating}★, {briefDay(quote.day)}</span>
    </>
  );
  return (
    <blockquote className={classes.quote}>
      {quote.product_id ? (
        <Link
          params={{ productId: quote.product_id }}
          search={{ issue, review: quote.review_id }}
          to="/products/$productId"
        >
          {words}
        </Link>
      ) : (
        words
      )}
    </blockquote>
  );
}
