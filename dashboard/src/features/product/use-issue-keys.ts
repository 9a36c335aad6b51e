import { useEffect, type RefObject } from 'react';

import { isTyping } from '@/lib/ui/keys';

/** `j` and `k` go from issue to issue, `e` shows the evidence of the one focused, or of the first. */
export function useIssueKeys(body: RefObject<HTMLElement | null>, open: (issue: string) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
      const buttons = [...(body.current?.querySelectorAll<HTMLElement>('button[data-issue]') ?? [])];
      const row = document.activeElement?.closest('tr');
      const at = buttons.findIndex((button) => row?.contains(button));
      const issue = (buttons[at] ?? buttons[0])?.dataset.issue;
      if (event.key === 'e' && issue) open(issue);
      else if (event.key === 'j') buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
      else if (event.key === 'k') buttons[Math.max(at - 1, 0)]?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [body, open]);
}
