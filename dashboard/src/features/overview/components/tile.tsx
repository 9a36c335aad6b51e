import type { ReactNode } from 'react';

import classes from './tile.module.css';

interface TileProps {
  label: string;
  value: ReactNode;
  foot: ReactNode;
  spark?: ReactNode;
}

export const tileClass = classes.tile ?? '';

/** What a tile says; the link around it opens the list it counts. */
export function TileBody({ label, value, foot, spark }: TileProps) {
  return (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value}</span>
      <span className={classes.foot}>{foot}</span>
      {spark && <span className={classes.spark}>{spark}</span>}
    </>
  );
}
