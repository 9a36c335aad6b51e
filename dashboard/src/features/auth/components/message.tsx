import { useEffect, type ReactNode } from 'react';

import classes from './auth.module.css';

interface MessageProps {
  title: string;
  children: ReactNode;
  /** Where to go on. */
  link?: ReactNode;
  isRefusal?: boolean;
}

/** What became of it, where a form stood. */
export function Message({ title, children, link, isRefusal = false }: MessageProps) {
  useEffect(() => {
    document.title = `${title} · ShelfSignal`;
  }, [title]);
  return (
    <div className={classes.form} role={isRefusal ? 'alert' : 'status'}>
      <h1>{title}</h1>
      <p className={classes.lead}>{children}</p>
      {link && <p>{link}</p>}
    </div>
  );
}
