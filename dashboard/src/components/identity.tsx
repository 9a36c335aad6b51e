import type { ReactNode } from 'react';

import classes from './identity.module.css';

/** What a page's thing is: its state, where it is from, its id; in one line as far as there is room. */
export function Identity({ children }: { children: ReactNode }) {
  return <span className={classes.identity}>{children}</span>;
}
