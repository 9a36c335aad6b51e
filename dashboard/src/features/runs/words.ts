/** Runs in words. */
import { duration } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';

import type { Run, Step } from './api/queries';

export const STATUS: Record<Run['status'], string> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  PARTIAL: 'Something is left',
  FAILED: 'Failed',
};

export const TRIGGER: Record<Run['trigger'], string> = {
  api: 'started by hand',
  schedule: 'on schedule',
  console: 'started from the console',
};

/** How long it took, or has been taking. */
export function tookInWords(run: Run, now = Date.now()): string {
  if (run.seconds !== null) return duration(run.seconds);
  return duration(Math.max(0, (now - Date.parse(run.started_at)) / 1000));
}

/** The page's answer. */
export function runInWords(run: Run): string {
  const failed = run.failures > 0 ? `; ${plural(run.failures, 'thing')} could not be done` : '';
  switch (run.status) {
    case 'RUNNING':
      if (run.stage === 'QUEUED') return 'This run is about to begin.';
      return `This run has read ${count(run.analysed)} of ${plural(run.products, 'product')} found so far${failed}.`;
    case 'SUCCEEDED':
      return `This run changed ${count(run.versions_written)} of ${plural(run.products, 'product')} in ${tookInWords(run)}.`;
    case 'PARTIAL':
      return `This run changed ${count(run.versions_written)} of ${plural(run.products, 'product')}${failed}. Resume it to do the rest.`;
    case 'FAILED':
      return `This run broke off after ${tookInWords(run)}. What it finished is kept; resume it to go on.`;
  }
}

/** How far, from 0 to 1; null while nobody can know. */
export function progressOf(run: Run): number | null {
  if (run.status === 'SUCCEEDED') return 1;
  return run.products > 0 ? Math.min(run.analysed / run.products, 1) : null;
}

/** What a state of the machine does. */
export const DOES: Readonly<Record<string, string>> = {
  OpenRun: 'Plans the run and takes the locks',
  CollectPages: 'Fetches products and the first reviews, page by page',
  CollectReviewTails: 'Fetches the reviews that did not fit the first answer',
  AnalyseProducts: 'Reads the new reviews and writes versions',
  RollUp: 'Adds up brands, categories and the portfolio',
  CloseRun: 'Releases the locks and closes the books',
};

export function countInWords({ done, total, unit }: Step): string {
  if (unit === 'runs') return done > 0 ? 'done' : '';
  const of = total === null ? '' : ` of ${count(total)}`;
  return `${count(done)}${of} ${unit === 'scopes' ? (total === 1 ? 'scope' : 'scopes') : unit}`;
}

/** "RequestThrottled" -> "Request throttled". */
export function errorInWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, (_, one: string, other: string) => `${one} ${other.toLowerCase()}`);
  return words || 'Something else';
}
