import Info from 'lucide-react/icons/info';
import type { ReactNode } from 'react';

import classes from './states.module.css';

/** Something is shown, but not all of it: says what is missing and why. */
export function PartialNote({ children }: { children: ReactNode }) {
  return (
    <div className={classes.note} role="note">
      <Info aria-hidden="true" size={16} />
      <p>{children}</p>
    </div>
  );
}
