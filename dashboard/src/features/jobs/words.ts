/** Jobs in words. */
import type { BadgeTone } from '@/components/badge';
import type { Marketplace } from '@/config/marketplaces';
import { ago, duration } from '@/lib/format/dates';
import { count, plural } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import { isOpen, type ItemState, type Job, type JobStatus } from './api/queries';

/** Amazon's ids of the marketplaces. */
export const MARKETPLACE_IDS: Readonly<Record<Marketplace, Schema<'MarketplaceId'>>> = {
  US: 'ATVPDKIKX0DER',
  UK: 'A1F83G8C2ARO7P',
  DE: 'A1PA6795UKMFR9',
};

export const STATUS: Record<JobStatus, { word: string; tone: BadgeTone }> = {
  QUEUED: { word: 'About to begin', tone: 'accent' },
  RUNNING: { word: 'Running', tone: 'accent' },
  SUCCEEDED: { word: 'Succeeded', tone: 'positive' },
  PARTIAL: { word: 'Something is left', tone: 'caution' },
  FAILED: { word: 'Failed', tone: 'negative' },
  CANCELLED: { word: 'Cancelled', tone: 'plain' },
};

/** A job whose file was promised and has not come. */
export const awaitsFile = (job: Job): boolean => isOpen(job) && job.upload !== null && !job.upload.is_stored;

/** A job that ended before its file came. */
export const neverBegan = (job: Job): boolean => job.status === 'CANCELLED' && job.upload?.is_stored === false;

/** How a job stands: its badge. */
export function standingOf(job: Job): { word: string; tone: BadgeTone } {
  if (awaitsFile(job)) return { word: 'Waits for its file', tone: 'plain' };
  return neverBegan(job) ? { word: 'No file came', tone: 'plain' } : STATUS[job.status];
}

/** What a product failed of, by the name the API gives it. */
const ERRORS: Readonly<Record<string, string>> = {
  AnalysisLeft: 'Fetched, but not read yet: a retry reads it and fetches nothing.',
  MalformedAnswer: 'Amazon’s answer could not be understood.',
  ReauthoriseSeller: 'Amazon does not accept the seller’s consent any more.',
  RoleMissing: 'The seller’s consent lacks a role that this needs.',
  SourceRefused: 'Amazon would not answer for this product.',
  SourceUnavailable: 'Amazon did not answer, however often it was asked.',
};

export const errorInWords = (error: string): string => ERRORS[error] ?? 'Something went wrong.';

/** Whether a new consent of the seller's is what it takes. */
export const needsConsent = (error: string | null): boolean => error === 'ReauthoriseSeller' || error === 'RoleMissing';

/** A job's failure without the names of the step and the error that it begins with. */
export const failureInWords = (failure: string): string => failure.replace(/^[A-Z]\w+: ([A-Z]\w+: )?/, '');

/** Whether doing the same again would end the same. */
export const isUnreadable = ({ failure }: Job): boolean => failure?.includes('UnreadableUpload') ?? false;

export const STATE: Record<ItemState, { word: string; tone: BadgeTone }> = {
  PENDING: { word: 'Waiting', tone: 'plain' },
  FETCHED: { word: 'Being read', tone: 'accent' },
  DONE: { word: 'Done', tone: 'positive' },
  FAILED: { word: 'Failed', tone: 'negative' },
};

export const MODE: Record<Job['mode'], string> = { full: 'every review', incremental: 'what is new' };

export function marketplaceOf(id: string): Marketplace | null {
  const codes = Object.keys(MARKETPLACE_IDS) as Marketplace[];
  return codes.find((code) => MARKETPLACE_IDS[code] === id) ?? null;
}

/** Where the texts come from. */
export const sourceOf = ({ kind, upload, mode }: Job): string =>
  kind === 'csv_upload' ? (upload?.filename ?? 'a file') : `${MODE[mode]}, from Amazon`;

/** How far, from 0 to 1; null while nobody can know. */
export function progressOf({ total_asins: total, completed_asins: done, failed_asins: failed }: Job): number | null {
  return total > 0 ? Math.min((done + failed) / total, 1) : null;
}

/** The page's answer for one job. */
export function jobInWords(job: Job): string {
  const of = `${count(job.completed_asins)} of ${plural(job.total_asins, 'product')}`;
  const reviews = plural(job.total_reviews_fetched, 'review');
  const did = job.kind === 'csv_upload' ? 'read' : 'fetched';
  const failed = job.failed_asins > 0 ? `; ${count(job.failed_asins)} failed` : '';
  if (isOpen(job) && job.cancel_requested) return 'This job is stopping: it ends at its next page.';
  if (awaitsFile(job)) return 'This job waits for its file, which was not sent. Upload the file anew; this job can be cancelled.';
  if (neverBegan(job)) return 'This job ended before its file came, so nothing was taken. Upload the file anew.';
  if (isUnreadable(job)) return 'This file could not be read, so nothing of it was taken.';
  switch (job.status) {
    case 'QUEUED':
      return 'This job is about to begin.';
    case 'RUNNING':
      return `This job has ${did} ${reviews} of ${of} so far${failed}.`;
    case 'SUCCEEDED':
      return `This job ${did} ${reviews} of ${plural(job.total_asins, 'product')} in ${duration(job.duration_seconds)}${leftOut(job)}.`;
    case 'PARTIAL':
      return `This job ${did} ${reviews} of ${of}${failed}. Retry it to do the rest.`;
    case 'FAILED':
      if (job.failure) return `This job broke off after ${of}. What it ${did} is kept; retry it to go on.`;
      return `This job ${did} none of its ${plural(job.total_asins, 'product')}. Retry it once the cause is mended.`;
    case 'CANCELLED':
      return `This job was cancelled after ${of}. What it ${did} is kept; retry it to go on.`;
  }
}

function leftOut({ upload }: Job): string {
  if (!upload || upload.bad_rows === 0) return '';
  return `; ${plural(upload.bad_rows, 'row')} ${upload.bad_rows === 1 ? 'was' : 'were'} left out`;
}

/** The page's answer for all of them, newest first; or for those of one seller. */
export function jobsInWords(jobs: readonly Job[], seller?: string): string {
  const [last] = jobs;
  if (!last) return seller ? `${seller}: no job has been asked for yet.` : 'No job has been asked for yet.';
  const open = jobs.filter((job) => isOpen(job) && !awaitsFile(job));
  if (open.length > 0) {
    const done = open.reduce((sum, job) => sum + job.completed_asins, 0);
    const total = open.reduce((sum, job) => sum + job.total_asins, 0);
    return `${plural(open.length, 'job')} ${open.length === 1 ? 'is' : 'are'} at work: ${count(done)} of ${plural(total, 'product')} fetched.`;
  }
  const left = last.total_asins - last.completed_asins;
  const rest = left > 0 ? `, and ${plural(left, 'product')} ${left === 1 ? 'is' : 'are'} left` : '';
  return `The last job, ${ago(last.created_at)}, fetched ${plural(last.total_reviews_fetched, 'review')} of ${plural(last.completed_asins, 'product')}${rest}.`;
}
