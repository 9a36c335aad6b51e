/** Everything a person signs in for. Each page is a chunk, loaded when a link to it is hovered. */
import {
  createRoute,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';

import { isMarketplace, type Marketplace } from '@/config/marketplaces';
import { compareSearch } from '@/features/compare/search';
import { connectionsSearch } from '@/features/connections/search';
import { jobSearch, jobsSearch } from '@/features/jobs/search';
import { productViewSearch } from '@/features/product/search';
import { productSearch } from '@/features/products/search';
import { renewSession } from '@/lib/api/transport';
import { session } from '@/lib/session/store';

import { PageFailed } from '../page-failed';
import { Shell } from '../shell/shell';
import { Starting } from '../shell/starting';

import { root } from './root';

/** The marketplace, once chosen, stays chosen from page to page. */
const withMarketplace = (search: Record<string, unknown>): { marketplace?: Marketplace | undefined } =>
  isMarketplace(search.marketplace) ? { marketplace: search.marketplace } : {};

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  validateSearch: withMarketplace,
  search: { middlewares: [retainSearchParams(['marketplace'])] },
  beforeLoad: async ({ location }) => {
    if (session.current().status === 'unknown') await renewSession();
    if (session.current().status === 'signed-in') return;
    throw redirect({
      to: '/sign-in',
      search: location.href === '/' ? {} : { next: location.href },
    });
  },
  component: Shell,
  pendingComponent: Starting,
  errorComponent: PageFailed,
});

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/overview/page'), 'OverviewPage'),
});

const products = createRoute({
  getParentRoute: () => inside,
  path: '/products',
  validateSearch: productSearch,
  component: lazyRouteComponent(() => import('@/features/products/page'), 'ProductsPage'),
});

const product = createRoute({
  getParentRoute: () => inside,
  path: '/products/$productId',
  validateSearch: productViewSearch,
  component: lazyRouteComponent(() => import('@/features/product/page'), 'ProductPage'),
});

const compare = createRoute({
  getParentRoute: () => inside,
  path: '/compare',
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import('@/features/compare/page'), 'ComparePage'),
});

const runs = createRoute({
  getParentRoute: () => inside,
  path: '/runs',
  component: lazyRouteComponent(() => import('@/features/runs/page'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => inside,
  path: '/runs/$runId',
  component: lazyRouteComponent(() => import('@/features/runs/run-page'), 'RunPage'),
});

const connections = createRoute({
  getParentRoute: () => inside,
  path: '/connections',
  validateSearch: connectionsSearch,
  component: lazyRouteComponent(() => import('@/features/connections/page'), 'ConnectionsPage'),
});

const jobs = createRoute({
  getParentRoute: () => inside,
  path: '/jobs',
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import('@/features/jobs/page'), 'JobsPage'),
});

const job = createRoute({
  getParentRoute: () => inside,
  path: '/jobs/$jobId',
  validateSearch: jobSearch,
  component: lazyRouteComponent(() => import('@/features/jobs/job-page'), 'JobPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/settings/page'), 'SettingsPage'),
});

const settingsSection = createRoute({
  getParentRoute: () => inside,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('@/features/settings/page'), 'SettingsPage'),
});

// Named one by one: written inside the call, their paths would be mere strings to the compiler.
export const insideRoutes = inside.addChildren([
  overview,
  products,
  product,
  compare,
  runs,
  run,
  connections,
  jobs,
  job,
  settings,
  settingsSection,
]);
