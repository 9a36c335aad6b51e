/** An address holds everything a page shows, so that Back works and links can be sent. */
import type { QueryClient } from '@tanstack/react-query';
import { createRouter, type RouterHistory } from '@tanstack/react-router';

import { parseSearch, stringifySearch } from '@/lib/ui/search-params';

import { NotFound } from './not-found';
import { PageFailed } from './page-failed';
import { insideRoutes } from './routes/inside';
import { openRoutes } from './routes/open';
import { root } from './routes/root';

export function makeRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren([openRoutes, insideRoutes]),
    context: { queries },
    ...(history && { history }),
    defaultPreload: 'intent',
    defaultPreloadDelay: 40,
    defaultPendingMs: 120,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
