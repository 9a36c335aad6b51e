import { Link } from '@tanstack/react-router';

import { longDay } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';
import { shortTitle } from '@/lib/format/titles';
import type { Schema } from '@/types/schema';

import classes from './answer.module.css';

/** The page in a sentence: how many products need somebody today, and what is rising. */
export function Answer({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  return (
    <span className={classes.answer}>
      <Need portfolio={portfolio} />
      <Rise portfolio={portfolio} />
    </span>
  );
}

function Need({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  const { attention_from: threshold, needing_attention: needing, products } = portfolio;
  if (needing === 0) return <>None of your {plural(products, 'product')} needs you today</>;
  return (
    <>
      <Link search={{ attention_min: threshold }} to="/products">
        {count(needing)} of {plural(products, 'product')}
      </Link>{' '}
      {needing === 1 ? 'needs' : 'need'} you today
    </>
  );
}

/** The latest start among the surest rises; those of single products say most. */
function Rise({ portfolio }: { portfolio: Schema<'Portfolio'> }) {
  const [product] = [...portfolio.product_rises].sort((one, other) => other.rise.start.localeCompare(one.rise.start));
  if (product) {
    const { rise, title, product_id: id } = product;
    return (
      <>
        ; “{rise.name.toLowerCase()}” complaints about{' '}
        <Link params={{ productId: id }} search={{ issue: rise.code }} title={title} to="/products/$productId">
          {shortTitle(title)}
        </Link>{' '}
        began rising on {longDay(rise.start)}.
      </>
    );
  }
  const [issue] = portfolio.rising_issues;
  if (issue?.rise) {
    return (
      <>
        ;{' '}
        <Link search={{ issue: issue.code }} to="/products">
          “{issue.name.toLowerCase()}” complaints
        </Link>{' '}
        began rising on {longDay(issue.rise.start)}.
      </>
    );
  }
  return <>; no issue is on the rise.</>;
}
