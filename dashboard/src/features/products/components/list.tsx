import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import PackageSearch from 'lucide-react/icons/package-search';

import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { PartialNote } from '@/components/states/partial-note';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { plural } from '@/lib/format/numbers';

import { chipsOf, cleared } from '../model/wording';
import classes from '../products.module.css';
import type { ProductSearch } from '../search';
import type { Ticked } from '../ticked';
import type { ProductList } from '../use-product-list';

import { ProductGrid } from './product-grid';
import { ProductTable } from './product-table';

const ROWS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

interface ListProps {
  list: ProductList;
  search: ProductSearch;
  ticked: Ticked;
  onReplace: (search: ProductSearch) => void;
}

/** The list in each of its states. */
export function List({ list, search, ticked, onReplace }: ListProps) {
  if (!list.isLoaded) {
    if (list.error) return <ErrorState error={list.error} what="the products" onRetry={list.restart} />;
    return <ListSkeleton />;
  }
  if (list.cards.length === 0 && !list.hasMore) return <Nothing search={search} onReplace={onReplace} />;
  const sort = (by: NonNullable<ProductSearch['sort']>) => {
    const isSame = (search.sort ?? 'attention') === by;
    onReplace({ ...search, sort: by, order: isSame && search.order !== 'asc' ? 'asc' : undefined });
  };
  const common = { cards: list.cards, hasMore: list.hasMore, isFetching: list.isFetching, onMore: list.more, ticked };
  return (
    <div className={classes.list} data-previous={list.isPrevious || undefined}>
      {list.hasMoved && (
        <PartialNote>
          <span className={classes.again}>
            Products moved while you were reading, so some may stand twice or be missing.
            <button type="button" onClick={list.restart}>
              Start again
            </button>
          </span>
        </PartialNote>
      )}
      {search.layout === 'grid' ? (
        <ProductGrid {...common} />
      ) : (
        <ProductTable {...common} search={search} total={list.total} onSort={sort} />
      )}
      {list.error && (
        <p className={classes.again} role="alert">
          {plural(list.cards.length, 'product')} are shown; the next ones could not be loaded.
          <button type="button" onClick={list.more}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}

function Nothing({ search, onReplace }: Pick<ListProps, 'search' | 'onReplace'>) {
  if (chipsOf(search, undefined).length === 0) {
    return (
      <EmptyState actions={<Link to="/runs">Go to the runs</Link>} icon={<PackageSearch size={20} />} title="No products yet">
        They appear as soon as the first run has collected them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      actions={
        <Button variant="default" onClick={() => onReplace(cleared(search))}>
          Clear all filters
        </Button>
      }
      icon={<PackageSearch size={20} />}
      title="No product fits"
    >
      Nothing matches all of these filters together. Take one away above, or clear them all.
    </EmptyState>
  );
}

function ListSkeleton() {
  return (
    <div className={classes.skeleton}>
      <Loading what="the products" />
      {ROWS.map((row) => (
        <div key={row}>
          <Skeleton height={40} width={40} />
          <Skeleton width="32%" />
          <Skeleton width="12%" />
          <Skeleton width="18%" />
          <Skeleton width="20%" />
        </div>
      ))}
    </div>
  );
}
