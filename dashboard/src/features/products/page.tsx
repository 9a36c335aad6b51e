import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import Download from 'lucide-react/icons/download';
import { useCallback, useMemo, type ReactNode } from 'react';

import { Page } from '@/components/page';
import { count } from '@/lib/format/numbers';

import { issuesQuery, type Filters } from './api/queries';
import { CompareBar } from './components/compare-bar';
import { FilterChips } from './components/filter-chips';
import { List } from './components/list';
import { Toolbar } from './components/toolbar';
import { ViewsMenu } from './components/views-menu';
import { answerOf } from './model/wording';
import classes from './products.module.css';
import type { ProductSearch } from './search';
import { useTicked } from './ticked';
import { useExport } from './use-export';
import { useProductList } from './use-product-list';

/** Every product, narrowed and sorted by what stands in the address. */
export function ProductsPage(): ReactNode {
  const search = useSearch({ from: '/inside/products' });
  const navigate = useNavigate({ from: '/products' });
  const ticked = useTicked();
  const { marketplace } = search;
  const replace = useCallback(
    (next: ProductSearch) => void navigate({ search: { ...next, marketplace } }),
    [navigate, marketplace],
  );
  const filters = useMemo(() => filtersOf(search), [search]);
  const list = useProductList(filters);
  const issues = useQuery(issuesQuery()).data;
  const issueName = issues?.find(({ code }) => code === search.issue)?.name;
  return (
    <Page
      actions={
        <>
          <ViewsMenu search={search} />
          <ExportButton filters={filters} />
        </>
      }
      answer={answerOf(search, list.isLoaded && !list.isPrevious ? list.total : null, issueName)}
      name="Products"
    >
      <div className={classes.controls}>
        <Toolbar search={search} onChange={(part) => replace({ ...search, ...part })} />
        <FilterChips issueName={issueName} search={search} onReplace={replace} />
      </div>
      <List list={list} search={search} ticked={ticked} onReplace={replace} />
      <CompareBar ticked={ticked} />
    </Page>
  );
}

/** What is asked of the API: all but how the answer is laid out. */
function filtersOf(search: ProductSearch & Filters): Filters {
  const filters = { ...search };
  delete filters.layout;
  return filters;
}

function ExportButton({ filters }: { filters: Filters }) {
  const { read, start, stop } = useExport(filters);
  if (read === null) {
    return (
      <Button leftSection={<Download size={16} />} variant="default" onClick={start}>
        Export CSV
      </Button>
    );
  }
  return (
    <Button variant="default" onClick={stop}>
      {count(read)} read · Stop
    </Button>
  );
}
