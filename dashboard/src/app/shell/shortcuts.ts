/** Keys that work anywhere: ⌘K or Ctrl K and `/` search, `?` help, `g` then a letter goes places. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { isTyping } from '@/lib/ui/keys';

const CHORD_MS = 1000;
const PLACES = new Map<string, '/' | '/products' | '/runs' | '/jobs' | '/connections' | '/settings'>([
  ['o', '/'],
  ['p', '/products'],
  ['r', '/runs'],
  ['j', '/jobs'],
  ['c', '/connections'],
  ['s', '/settings'],
]);

interface Shortcuts {
  openPalette: () => void;
  openHelp: () => void;
}

export function useShortcuts({ openPalette, openHelp }: Shortcuts): void {
  const navigate = useNavigate();
  const chord = useRef(0);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
      const place = PLACES.get(event.key);
      if (event.timeStamp - chord.current < CHORD_MS && place) void navigate({ to: place });
      else if (event.key === '/' && !event.defaultPrevented) openPalette();
      else if (event.key === '?') openHelp();
      else if (event.key === 'g') {
        chord.current = event.timeStamp;
        return;
      } else return;
      event.preventDefault();
      chord.current = 0;
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [navigate, openPalette, openHelp]);
}
