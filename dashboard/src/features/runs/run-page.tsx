import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import RotateCw from 'lucide-react/icons/rotate-cw';
import type { ReactNode } from 'react';

import { Identity } from '@/components/identity';
import { Page } from '@/components/page';
import { Progress } from '@/components/progress';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { ApiError, isNotFound } from '@/lib/api/errors';
import { atMinute } from '@/lib/format/dates';
import { useMay } from '@/lib/session/store';
import { toast } from '@/lib/ui/toasts';

import { runQuery, stepsQuery, useResumeRun, type Run } from './api/queries';
import { Failures } from './components/failures';
import { RunFigures } from './components/run-figures';
import { StateGraph } from './components/state-graph';
import { StatusBadge } from './components/status-badge';
import classes from './runs.module.css';
import { progressOf, runInWords, TRIGGER } from './words';

export function RunPage(): ReactNode {
  const { runId } = useParams({ from: '/inside/runs/$runId' });
  const run = useQuery(runQuery(runId));
  if (run.data) return <Shown run={run.data} />;
  return (
    <Page name="Run">
      {run.isPending ? (
        <>
          <Loading what="the run" />
          <Skeleton height={88} />
          <Skeleton height={240} />
          <Skeleton height={200} />
        </>
      ) : isNotFound(run.error) ? (
        <EmptyState actions={<Link to="/runs">Go to the runs</Link>} title="There is no such run">
          It may belong to another organisation.
        </EmptyState>
      ) : (
        <ErrorState error={run.error} what="this run" onRetry={() => void run.refetch()} />
      )}
    </Page>
  );
}

function Shown({ run }: { run: Run }) {
  const isLive = run.status === 'RUNNING';
  const steps = useQuery(stepsQuery(run.run_id, isLive));
  return (
    <Page
      actions={<Resume run={run} />}
      answer={runInWords(run)}
      name="Run"
      sub={
        <Identity>
          <StatusBadge status={run.status} />
          <span>
            {TRIGGER[run.trigger]} {atMinute(run.started_at)}
          </span>
          {run.attempt > 1 && <span>attempt {run.attempt}</span>}
          <code>{run.run_id}</code>
        </Identity>
      }
    >
      {isLive && <Progress label="Products read" value={progressOf(run)} />}
      {run.failure && (
        <p className={classes.refused} role="alert">
          {run.failure}
        </p>
      )}
      <RunFigures run={run} />
      {steps.isError ? (
        <ErrorState compact error={steps.error} what="the states" onRetry={() => void steps.refetch()} />
      ) : (
        <StateGraph run={run} steps={steps.data?.steps ?? null} />
      )}
      <Failures run={run} />
    </Page>
  );
}

function Resume({ run }: { run: Run }) {
  const resume = useResumeRun(run.run_id);
  const mayResume = useMay('runs:write') && (run.status === 'PARTIAL' || run.status === 'FAILED');
  if (!mayResume) return null;
  const begin = () => {
    resume.mutate(undefined, {
      onSuccess: () => toast('Resumed: what is finished is not done again.'),
      onError: (error) =>
        toast(error instanceof ApiError ? error.message : 'Not resumed: the server cannot be reached.', { tone: 'failed' }),
    });
  };
  return (
    <Button leftSection={<RotateCw size={16} />} loading={resume.isPending} onClick={begin}>
      Resume
    </Button>
  );
}
