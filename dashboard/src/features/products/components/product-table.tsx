import { flexRender, useTable, type Row } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { memo, useEffect, useRef, type ReactNode } from 'react';

import { Skeleton } from '@/components/states/skeleton';

import type { Card } from '../api/queries';
import type { ProductSearch } from '../search';
import type { Ticked } from '../ticked';
import { useRowKeys } from '../use-row-keys';

import { columns, features, SORT_OF } from './columns';
import classes from './table.module.css';

const ROW = 64;
const AHEAD = 15;
const COMING = 8;

interface ProductTableProps {
  cards: readonly Card[];
  total: number | null;
  hasMore: boolean;
  isFetching: boolean;
  onMore: () => void;
  search: ProductSearch;
  onSort: (sort: NonNullable<ProductSearch['sort']>) => void;
  ticked: Ticked;
}

/** However long the list, only the rows in sight exist; more are fetched before the end is reached. */
export function ProductTable(props: ProductTableProps) {
  const { cards, total, hasMore, isFetching, onMore, search, onSort, ticked } = props;
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are used in this render only
  const rows = useVirtualizer({
    count: cards.length + (hasMore ? COMING : 0),
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 4,
    initialRect: { width: 1000, height: 720 },
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isFetching && last >= cards.length - AHEAD) onMore();
  }, [cards.length, hasMore, isFetching, last, onMore]);
  const first = items[0]?.index ?? 0;
  // The table's model is made of the rows in sight: of all of them it would take longer than a frame.
  const visible = cards.slice(first, last + 1);
  const table = useTable({ features, columns, data: visible, getRowId: (card) => card.product_id });
  const model = table.getRowModel().rows;
  const active = useRowKeys({ cards, ticked, show: (index) => rows.scrollToIndex(index) });
  return (
    <div ref={box} aria-label="Products" aria-rowcount={total ?? -1} className={classes.box} role="table">
      <div className={classes.head} role="rowgroup">
        <div className={classes.row} role="row">
          <span className="visually-hidden" role="columnheader">
            Compare
          </span>
          {table.getHeaderGroups()[0]?.headers.map((header) => (
            <Head key={header.id} id={header.column.id} search={search} onSort={onSort}>
              <table.FlexRender header={header} />
            </Head>
          ))}
        </div>
      </div>
      <div className={classes.body} role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = model[index - first];
          return (
            <div
              key={row?.id ?? index}
              aria-rowindex={index + 2}
              className={classes.row}
              data-active={index === active || undefined}
              role="row"
              style={{ height: ROW, transform: `translateY(${start}px)` }}
            >
              {row ? (
                <Cells isTicked={ticked.has(row.id)} row={row} onTick={ticked.toggle} />
              ) : (
                <span className={classes.coming} role="cell">
                  <Skeleton height={16} />
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface CellsProps {
  row: Row<typeof features, Card>;
  isTicked: boolean;
  onTick: (id: string) => void;
}

/** Made again only for another product: scrolling moves rows, and need not render those in sight. */
const Cells = memo(
  function Cells({ row, isTicked, onTick }: CellsProps) {
    return (
      <>
        <span className={classes.cell} data-column="tick" role="cell">
          <input
            aria-label={`Compare ${row.original.title}`}
            checked={isTicked}
            type="checkbox"
            onChange={() => onTick(row.id)}
          />
        </span>
        {row.getAllCells().map((cell) => (
          <span key={cell.id} className={classes.cell} data-column={cell.column.id} role="cell">
            {flexRender(cell.column.columnDef.cell, cell.getContext())}
          </span>
        ))}
      </>
    );
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.isTicked === after.isTicked &&
    before.onTick === after.onTick,
);

interface HeadProps {
  id: string;
  search: ProductSearch;
  onSort: ProductTableProps['onSort'];
  children: ReactNode;
}

/** A column's head; a button where the list can be sorted by it. */
function Head({ id, search, onSort, children }: HeadProps) {
  const sort = SORT_OF[id];
  if (!sort) {
    return (
      <span className={classes.cell} data-column={id} role="columnheader">
        {children}
      </span>
    );
  }
  const isSorted = (search.sort ?? 'attention') === sort;
  const isUp = isSorted && search.order === 'asc';
  return (
    <span
      aria-sort={isSorted ? (isUp ? 'ascending' : 'descending') : 'none'}
      className={classes.cell}
      data-column={id}
      role="columnheader"
    >
      <button className={classes.sort} type="button" onClick={() => onSort(sort)}>
        {children}
        {isSorted && (isUp ? <ArrowUp aria-hidden="true" size={14} /> : <ArrowDown aria-hidden="true" size={14} />)}
      </button>
    </span>
  );
}
