/** Files of reviews, as people have them. */
import { count } from '@/lib/format/numbers';

const MB = 1_000_000;
/** What is read at most. */
export const MAX_FILE_MB = 50;
/** What a file chooser offers. */
export const ACCEPTED = '.csv,.tsv,.txt,text/csv,text/tab-separated-values';

const TEXT = /\.(csv|tsv|txt)$/i;
const SPREADSHEET = /\.(xlsx?|xlsm|xlsb|ods|numbers)$/i;

/** Why a file cannot be one of reviews, before anything is sent; null when it may be. */
export function complaintOf({ name, size }: Pick<File, 'name' | 'size'>): string | null {
  if (SPREADSHEET.test(name)) return 'This is a workbook. Save its sheet as CSV (UTF-8), and choose that file.';
  if (!TEXT.test(name)) return 'This is no CSV file: its name would end in .csv, .tsv or .txt.';
  if (size === 0) return 'This file is empty.';
  if (size > MAX_FILE_MB * MB) return `This file has ${sizeOf(size)}; up to ${MAX_FILE_MB} MB can be read. Split it.`;
  return null;
}

/** "812 B", "41 kB", "12.4 MB". */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < MB) return `${count(Math.round(bytes / 1000))} kB`;
  return `${(bytes / MB).toFixed(1)} MB`;
}
