import { Link } from '@tanstack/react-router';

import { CopyButton } from '@/components/copy-button';
import table from '@/components/table.module.css';
import { count, NONE, plural } from '@/lib/format/numbers';

import type { JobResult } from '../api/queries';
import classes from '../jobs.module.css';
import { errorInWords, marketplaceOf, needsConsent } from '../words';

import { ItemBadge } from './badges';

interface ResultTableProps {
  results: readonly JobResult[];
  /** Amazon's id of their marketplace. */
  code: string;
}

export function ResultTable({ results, code }: ResultTableProps) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">ASIN</th>
            <th scope="col">State</th>
            <th className={table.figure} scope="col">Reviews</th>
            <th className={table.figure} scope="col">Pages</th>
            <th scope="col">What went wrong</th>
            <th scope="col">Stored</th>
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <tr key={result.asin}>
              <th className={table.tight} scope="row">
                <Asin code={code} result={result} />
              </th>
              <td className={table.tight}>
                <ItemBadge state={result.state} />
              </td>
              <td className={table.figure}>{count(result.reviews)}</td>
              <td className={table.figure}>{count(result.pages)}</td>
              <td className={classes.reason}>
                <Failure result={result} />
              </td>
              <td>
                <Stored result={result} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** In words, then as it was told. */
function Failure({ result: { error, reason } }: { result: JobResult }) {
  if (!error) return <>{NONE}</>;
  return (
    <>
      {errorInWords(error)} {needsConsent(error) && <Link to="/connections">Reconnect the seller</Link>}
      <span className={classes.sub}>{reason ? `${error}: ${reason}` : error}</span>
    </>
  );
}

/** Once its reviews have been read there is a page to go to. */
function Asin({ result: { asin, state }, code }: { result: JobResult; code: string }) {
  const marketplace = marketplaceOf(code);
  if (state !== 'DONE' || !marketplace) return <code>{asin}</code>;
  return (
    <Link params={{ productId: `${marketplace}-${asin}` }} to="/products/$productId">
      <code>{asin}</code>
    </Link>
  );
}

function Stored({ result }: { result: JobResult }) {
  const keys = [...result.s3_raw_keys, ...(result.s3_processed_key ? [result.s3_processed_key] : [])];
  if (keys.length === 0) return <>{NONE}</>;
  return (
    <details className={classes.stored}>
      <summary>{plural(keys.length, 'object')}</summary>
      <ul>
        {keys.map((key) => (
          <li key={key}>
            <code>{key}</code>
            <CopyButton label={`Copy ${key}`} text={key} />
          </li>
        ))}
      </ul>
    </details>
  );
}
