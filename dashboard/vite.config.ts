import { fileURLToPath, URL } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to the stack that `make run` keeps up.
const stack = process.env.SHELFSIGNAL_URL ?? 'http://127.0.0.1:4580';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': stack } },
  build: {
    target: 'es2022',
    // Data URLs in a style sheet would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 400,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    css: false,
    // A failure says what was looked for, without the whole page.
    env: { DEBUG_PRINT_LIMIT: '0' },
    restoreMocks: true,
    reporters: ['dot'],
    testTimeout: 20_000,
  },
});
