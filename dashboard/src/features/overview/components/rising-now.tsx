import { Link } from '@tanstack/react-router';

import { Card } from '@/components/card';
import { Sparkline } from '@/components/figures/sparkline';
import { EmptyState } from '@/components/states/empty-state';
import { longDay } from '@/lib/format/dates';
import { count, plural, share } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import { shares } from '../weeks';

import classes from './lists.module.css';

const ISSUES_SHOWN = 3;
const PRODUCTS_SHOWN = 8;

/** Issues reported more often than before, of the portfolio and of single products. */
export function RisingNow({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  const issues = portfolio.rising_issues.slice(0, ISSUES_SHOWN);
  const products = portfolio.product_rises.slice(0, PRODUCTS_SHOWN);
  const hint = products.length > 0 && `${plural(portfolio.product_rises.length, 'confirmed rise')} of single products`;
  return (
    <Card hint={hint} title="Rising now">
      {issues.length + products.length === 0 ? (
        <EmptyState compact title="Nothing is on the rise">
          No issue is reported more often than before, as far as the reviews can tell.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {issues.map((issue) => (
            <RisingIssue key={issue.code} issue={issue} />
          ))}
          {products.map(({ product_id: id, title, rise }) => (
            <li key={`${id} ${rise.code}`}>
              <Link
                className={classes.row}
                params={{ productId: id }}
                search={{ issue: rise.code }}
                to="/products/$productId"
              >
                <span className={classes.what}>
                  <strong>{rise.name}</strong>
                  <span className={classes.dim} title={title}>
                    {title}
                  </span>
                </span>
                <span className={classes.when}>
                  <span>since {longDay(rise.start)}</span>
                  <span className={classes.dim}>{versus(rise)}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function RisingIssue({ issue }: { issue: Schema<'IssueRollup'> }) {
  const { code, name, rise, trend, window, products_affected: products } = issue;
  const change = `${share(window.previous.value)} before, ${share(window.recent.value)} now`;
  return (
    <li>
      <Link className={classes.row} search={{ issue: code }} title={change} to="/products">
        <span className={classes.what}>
          <strong>{name}</strong>
          <span className={classes.dim}>all brands, {plural(products, 'product')}</span>
        </span>
        <span className={classes.spark}>
          <Sparkline label={`${name} by week`} values={shares(trend)} width={72} />
        </span>
        <span className={classes.when}>
          {rise && <span>since {longDay(rise.start)}</span>}
          {rise && <span className={classes.dim}>{versus(rise)}</span>}
        </span>
      </Link>
    </li>
  );
}

/** "17 of 23 reviews, 0 of 30 before": small numbers are said, not turned into per cents. */
const versus = (rise: Schema<'Rise'>): string =>
  `${count(rise.recent_mentions)} of ${count(rise.recent_reviews)}, ${count(rise.base_mentions)} of ${count(rise.base_reviews)} before`;
