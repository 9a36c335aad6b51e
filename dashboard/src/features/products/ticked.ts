/** Products ticked for comparing; they stay ticked while filters change. */
import { useCallback, useMemo, useState } from 'react';

import { toast } from '@/lib/ui/toasts';

/** As many as fit side by side. */
export const MAX_TICKED = 4;

export interface Ticked {
  ids: readonly string[];
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  clear: () => void;
}

export function useTicked(): Ticked {
  const [ids, setIds] = useState<readonly string[]>([]);
  const toggle = useCallback(
    (id: string) => {
      if (ids.includes(id)) setIds(ids.filter((each) => each !== id));
      else if (ids.length < MAX_TICKED) setIds([...ids, id]);
      else toast(`${MAX_TICKED} products fit side by side: untick one first.`, { tone: 'failed' });
    },
    [ids],
  );
  const clear = useCallback(() => setIds([]), []);
  return useMemo(
    () => ({ ids, has: (id: string) => ids.includes(id), toggle, clear }),
    [ids, toggle, clear],
  );
}
