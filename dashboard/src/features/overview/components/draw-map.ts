/** The map as a picture, for slides: what is on the screen, drawn on a canvas. */
import { share } from '@/lib/format/numbers';

import type { MapGrid } from '../map-grid';

const NAME = 160;
const HEAD = 48;
const CELL = { width: 96, height: 32, gap: 2 };
const SCALE = 2;

export function drawMap({ categories, rows, top }: MapGrid): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * (NAME + categories.length * (CELL.width + CELL.gap));
  canvas.height = SCALE * (HEAD + rows.length * (CELL.height + CELL.gap));
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const style = getComputedStyle(document.documentElement);
  const [text, heat, ground] = ['--text', '--heat', '--heat-0'].map((name) => style.getPropertyValue(name).trim());
  context.scale(SCALE, SCALE);
  context.font = '12px Inter, system-ui, sans-serif';
  context.textBaseline = 'middle';
  const write = (words: string, x: number, y: number, width: number, align: CanvasTextAlign) => {
    context.textAlign = align;
    context.fillStyle = text ?? '';
    context.fillText(words, x, y, width);
  };
  const left = (column: number) => NAME + column * (CELL.width + CELL.gap);
  categories.forEach((category, column) => write(category, left(column) + CELL.width / 2, HEAD / 2, CELL.width, 'center'));
  rows.forEach(({ brand, cells }, line) => {
    const y = HEAD + line * (CELL.height + CELL.gap);
    write(brand, 4, y + CELL.height / 2, NAME - 8, 'left');
    categories.forEach((category, column) => {
      const cell = cells.get(category);
      if (!cell) return;
      const { value } = cell.negative;
      context.fillStyle = ground ?? '';
      context.fillRect(left(column), y, CELL.width, CELL.height);
      context.fillStyle = `rgb(${heat} / ${(((value ?? 0) / top) * 0.55).toFixed(2)})`;
      context.fillRect(left(column), y, CELL.width, CELL.height);
      write(value === null ? 'few' : share(value), left(column) + CELL.width / 2, y + CELL.height / 2, CELL.width, 'center');
    });
  });
  return canvas;
}
