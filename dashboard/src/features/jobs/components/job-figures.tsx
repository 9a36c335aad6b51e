import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Figure, FigureRow } from '@/components/figure-row';
import { duration } from '@/lib/format/dates';
import { count, NONE, plural } from '@/lib/format/numbers';

import type { ItemState, Job } from '../api/queries';

/** What a job has come to; each count opens the products it counts. */
export function JobFigures({ job }: { job: Job }) {
  return (
    <FigureRow>
      <Figure name="Products">
        <Door id={job.job_id}>{count(job.total_asins)}</Door>
      </Figure>
      <Figure name={job.upload ? 'Read' : 'Fetched'} note={`${plural(job.pages_fetched, 'page')} stored`}>
        {count(job.completed_asins)}
      </Figure>
      <Figure name="Failed">
        {job.failed_asins > 0 ? (
          <Door id={job.job_id} state="FAILED">
            {count(job.failed_asins)}
          </Door>
        ) : (
          NONE
        )}
      </Figure>
      <Figure name="Reviews">{count(job.total_reviews_fetched)}</Figure>
      <Figure name="Duration">{job.started_at ? duration(job.duration_seconds) : NONE}</Figure>
      {job.upload && (
        <Figure name="Rows in the file" {...(job.upload.rows > 0 && { note: rowsInWords(job.upload.bad_rows) })}>
          {job.upload.rows > 0 ? count(job.upload.rows) : NONE}
        </Figure>
      )}
    </FigureRow>
  );
}

const rowsInWords = (bad: number): string => (bad > 0 ? `${count(bad)} left out` : 'all of them usable');

function Door({ id, state, children }: { id: string; state?: ItemState; children: ReactNode }) {
  return (
    <Link params={{ jobId: id }} replace resetScroll={false} search={state ? { state } : {}} to="/jobs/$jobId">
      {children}
    </Link>
  );
}
