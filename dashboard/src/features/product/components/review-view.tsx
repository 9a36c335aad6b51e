import { Badge } from '@/components/badge';
import { Severity } from '@/components/severity';
import { Stars } from '@/components/stars';
import { PartialNote } from '@/components/states/partial-note';
import { longDay } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';
import { fits, stretches, type Span } from '@/lib/text/marks';
import type { Schema } from '@/types/schema';

import type { ReviewItem } from '../api/queries';
import classes from '../drawer.module.css';

import { SentimentBadge } from './sentiment-badge';

interface ReviewViewProps {
  item: ReviewItem;
  nameOf: (code: string) => string;
  /** Highlight what this issue rests on; default: all that was found. */
  issue?: string;
}

/** A review as its author wrote it, as text and nothing else, and what was read in it. */
export function ReviewView({ item, nameOf, issue }: ReviewViewProps) {
  const { review, analysis } = item;
  const mentions = analysis?.issues.filter(({ label }) => !issue || label === issue) ?? [];
  const spansOf = (field: Schema<'TextField'>): Span[] =>
    mentions.map(({ evidence }) => evidence).filter((evidence) => evidence.field === field);
  const isOff = mentions.some(({ evidence }) => !fits(review[evidence.field], evidence));
  return (
    <article aria-label={`Review ${review.review_id}`} className={classes.review}>
      <header>
        <Stars rating={review.rating} size={16} />
        {review.title && (
          <h3>
            <Marked spans={spansOf('title')} text={review.title} />
          </h3>
        )}
        <p className={classes.meta}>
          {longDay(review.review_date)}
          {review.verified_purchase && ' · verified purchase'}
          {review.helpful_votes > 0 && ` · helpful to ${plural(review.helpful_votes, 'person', 'people')}`}
        </p>
      </header>
      {isOff && (
        <PartialNote>The review was edited after it was read, so what was quoted cannot be highlighted in it.</PartialNote>
      )}
      {review.body ? (
        <p className={classes.body} lang={review.language ?? undefined}>
          <Marked spans={spansOf('body')} text={review.body} />
        </p>
      ) : (
        <p className={classes.meta}>Stars only: the author wrote no text.</p>
      )}
      {analysis && <Read analysis={analysis} nameOf={nameOf} />}
    </article>
  );
}

function Marked({ text, spans }: { text: string; spans: readonly Span[] }) {
  return stretches(text, spans).map(({ text: part, isMarked }, place) =>
    isMarked ? <mark key={place}>{part}</mark> : <span key={place}>{part}</span>,
  );
}

const UNREAD: Readonly<Record<Exclude<Schema<'AnalysisStatus'>, 'analysed'>, string>> = {
  no_text: 'Not read: it has no text.',
  unsupported_language: 'Not read: its language is not read yet.',
  refused: 'Not read: the engine refused it.',
  failed: 'Not read: the engine failed. The next run tries again.',
  budget_exhausted: 'Not read: the budget was used up. The next run goes on.',
};

/** What the engine read in it. */
function Read({ analysis, nameOf }: { analysis: Schema<'ReviewAnalysis'>; nameOf: (code: string) => string }) {
  if (analysis.status !== 'analysed') return <p className={classes.meta}>{UNREAD[analysis.status]}</p>;
  return (
    <dl className={classes.read}>
      <div>
        <dt>Read as</dt>
        <dd>
          {analysis.sentiment && <SentimentBadge sentiment={analysis.sentiment} />}{' '}
          <small>{Math.round(analysis.confidence * 100)}% sure</small>
        </dd>
      </div>
      {analysis.issues.length > 0 && (
        <div>
          <dt>Reports</dt>
          <dd>
            <ul className={classes.found}>
              {analysis.issues.map((mention) => (
                <li key={`${mention.label}-${mention.evidence.field}-${mention.evidence.start}`}>
                  <strong>{nameOf(mention.label)}</strong>
                  <Severity level={mention.severity} />
                  <span>“{mention.evidence.quote}”</span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      {analysis.aspects.length > 0 && (
        <div>
          <dt>Speaks of</dt>
          <dd className={classes.aspects}>
            {analysis.aspects.map(({ aspect, polarity }) => (
              <Badge key={`${aspect}-${polarity}`} tone={polarity === 'neutral' ? 'plain' : polarity}>
                {aspect.replaceAll('_', ' ')}
                <span className="visually-hidden">, {polarity}</span>
              </Badge>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
