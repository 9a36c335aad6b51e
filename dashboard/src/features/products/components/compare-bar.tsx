import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { plural } from '@/lib/format/numbers';

import type { Ticked } from '../ticked';

import classes from './compare-bar.module.css';

/** Appears once something is ticked. */
export function CompareBar({ ticked }: { ticked: Ticked }) {
  const { ids, clear } = ticked;
  if (ids.length === 0) return null;
  return (
    <div aria-label="Compare" className={classes.bar} role="region">
      <span>{plural(ids.length, 'product')} ticked</span>
      <Button size="compact-sm" variant="subtle" onClick={clear}>
        Untick
      </Button>
      {ids.length > 1 ? (
        <Button
          renderRoot={(props) => <Link {...props} search={{ ids: [...ids] }} to="/compare" />}
          size="compact-sm"
        >
          Compare
        </Button>
      ) : (
        <span className={classes.hint}>Tick another one to compare</span>
      )}
    </div>
  );
}
