import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Identity } from '@/components/identity';
import { Page } from '@/components/page';
import { Progress } from '@/components/progress';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { HeadingSkeleton, Loading, Skeleton } from '@/components/states/skeleton';
import { MARKETPLACES } from '@/config/marketplaces';
import { isNotFound } from '@/lib/api/errors';
import { atMinute } from '@/lib/format/dates';

import { isOpen, jobQuery, type Job } from './api/queries';
import { JobBadge } from './components/badges';
import { JobFigures } from './components/job-figures';
import { Results } from './components/results';
import { StopOrRetry } from './components/stop-or-retry';
import { UploadReport } from './components/upload-report';
import classes from './jobs.module.css';
import { awaitsFile, failureInWords, isUnreadable, jobInWords, marketplaceOf, neverBegan, progressOf, sourceOf } from './words';

export function JobPage(): ReactNode {
  const { jobId } = useParams({ from: '/inside/jobs/$jobId' });
  const job = useQuery(jobQuery(jobId));
  if (job.data) return <Shown job={job.data} />;
  return (
    <Page answer={job.isPending && <HeadingSkeleton name="Job" />} name="Job">
      {job.isPending ? (
        <>
          <Loading what="the job" />
          <Skeleton height={88} />
          <Skeleton height={240} />
        </>
      ) : isNotFound(job.error) ? (
        <EmptyState actions={<Link to="/jobs">Go to the jobs</Link>} title="There is no such job">
          It may belong to another organisation.
        </EmptyState>
      ) : (
        <ErrorState error={job.error} what="this job" onRetry={() => void job.refetch()} />
      )}
    </Page>
  );
}

function Shown({ job }: { job: Job }) {
  const code = marketplaceOf(job.marketplace_id);
  return (
    <Page
      actions={<StopOrRetry job={job} />}
      answer={jobInWords(job)}
      name="Job"
      sub={
        <Identity>
          <JobBadge job={job} />
          <span>{code ? MARKETPLACES[code] : job.marketplace_id}</span>
          <span>{sourceOf(job)}</span>
          <span>asked for {atMinute(job.created_at)}</span>
          {job.attempt > 1 && <span>attempt {job.attempt}</span>}
          <code>{job.job_id}</code>
        </Identity>
      }
    >
      {isOpen(job) && !awaitsFile(job) && <Progress label="Products fetched" value={progressOf(job)} />}
      {job.failure && (
        <p className={classes.failure} role="alert">
          {failureInWords(job.failure)}
        </p>
      )}
      <JobFigures job={job} />
      {job.upload && <UploadReport job={job} />}
      {!isUnreadable(job) && !neverBegan(job) && <Results job={job} />}
    </Page>
  );
}
