/** The cells of brand × category as rows and columns, the worst first. */
import type { Table } from '@/lib/ui/csv';
import type { Schema } from '@/types/schema';

export type Cell = Schema<'MapCell'>;

export interface MapRow {
  brand: string;
  products: number;
  needing: number;
  cells: Map<string, Cell>;
}

export interface MapGrid {
  categories: string[];
  rows: MapRow[];
  /** The highest share of all cells with enough reviews: the end of the scale. */
  top: number;
}

export function gridOf(cells: readonly Cell[]): MapGrid {
  const rows = new Map<string, MapRow>();
  for (const cell of cells) {
    const row = rows.get(cell.brand) ?? { brand: cell.brand, products: 0, needing: 0, cells: new Map<string, Cell>() };
    row.products += cell.products;
    row.needing += cell.needing_attention;
    row.cells.set(cell.category, cell);
    rows.set(cell.brand, row);
  }
  const byNeed = (one: MapRow, other: MapRow) =>
    other.needing - one.needing || other.products - one.products || one.brand.localeCompare(other.brand);
  const sorted = [...rows.values()].sort(byNeed);
  return {
    // As the rows meet them: cells of one brand stand together, and the worst are on the left.
    categories: [...new Set(sorted.flatMap((row) => [...row.cells.keys()]))],
    rows: sorted,
    top: Math.max(...cells.map((cell) => cell.negative.value ?? 0), 0.01),
  };
}

export function tableOf(cells: readonly Cell[]): Table {
  return {
    columns: ['Brand', 'Category', 'Products', 'Need attention', 'Reviews', 'Share negative', 'n'],
    rows: cells.map((cell) => [
      cell.brand,
      cell.category,
      cell.products,
      cell.needing_attention,
      cell.reviews,
      cell.negative.value,
      cell.negative.n,
    ]),
  };
}
