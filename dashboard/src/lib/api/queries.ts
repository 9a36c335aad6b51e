/** How calls are kept and repeated: data stays on screen while it is fetched again. */
import { QueryClient } from '@tanstack/react-query';

import { ApiError, isTransient } from './errors';

const MAX_RETRIES = 2;

function retryDelay(attempt: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfterS : null;
  return Math.min((asked ?? 2 ** attempt) * 1000, 10_000);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: (count, error) => count < MAX_RETRIES && isTransient(error),
        retryDelay,
      },
    },
  });
}
