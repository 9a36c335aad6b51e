import { Button } from '@mantine/core';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Square from 'lucide-react/icons/square';

import { ApiError } from '@/lib/api/errors';
import { useMay } from '@/lib/session/store';
import { toast } from '@/lib/ui/toasts';

import { isOpen, useCancelJob, useRetryJob, type Job } from '../api/queries';
import { isUnreadable, neverBegan } from '../words';

const RETRYABLE = new Set<Job['status']>(['PARTIAL', 'FAILED', 'CANCELLED']);

/** A job under way can be stopped; one that left something can go on. */
export function StopOrRetry({ job }: { job: Job }) {
  const cancel = useCancelJob(job.job_id);
  const retry = useRetryJob(job.job_id);
  const mayChange = useMay('jobs:write');
  if (!mayChange) return null;
  if (isOpen(job)) {
    const stop = () => cancel.mutate(undefined, { onSuccess: () => toast('It stops at its next page; what it fetched is kept.'), onError: failed });
    return (
      <Button disabled={job.cancel_requested} leftSection={<Square size={14} />} loading={cancel.isPending} variant="default" onClick={stop}>
        {job.cancel_requested ? 'Stopping' : 'Cancel the job'}
      </Button>
    );
  }
  if (!RETRYABLE.has(job.status) || isUnreadable(job) || neverBegan(job)) return null;
  const again = () => retry.mutate(undefined, { onSuccess: () => toast('Retried: what is fetched is not fetched again.'), onError: failed });
  return (
    <Button leftSection={<RotateCw size={16} />} loading={retry.isPending} onClick={again}>
      Retry
    </Button>
  );
}

function failed(error: unknown): void {
  toast(error instanceof ApiError ? error.message : 'Not done: the server cannot be reached.', { tone: 'failed' });
}
