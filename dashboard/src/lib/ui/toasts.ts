/** Short messages about what was just done, with a way to undo it where there is one. */
import { useSyncExternalStore } from 'react';

export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'failed';
  undo: (() => void) | null;
}

const SHOWN_MS = 6000;
let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const dismiss = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

/** Shows text for six seconds. */
export function toast(
  text: string,
  options: { tone?: Toast['tone']; undo?: () => void } = {},
): void {
  const id = ++last;
  change([...toasts.slice(-2), { id, text, tone: options.tone ?? 'done', undo: options.undo ?? null }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
