import classes from './severity.module.css';

const LEVELS = ['none', 'low', 'medium', 'high', 'critical'] as const;

export type SeverityLevel = (typeof LEVELS)[number];

/** How serious the worst report was: a word, and as many filled bars of four. */
export function Severity({ level }: { level: SeverityLevel }) {
  const rank = LEVELS.indexOf(level);
  return (
    <span className={classes.severity}>
      <span aria-hidden="true" className={classes.bars}>
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} data-filled={bar <= rank} data-grave={rank >= 3} />
        ))}
      </span>
      {level}
    </span>
  );
}
