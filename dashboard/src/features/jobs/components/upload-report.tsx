import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import Download from 'lucide-react/icons/download';

import { Card } from '@/components/card';
import { MoreButton } from '@/components/more-button';
import { ErrorState } from '@/components/states/error-state';
import { Refused } from '@/components/states/refused';
import { Loading, Skeleton } from '@/components/states/skeleton';
import table from '@/components/table.module.css';
import { count, plural } from '@/lib/format/numbers';
import { downloadCsv } from '@/lib/ui/download';
import type { Schema } from '@/types/schema';

import { allBadRows } from '../api/bad-rows';
import { isOpen, uploadQuery, type Job } from '../api/queries';
import classes from '../jobs.module.css';

/** What was made of the file: which rows are not usable, by line and column, and why. */
export function UploadReport({ job }: { job: Job }) {
  const report = useInfiniteQuery(uploadQuery(job.job_id, isOpen(job)));
  const first = report.data?.pages[0];
  const rows = report.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Card
      actions={rows.length > 0 && <DownloadRows job={job} />}
      title="The file"
      {...(first?.upload && { hint: first.upload.filename })}
    >
      {report.isPending ? (
        <>
          <Loading what="the report of the file" />
          <Skeleton height={96} />
        </>
      ) : !first ? (
        <ErrorState compact error={report.error} what="the report of the file" onRetry={() => void report.refetch()} />
      ) : (
        <>
          <p className={classes.quiet}>{readInWords(first)}</p>
          {rows.length > 0 && <BadRows rows={rows} />}
        </>
      )}
      <MoreButton list={report}>More rows</MoreButton>
    </Card>
  );
}

function BadRows({ rows }: { rows: readonly Schema<'UploadRow'>[] }) {
  return (
    <div className={table.scroll}>
      <table aria-label="Rows that were left out" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Column</th>
            <th scope="col">Why it was left out</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, column, reason }) => (
            <tr key={`${line} ${column ?? ''}`}>
              <th scope="row">{count(line)}</th>
              <td>{column ? <code>{column}</code> : 'the whole row'}</td>
              <td className={classes.reason}>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** All of them, for whoever mends the file. */
function DownloadRows({ job }: { job: Job }) {
  const fetchAll = useMutation({
    mutationFn: () => allBadRows(job.job_id),
    onSuccess: (rows) =>
      downloadCsv(`rows-left-out-${job.job_id}`, {
        columns: ['line', 'column', 'reason'],
        rows: rows.map(({ line, column, reason }) => [line, column, reason]),
      }),
  });
  return (
    <>
      <Refused error={fetchAll.error} />
      <Button className={classes.download} leftSection={<Download size={14} />} loading={fetchAll.isPending} size="compact-md" variant="default" onClick={() => fetchAll.mutate()}>
        Download as CSV
      </Button>
    </>
  );
}

function readInWords({ upload, encoding, columns, ignored, status }: Schema<'UploadReport'>): string {
  if (status === 'CANCELLED' && upload?.is_stored === false) return 'It never came.';
  if (!encoding || !upload) return status === 'FAILED' ? 'It could not be read as a file of reviews.' : 'It has not been read yet.';
  const bad = upload.bad_rows;
  const left = bad > 0 ? `${count(bad)} of ${plural(upload.rows, 'row')} ${bad === 1 ? 'was' : 'were'} left out${bad > MOST_NAMED ? `; the first ${count(MOST_NAMED)} are named` : ''}.` : `All ${plural(upload.rows, 'row')} could be read.`;
  const unknown = ignored.length > 0 ? ` Not known here, and left alone: ${ignored.join(', ')}.` : '';
  return `${left} Columns read: ${columns.join(', ')}.${unknown}`;
}

const MOST_NAMED = 1000;
