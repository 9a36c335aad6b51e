import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { Card } from '@/components/card';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { ago, longDay } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';

import { feedbackQuery, type Compared, type Feedback, type FeedbackRow } from '../api/feedback';
import { useView } from '../use-view';

import classes from './feedback.module.css';
import { Row } from './row';
import { scaleOf } from './track';
import { basis, nameOf, outcome } from './words';

/** Amazon's own topics of the product's reviews beside ours, over the same days. */
export default function FeedbackCard() {
  const { productId, search } = useView();
  const feedback = useQuery(feedbackQuery(productId, search.as_of));
  const askedAt = feedback.data?.asked_at;
  return (
    <Card hint={askedAt && `asked ${ago(askedAt)}`} title="Amazon says, we found">
      {feedback.isPending ? (
        <>
          <Loading what="what Amazon says" />
          <Skeleton height={320} />
        </>
      ) : feedback.isError ? (
        <ErrorState compact error={feedback.error} what="what Amazon says" onRetry={() => void feedback.refetch()} />
      ) : feedback.data.compared ? (
        <Both compared={feedback.data.compared} />
      ) : (
        <Nothing feedback={feedback.data} />
      )}
    </Card>
  );
}

function Nothing({ feedback }: { feedback: Feedback }) {
  if (feedback.state === 'nothing_to_tell') {
    return (
      <EmptyState compact title="Amazon has no topics of this product">
        It was asked {feedback.asked_at ? `on ${longDay(feedback.asked_at)}` : ''} and named none: it does so only for products with
        enough reviews. What we found stands under Issues.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      compact
      actions={
        <Link search={{}} to="/connections">
          Seller connections
        </Link>
      }
      title="Amazon has not been asked"
    >
      Its topics come with a connected seller account that has the Brand Analytics or Selling Partner Insights role, and are fetched
      with the next runs. Products from other sources have none.
    </EmptyState>
  );
}

function Both({ compared }: { compared: Compared }) {
  const { rows } = compared;
  const scale = scaleOf(
    rows.flatMap(({ amazon, ours }) => [(amazon?.metrics.occurrence_percentage ?? 0) / 100, ours?.share.high ?? 0]),
  );
  const complaints = rows.filter(({ side }) => side === 'negative');
  const praise = rows.filter(({ side }) => side === 'positive');
  return (
    <div className={classes.both}>
      <p className={classes.basis}>
        <strong>{outcome(rows)}.</strong> {basis(compared)} Stars are counted differently on both sides: Amazon does not say how.
      </p>
      <Legend />
      {complaints.length > 0 && <Group name="Complaints" rows={complaints} scale={scale} />}
      {praise.length > 0 && <Group name="Praise" rows={praise} scale={scale} />}
    </div>
  );
}

function Legend() {
  return (
    <p aria-hidden="true" className={classes.legend}>
      <span>
        <i className={classes.amazon} /> Amazon
      </span>
      <span>
        <i className={classes.ours} /> we
      </span>
      <span>
        <i className={classes.band} /> our range, 95%
      </span>
    </p>
  );
}

const SHOWN = 6;

function Group({ name, rows, scale }: { name: string; rows: readonly FeedbackRow[]; scale: number }) {
  const [isAll, setIsAll] = useState(false);
  const hidden = rows.length - SHOWN;
  return (
    <section aria-label={name}>
      <h3 className={classes.group}>
        {name} <small>{plural(rows.length, 'topic')}</small>
      </h3>
      <ul className={classes.rows}>
        {(isAll ? rows : rows.slice(0, SHOWN)).map((row) => (
          <Row key={`${row.amazon ? 'a' : 'o'} ${nameOf(row)}`} row={row} scale={scale} />
        ))}
      </ul>
      {hidden > 0 && (
        <button aria-expanded={isAll} className={classes.open} type="button" onClick={() => setIsAll(!isAll)}>
          {isAll ? 'Show fewer' : `Show ${hidden} more`}
        </button>
      )}
    </section>
  );
}
