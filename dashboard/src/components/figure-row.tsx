import type { ReactNode } from 'react';

import classes from './figure-row.module.css';

/** Figures side by side, in as many rows as it takes. */
export function FigureRow({ children }: { children: ReactNode }) {
  return <dl className={classes.row}>{children}</dl>;
}

interface FigureProps {
  name: string;
  note?: string | undefined;
  children: ReactNode;
}

export function Figure({ name, note, children }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  );
}
