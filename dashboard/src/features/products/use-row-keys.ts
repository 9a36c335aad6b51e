/** j and k go from row to row, Enter opens, x ticks: the whole list without a mouse. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { isTyping } from '@/lib/ui/keys';

import type { Card } from './api/queries';
import type { Ticked } from './ticked';

interface RowKeys {
  cards: readonly Card[];
  ticked: Ticked;
  /** Brings a row into sight. */
  show: (index: number) => void;
}

/** The index of the row the keys are at, or null before the first of them. */
export function useRowKeys(given: RowKeys): number | null {
  const [active, setActive] = useState<number | null>(null);
  const navigate = useNavigate();
  const latest = useRef({ ...given, active });
  useEffect(() => {
    latest.current = { ...given, active };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
      const { cards, ticked, show, active: at } = latest.current;
      const card = at === null ? undefined : cards[at];
      const step = { j: 1, k: -1 }[event.key];
      if (step) {
        const next = Math.max(0, Math.min(cards.length - 1, (at ?? -1) + step));
        setActive(next);
        show(next);
      } else if (event.key === 'x' && card) ticked.toggle(card.product_id);
      else if (event.key === 'Enter' && card && event.target === document.body) {
        void navigate({ to: '/products/$productId', params: { productId: card.product_id } });
      }
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [navigate]);
  return active;
}
