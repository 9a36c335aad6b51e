/** A file of reviews on its way: a place is asked for, the file put there, and its job started. */
import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

import { neverBegan } from '../words';

import { putFile } from './put-file';
import type { Job } from './queries';

interface Sending {
  file: File;
  body: Schema<'NewUpload'>;
  /** The same for the same request: asked for twice, a place is the same job's. */
  key: string;
  signal: AbortSignal;
  /** Whose file it will be. */
  onPlace: (job: Job) => void;
  onProgress: (share: number) => void;
}

/** The job, started. Raises: ApiError, Unreachable; AbortError once the signal says so. */
export async function sendFile({ file, body, key, signal, onPlace, onProgress }: Sending): Promise<Job> {
  const place = await askForPlace(body, key, signal);
  onPlace(place);
  if (place.upload_url) await putFile(place.upload_url, file, onProgress, signal);
  return ask(api.POST('/v1/uploads/{job_id}/start', { params: { path: { job_id: place.job_id } }, signal }));
}

/** A job that ended because its file took too long has no place: the next one is known by its id. */
async function askForPlace(body: Sending['body'], key: string, signal: AbortSignal): Promise<Schema<'UploadItem'>> {
  const place = await ask(api.POST('/v1/uploads', { params: { header: { 'idempotency-key': key } }, body, signal }));
  return neverBegan(place) ? askForPlace(body, place.job_id, signal) : place;
}

/** Nobody will bring the file any more. */
export async function forgetPlace(id: string): Promise<void> {
  await api.POST('/v1/jobs/{job_id}/cancel', { params: { path: { job_id: id } } }).catch(() => undefined);
}
