/** axe, with what jsdom can tell: it paints nothing, so contrast is checked in a real browser. */
import axe from 'axe-core';
import { expect } from 'vitest';

export async function expectAccessible(element: Element = document.body): Promise<void> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(found).toEqual([]);
}
