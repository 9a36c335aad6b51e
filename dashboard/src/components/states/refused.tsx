import { ApiError } from '@/lib/api/errors';
import { explain } from '@/lib/api/explain';

import classes from './refused.module.css';

/** Why something was not done; nothing when it was. */
export function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, requestId } = explain(error, 'this');
  const isRefusal = error instanceof ApiError && error.status < 500;
  return (
    <p className={classes.refused} role="alert">
      {isRefusal ? error.message : `${title}. Nothing was changed; try again.`}
      {!isRefusal && requestId && (
        <>
          {' '}
          Request <code>{requestId}</code>
        </>
      )}
    </p>
  );
}
