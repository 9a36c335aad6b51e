import { toCsv, type Table } from './csv';

/** Hands the reader a file. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

export function downloadCsv(name: string, table: Table): void {
  // The mark at the start tells spreadsheets that it is UTF-8.
  download(`${name}.csv`, new Blob(['\uFEFF', toCsv(table)], { type: 'text/csv;charset=utf-8' }));
}

/** A canvas as a picture on the page's surface, since charts are drawn on nothing. */
export function downloadPng(name: string, drawn: HTMLCanvasElement, surface: string): void {
  const picture = document.createElement('canvas');
  picture.width = drawn.width;
  picture.height = drawn.height;
  const context = picture.getContext('2d');
  if (!context) return;
  context.fillStyle = surface;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(drawn, 0, 0);
  picture.toBlob((content) => {
    if (content) download(`${name}.png`, content);
  });
}
