/** The whole app at an address, or one component among what surrounds it. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';

import { makeRouter } from '@/app/router';
import { Toasts } from '@/components/toasts';
import { makeQueryClient } from '@/lib/api/queries';

function queryClient(): QueryClient {
  const queries = makeQueryClient();
  queries.setDefaultOptions({ queries: { retry: false } });
  return queries;
}

function Around({ queries, children }: { queries: QueryClient; children: ReactNode }) {
  return (
    <MantineProvider env="test" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        {children}
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

export function renderPart(part: ReactNode): RenderResult {
  return render(<Around queries={queryClient()}>{part}</Around>);
}

/** Renders the page at an address, as if it were opened there. */
export function renderAt(address: string) {
  const queries = queryClient();
  const router = makeRouter(queries, createMemoryHistory({ initialEntries: [address] }));
  const view = render(
    <Around queries={queries}>
      <RouterProvider router={router} />
    </Around>,
  );
  return { ...view, router, queries };
}
