import { Link } from '@tanstack/react-router';

import { count, plural, share } from '@/lib/format/numbers';

import type { Cell, MapGrid } from '../map-grid';

import classes from './map.module.css';

/** Stronger colour would leave too little contrast for the figure on it. */
const STRONGEST = 0.55;

export function MapTable({ grid: { categories, rows, top } }: { grid: MapGrid }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that keys can scroll it
    <div aria-label="Share of negative reviews" className={classes.scroll} role="group" tabIndex={0}>
      <table className={classes.map}>
        <thead>
          <tr>
            <th scope="col">Brand</th>
            {categories.map((category) => (
              <th key={category} scope="col" title={category}>
                <Link search={{ category }} to="/products">
                  {category}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ brand, needing, cells }) => (
            <tr key={brand}>
              <th scope="row" title={brand}>
                <Link search={{ brand }} to="/products">
                  {brand}
                </Link>
                {needing > 0 && (
                  <span className={classes.needing} title={`${plural(needing, 'product')} to look at`}>
                    {count(needing)}
                  </span>
                )}
              </th>
              {categories.map((category) => (
                <td key={category}>
                  <Square cell={cells.get(category)} top={top} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Square({ cell, top }: { cell: Cell | undefined; top: number }) {
  if (!cell) return <span className={classes.none} />;
  const { brand, category, products, negative } = cell;
  const words =
    negative.value === null
      ? `${brand}, ${category}: ${plural(products, 'product')}, ${plural(negative.n, 'review')}: too few, not enough to tell`
      : `${brand}, ${category}: ${share(negative.value)} of ${plural(negative.n, 'review')} negative, ${plural(products, 'product')}`;
  const strength = negative.value === null ? 0 : (negative.value / top) * STRONGEST;
  return (
    <Link
      aria-label={words}
      className={negative.value === null ? `${classes.cell} ${classes.few}` : classes.cell}
      search={{ brand, category }}
      style={{ backgroundColor: `rgb(var(--heat) / ${strength.toFixed(2)})` }}
      title={words}
      to="/products"
    >
      {negative.value === null ? 'few' : share(negative.value)}
    </Link>
  );
}
