import { Link } from '@tanstack/react-router';

import { Progress } from '@/components/progress';
import table from '@/components/table.module.css';
import { MARKETPLACES } from '@/config/marketplaces';
import { ago, atMinute, duration } from '@/lib/format/dates';
import { count, NONE } from '@/lib/format/numbers';

import { isOpen, type Job } from '../api/queries';
import classes from '../jobs.module.css';
import { awaitsFile, marketplaceOf, progressOf, sourceOf } from '../words';

import { JobBadge } from './badges';

interface JobsTableProps {
  jobs: readonly Job[];
  /** Sellers' names by their ids. */
  names: ReadonlyMap<string, string>;
}

export function JobsTable({ jobs, names }: JobsTableProps) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Asked for</th>
            <th scope="col">Seller</th>
            <th scope="col">Status</th>
            <th className={table.figure} scope="col">Products</th>
            <th className={table.figure} scope="col">Failed</th>
            <th className={table.figure} scope="col">Reviews</th>
            <th className={table.figure} scope="col">Duration</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <Row key={job.job_id} job={job} name={names.get(job.seller_id) ?? job.seller_id} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ job, name }: { job: Job; name: string }) {
  const code = marketplaceOf(job.marketplace_id);
  return (
    <tr>
      <th className={classes.asked} scope="row">
        <Link params={{ jobId: job.job_id }} title={`${job.job_id}, ${atMinute(job.created_at)}`} to="/jobs/$jobId">
          {ago(job.created_at)}
        </Link>
        <span className={classes.sub}>
          {sourceOf(job)}
          {job.attempt > 1 && `, attempt ${job.attempt}`}
        </span>
      </th>
      <td className={classes.seller}>
        {name}
        <span className={classes.sub}>{code ? MARKETPLACES[code] : job.marketplace_id}</span>
      </td>
      <td className={table.tight}>
        <JobBadge job={job} />
        {isOpen(job) && !awaitsFile(job) && <Progress isBelow label="Products fetched" value={progressOf(job)} />}
      </td>
      <td className={table.figure}>
        {count(job.completed_asins)} of {count(job.total_asins)}
      </td>
      <td className={table.figure}>
        {job.failed_asins > 0 ? (
          <Link params={{ jobId: job.job_id }} search={{ state: 'FAILED' }} to="/jobs/$jobId">
            {count(job.failed_asins)}
          </Link>
        ) : (
          NONE
        )}
      </td>
      <td className={table.figure}>{count(job.total_reviews_fetched)}</td>
      <td className={table.figure}>{job.started_at ? duration(job.duration_seconds) : NONE}</td>
    </tr>
  );
}
