import { useId, type ReactNode } from 'react';

import classes from './card.module.css';

interface CardProps {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}

/** A titled region of a page. */
export function Card({ title, hint, actions, children, className = '' }: CardProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`${classes.card} ${className}`}>
      <header className={classes.head}>
        <div className={classes.title}>
          <h2 id={id}>{title}</h2>
          {hint && <span className={classes.hint}>{hint}</span>}
        </div>
        {actions}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
