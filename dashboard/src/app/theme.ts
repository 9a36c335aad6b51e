/** How Mantine's parts look here. Colours and sizes are variables of tokens.css. */
import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  defaultRadius: 'sm',
  fontFamily: 'var(--font)',
  components: {
    // A dialog's header is not the page's banner, and its button has no text.
    Modal: { defaultProps: { attributes: { header: { role: 'none' } }, closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

/** The same key as public/theme.js reads before the first paint. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'shelfsignal-theme' });
