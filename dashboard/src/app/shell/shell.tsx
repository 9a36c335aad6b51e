import { Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';

import { useSession } from '@/lib/session/store';

import { Bar } from './bar';
import { Rail } from './rail';
import classes from './shell.module.css';
import { useShortcuts } from './shortcuts';

const Palette = lazy(() => import('@/features/palette/palette'));
const Help = lazy(() => import('./help'));

type Overlay = 'palette' | 'help' | null;

/** Navigation around every page for those who are signed in. */
export function Shell(): ReactNode {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const close = useCallback(() => setOverlay(null), []);
  const openPalette = useCallback(() => setOverlay('palette'), []);
  const openHelp = useCallback(() => setOverlay('help'), []);
  useShortcuts({ openPalette, openHelp });
  const isSignedIn = useLeaveWhenSignedOut();
  if (!isSignedIn) return null;
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <Rail onHelp={openHelp} />
      <Bar onSearch={openPalette} />
      <main className={classes.main} id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense fallback={null}>
        {overlay === 'palette' && <Palette onClose={close} onHelp={openHelp} />}
        {overlay === 'help' && <Help onClose={close} />}
      </Suspense>
    </div>
  );
}

/** A session that ends, here or by running out, leads to the sign-in page, and back afterwards. */
function useLeaveWhenSignedOut(): boolean {
  const current = useSession();
  const router = useRouter();
  const isSignedIn = current.status === 'signed-in';
  const expired = current.status === 'signed-out' && current.expired;
  useEffect(() => {
    if (isSignedIn) return;
    const next = router.state.location.href;
    void router.navigate({ to: '/sign-in', search: expired ? { next } : {} });
  }, [isSignedIn, expired, router]);
  return isSignedIn;
}
