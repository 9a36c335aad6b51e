import { Card } from '@/components/card';
import { longDay, withDays } from '@/lib/format/dates';
import { NONE } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import classes from '../product.module.css';

const NAMES: Readonly<Record<string, string>> = {
  negative_share: 'Negative reviews',
  rising: 'Rising',
  star_impact: 'Cost in stars',
  safety: 'Safety',
};

/** "82 because …": the score is the sum of its parts, so the parts are shown. */
export function AttentionCard({ attention }: { attention: Schema<'Attention'> }) {
  const score = Math.round(attention.score);
  return (
    <Card className={classes.attention} hint={attention.since && `since ${longDay(attention.since)}`} title={`Attention ${score}`}>
      <div id="attention">
        {attention.parts.length === 0 ? (
          <p className={classes.quiet}>Nothing in the reviews asks for attention.</p>
        ) : (
          <>
            <p className={classes.quiet}>{score} of 100, because</p>
            <ul className={classes.parts}>
              {attention.parts.map((part) => (
                <li key={part.name}>
                  <div className={classes.part}>
                    <strong>{NAMES[part.name] ?? part.name}</strong>
                    <span title={`at most ${part.maximum}`}>+{Math.round(part.points)}</span>
                  </div>
                  <span aria-hidden="true" className={classes.meter}>
                    <span style={{ width: `${(part.points / part.maximum) * 100}%` }} />
                  </span>
                  <p>{withDays(part.why) || NONE}</p>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Card>
  );
}
