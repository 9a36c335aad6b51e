import { Outlet } from '@tanstack/react-router';
import Check from 'lucide-react/icons/check';
import type { ReactNode } from 'react';

import { Mark } from '@/components/mark';

import classes from './auth.module.css';

const POINTS = [
  'Every product sorted by how much it needs you, with the reasons.',
  'Issues with the day they began and what they cost in stars.',
  'Every claim ends in a review you can read, word for word.',
];

/** What surrounds the forms for those who are not signed in. */
export function AuthFrame(): ReactNode {
  return (
    <div className={classes.frame}>
      <aside className={classes.side}>
        <p className={classes.brand}>
          <Mark size={28} /> ShelfSignal
        </p>
        <div>
          <p className={classes.claim}>Which of your products need attention, why, and since when?</p>
          <ul className={classes.points}>
            {POINTS.map((point) => (
              <li key={point}>
                <Check aria-hidden="true" size={16} />
                {point}
              </li>
            ))}
          </ul>
        </div>
        <p className={classes.note}>Shares come with the number of reviews they are of, and rises with how sure we are.</p>
      </aside>
      <main className={classes.main}>
        <Outlet />
      </main>
    </div>
  );
}
