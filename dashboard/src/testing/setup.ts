/** What every test file starts with: a server of fixtures, and what jsdom lacks of a browser. */
import '@testing-library/jest-dom/vitest';

import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';

import { session } from '@/lib/session/store';

import { server } from './server';

// Machines that build are busy: what is waited for may take its time.
configure({ asyncUtilTimeout: 5000 });

beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
  vi.stubGlobal('scrollTo', () => undefined);
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  session.forget();
  localStorage.clear();
});

afterAll(() => server.close());

class Unobserving {
  observe(): void {
    // Nothing has a size in jsdom.
  }
  unobserve(): void {
    // Nor changes it.
  }
  disconnect(): void {
    // So nothing is to be undone.
  }
}

window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
window.ResizeObserver = Unobserving;
window.IntersectionObserver = Unobserving as unknown as typeof IntersectionObserver;
// Rows that exist only while in sight need something to be in sight of.
Object.defineProperty(Element.prototype, 'clientHeight', { get: () => 800 });
Object.defineProperty(Element.prototype, 'clientWidth', { get: () => 1200 });
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
Object.defineProperty(document, 'fonts', {
  value: { addEventListener: () => undefined, removeEventListener: () => undefined },
});
// jsdom has no canvas: charts then show their table, as in a browser without one.
HTMLCanvasElement.prototype.getContext = () => null;
