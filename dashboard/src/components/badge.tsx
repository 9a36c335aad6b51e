import type { ReactNode } from 'react';

import classes from './badge.module.css';

export type BadgeTone = 'plain' | 'negative' | 'positive' | 'caution' | 'accent';

interface BadgeProps {
  tone?: BadgeTone;
  title?: string | undefined;
  icon?: ReactNode;
  children: ReactNode;
}

/** A word or two about the state of something; never colour alone. */
export function Badge({ tone = 'plain', title, icon, children }: BadgeProps) {
  const className = tone === 'plain' ? classes.badge : `${classes.badge} ${classes[tone]}`;
  return (
    <span className={className} title={title}>
      {icon}
      {children}
    </span>
  );
}
