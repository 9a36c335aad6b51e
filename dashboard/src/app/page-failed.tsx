import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { ErrorState } from '@/components/states/error-state';

/** A page that could not be made: its code did not load, or it threw. */
export function PageFailed({ error, reset }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main>
      <h1 className="visually-hidden">This page failed</h1>
      <ErrorState error={error} what="this page" onRetry={retry} />
    </main>
  );
}
