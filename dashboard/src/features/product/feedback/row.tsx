import TrendingUp from 'lucide-react/icons/trending-up';
import { useId } from 'react';

import { Badge } from '@/components/badge';
import { intervalOf } from '@/components/figures/share-with-n';
import { briefDay } from '@/lib/format/dates';
import { count, share, stars } from '@/lib/format/numbers';

import type { FeedbackRow, FeedbackTopic, OurFigures } from '../api/feedback';
import { useView } from '../use-view';

import classes from './feedback.module.css';
import { Track } from './track';
import { impact, metricsInWords, nameOf, ofAmazon, rising, VERDICTS } from './words';

/** A topic: Amazon's figures and ours, side by side. Amazon's words are text and nothing else. */
export function Row({ row, scale }: { row: FeedbackRow; scale: number }) {
  const id = useId();
  const verdict = VERDICTS[row.verdict];
  const percentage = row.amazon?.metrics.occurrence_percentage ?? null;
  return (
    <li aria-labelledby={id} className={classes.row}>
      <div className={classes.topic}>
        <h4 id={id}>{nameOf(row)}</h4>
        <Badge title={`${verdict.meaning} ${row.why}`} tone={verdict.tone}>
          {verdict.word}
        </Badge>
        <Track
          amazon={percentage === null ? null : percentage / 100}
          ours={row.ours?.share ?? null}
          scale={scale}
          side={row.side}
        />
      </div>
      <div className={classes.cell}>
        <span className={classes.who}>Amazon says</span>
        {row.amazon ? <Amazons topic={row.amazon} why={row.why} /> : <p className={classes.none}>Not among its topics</p>}
      </div>
      <div className={classes.cell}>
        <span className={classes.who}>We found</span>
        {row.ours ? <Ours name={nameOf(row)} ours={row.ours} /> : <p className={classes.none}>No label of ours</p>}
      </div>
    </li>
  );
}

function Amazons({ topic, why }: { topic: FeedbackTopic; why: string }) {
  const { mentions, occurrence_percentage: percentage, star_rating_impact: cost } = topic.metrics;
  const [first] = topic.snippets;
  return (
    <>
      <p>
        <strong>{ofAmazon(percentage)}</strong>{' '}
        <small>
          {mentions !== null && `${count(mentions)} mentions`}
          {cost !== null && ` · ${impact(cost)}`}
        </small>
      </p>
      {first && <Snippet text={first} />}
      <details className={classes.more}>
        <summary>
          More of what Amazon says<span className="visually-hidden"> of {topic.name}</span>
        </summary>
        <p>{why}</p>
        <dl>
          {topic.parent && <Figure name="All variations" words={metricsInWords(topic.parent)} />}
          {topic.browse_node && <Figure name="Its category" words={metricsInWords(topic.browse_node)} />}
          {topic.subtopics.map((subtopic) => (
            <Figure
              key={subtopic.name}
              name={subtopic.name}
              snippets={subtopic.snippets}
              words={metricsInWords({ ...subtopic.metrics, occurrence_percentage: null })}
            />
          ))}
        </dl>
        {topic.snippets.slice(1).map((text) => (
          <Snippet key={text} text={text} />
        ))}
      </details>
    </>
  );
}

function Figure({ name, words, snippets = [] }: { name: string; words: string; snippets?: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {words}
        {snippets.map((text) => (
          <Snippet key={text} text={text} />
        ))}
      </dd>
    </div>
  );
}

const Snippet = ({ text }: { text: string }) => <q className={classes.quote}>{text}</q>;

function Ours({ ours, name }: { ours: OurFigures; name: string }) {
  const { go } = useView();
  const { quote, share: found } = ours;
  if (found.n === 0) return <p className={classes.none}>We have read no reviews of these days</p>;
  const names = ours.names.join(', ');
  return (
    <>
      <p>
        <strong>{found.value === null ? `${count(found.count)} of ${count(found.n)}` : share(found.value)}</strong>{' '}
        <small>
          {found.value === null ? 'reviews, too few for a share' : `${intervalOf(found)} · ${count(found.count)} of ${count(found.n)}`}
          {ours.star_impact !== null && ours.star_impact > 0 && ` · ${costInWords(ours)}`}
        </small>
      </p>
      {names.toLowerCase() !== name.toLowerCase() && (
        <p className={classes.labels}>
          {ours.aspects.length === 0 ? 'as' : 'as all of'} {names}
        </p>
      )}
      {ours.rising_since && (
        <Badge icon={<TrendingUp aria-hidden="true" size={12} />} title={rising(ours.rising_since)} tone="negative">
          rising since {briefDay(ours.rising_since)}
        </Badge>
      )}
      {quote && (
        <>
          <Snippet text={quote.text} />
          <button
            aria-label={`Open the review that says “${quote.text}”`}
            className={classes.open}
            type="button"
            onClick={() => go({ review: quote.review_id, issue: onlyOf(ours), panel: undefined })}
          >
            Open the review
          </button>
        </>
      )}
    </>
  );
}

/** The one issue whose reviews these are; none where there are several. */
const onlyOf = ({ issues }: OurFigures): string | undefined => (issues.length === 1 ? issues[0] : undefined);

function costInWords({ star_impact: value, star_impact_low: low, star_impact_high: high }: OurFigures): string {
  const range = low === null || high === null ? '' : ` (${stars(low)} to ${stars(high)})`;
  return `${impact(-(value ?? 0))}${range}`;
}
