import { briefDay, withDays } from '@/lib/format/dates';
import { count } from '@/lib/format/numbers';

import classes from './attention.module.css';

interface AttentionProps {
  /** 0-100. */
  score: number;
  /** Why, most important first. */
  reasons: readonly string[];
  since?: string | null;
}

const URGENT = 50;
const NOTABLE = 20;

/** The attention score; its reasons on hover and for screen readers. */
export function Attention({ score, reasons, since = null }: AttentionProps) {
  const level = score >= URGENT ? classes.urgent : score >= NOTABLE ? classes.notable : classes.calm;
  const why = reasons.map((reason) => withDays(reason));
  const words = [`Attention ${count(score)} of 100`, ...why].join('\n');
  return (
    <span className={classes.attention} title={words}>
      <span className={level}>{count(score)}</span>
      {since && score >= NOTABLE && <span className={classes.since}>since {briefDay(since)}</span>}
      <span className="visually-hidden">of 100. {why.join('. ')}</span>
    </span>
  );
}
