import Inbox from 'lucide-react/icons/inbox';
import type { ReactNode } from 'react';

import classes from './states.module.css';

interface EmptyStateProps {
  title: string;
  /** Why there is nothing, and what to do next. */
  children: ReactNode;
  actions?: ReactNode;
  icon?: ReactNode;
  compact?: boolean;
}

export function EmptyState({ title, children, actions, icon, compact = false }: EmptyStateProps) {
  return (
    <div className={compact ? `${classes.state} ${classes.compact}` : classes.state}>
      {!compact && (
        <span aria-hidden="true" className={classes.icon}>
          {icon ?? <Inbox size={20} />}
        </span>
      )}
      <h2>{title}</h2>
      <p className={classes.what}>{children}</p>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
