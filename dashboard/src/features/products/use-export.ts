/** The whole list as a file, however many pages it has; it can be stopped on the way. */
import { useCallback, useRef, useState } from 'react';

import { explain } from '@/lib/api/explain';
import { count } from '@/lib/format/numbers';
import { downloadCsv } from '@/lib/ui/download';
import { toast } from '@/lib/ui/toasts';

import { allProducts, type Card, type Filters } from './api/queries';
import { tableOf } from './model/figures';

export interface Export {
  /** Products read so far; null when no export is under way. */
  read: number | null;
  start: () => void;
  stop: () => void;
}

export function useExport(filters: Filters): Export {
  const [read, setRead] = useState<number | null>(null);
  const control = useRef<AbortController>(null);
  const start = useCallback(() => {
    const { signal } = (control.current = new AbortController());
    setRead(0);
    collect(filters, signal, setRead)
      .then(
        (cards) => {
          const today = new Date().toISOString().slice(0, 10);
          downloadCsv(`products-${today}`, tableOf(cards));
          toast(`Exported ${count(cards.length)} products.`);
        },
        (error: unknown) => {
          if (!signal.aborted) toast(explain(error, 'the export').title, { tone: 'failed' });
        },
      )
      .finally(() => setRead(null));
  }, [filters]);
  return { read, start, stop: () => control.current?.abort() };
}

async function collect(
  filters: Filters,
  signal: AbortSignal,
  onRead: (read: number) => void,
): Promise<Card[]> {
  const cards: Card[] = [];
  for await (const page of allProducts(filters, signal)) {
    cards.push(...page.items);
    onRead(cards.length);
  }
  return cards;
}
