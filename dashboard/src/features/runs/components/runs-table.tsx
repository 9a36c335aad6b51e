import { Link } from '@tanstack/react-router';

import { Progress } from '@/components/progress';
import table from '@/components/table.module.css';
import { ago, atMinute } from '@/lib/format/dates';
import { cost, count, NONE } from '@/lib/format/numbers';

import type { Run } from '../api/queries';
import classes from '../runs.module.css';
import { progressOf, tookInWords, TRIGGER } from '../words';

import { StatusBadge } from './status-badge';

export function RunsTable({ runs }: { runs: readonly Run[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Status</th>
            <th className={table.figure} scope="col">Duration</th>
            <th className={table.figure} scope="col">Products</th>
            <th className={table.figure} scope="col">Changed</th>
            <th className={table.figure} scope="col">Failed</th>
            <th className={table.figure} scope="col">Reviews read</th>
            <th className={table.figure} scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.run_id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run }: { run: Run }) {
  return (
    <tr>
      <th className={table.tight} scope="row">
        <Link params={{ runId: run.run_id }} title={`${run.run_id}, ${atMinute(run.started_at)}`} to="/runs/$runId">
          {ago(run.started_at)}
        </Link>
        <span className={classes.sub}>
          {TRIGGER[run.trigger]}
          {run.attempt > 1 && `, attempt ${run.attempt}`}
        </span>
      </th>
      <td className={table.tight}>
        <StatusBadge status={run.status} />
        {run.status === 'RUNNING' && <Progress isBelow label="Products read" value={progressOf(run)} />}
      </td>
      <td className={table.figure}>{tookInWords(run)}</td>
      <td className={table.figure}>{count(run.products)}</td>
      <td className={table.figure}>{count(run.versions_written)}</td>
      <td className={table.figure}>
        {run.failures > 0 ? (
          <Link hash="failures" params={{ runId: run.run_id }} to="/runs/$runId">
            {count(run.failures)}
          </Link>
        ) : (
          NONE
        )}
      </td>
      <td className={table.figure}>{count(run.reviews_analysed)}</td>
      <td className={table.figure}>{cost(run.cost_usd)}</td>
    </tr>
  );
}
