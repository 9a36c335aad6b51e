/** Where on a product's page one is: all of it is in the address. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

import type { ProductViewSearch } from './search';

const HERE = '/inside/products/$productId';

export function useView() {
  const { productId } = useParams({ from: HERE });
  const search = useSearch({ from: HERE });
  const navigate = useNavigate({ from: '/products/$productId' });
  const go = useCallback(
    (changed: ProductViewSearch, replace = false) => {
      void navigate({ search: (before) => ({ ...before, ...changed }), replace, resetScroll: false });
    },
    [navigate],
  );
  return { productId, search, go };
}
