/** How Mantine's parts look here. Colours and sizes are variables of tokens.css. */
import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  defaultRadius: 'sm',
  fontFamily: 'var(--font)',
});

/** The same key as public/theme.js reads before the first paint. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'shelfsignal-theme' });
