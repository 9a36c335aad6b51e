/** Where a person without a session, or a link from a mail, lands. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { text } from '@/lib/ui/search-params';

import { root } from './root';

const pages = () => import('@/features/auth/pages');

const withNext = (search: Record<string, unknown>): { next?: string | undefined } => {
  const next = text(search.next);
  return next ? { next } : {};
};

const open = createRoute({
  getParentRoute: () => root,
  id: 'open',
  component: lazyRouteComponent(pages, 'AuthFrame'),
});

const signIn = createRoute({
  getParentRoute: () => open,
  path: '/sign-in',
  validateSearch: withNext,
  component: lazyRouteComponent(pages, 'SignIn'),
});

const register = createRoute({ getParentRoute: () => open, path: '/register', component: lazyRouteComponent(pages, 'Register') });

const forgotPassword = createRoute({
  getParentRoute: () => open,
  path: '/forgot-password',
  component: lazyRouteComponent(pages, 'ForgotPassword'),
});

const resetPassword = createRoute({
  getParentRoute: () => open,
  path: '/reset-password',
  component: lazyRouteComponent(pages, 'ResetPassword'),
});

const acceptInvite = createRoute({
  getParentRoute: () => open,
  path: '/accept-invite',
  component: lazyRouteComponent(pages, 'AcceptInvite'),
});

const verifyEmail = createRoute({
  getParentRoute: () => open,
  path: '/verify-email',
  component: lazyRouteComponent(pages, 'VerifyEmail'),
});

// Named one by one: written inside the call, their paths would be mere strings to the compiler.
export const openRoutes = open.addChildren([signIn, register, forgotPassword, resetPassword, acceptInvite, verifyEmail]);
