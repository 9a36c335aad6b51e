/** Single keys are shortcuts only while nobody is typing and no dialog is open. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return Boolean(
    target?.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]'),
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What is printed on the key that Ctrl is elsewhere. */
export const COMMAND = isMac ? '⌘' : 'Ctrl';
