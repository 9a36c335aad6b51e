import { useEffect, type ReactNode } from 'react';

import classes from './page.module.css';

interface PageProps {
  /** The browser tab's title. */
  name: string;
  /** The page's answer in a sentence; default: its name. */
  answer?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** Every page opens with its answer, then what it rests on. */
export function Page({ name, answer, sub, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${name} · ShelfSignal`;
  }, [name]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.lead}>
          <h1>{answer ?? name}</h1>
          {sub && <p className={classes.sub}>{sub}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
