import { Button } from '@mantine/core';
import CloudOff from 'lucide-react/icons/cloud-off';
import RotateCw from 'lucide-react/icons/rotate-cw';
import TriangleAlert from 'lucide-react/icons/triangle-alert';

import { CopyButton } from '@/components/copy-button';
import { explain } from '@/lib/api/explain';

import classes from './states.module.css';

interface ErrorStateProps {
  error: unknown;
  /** What could not be shown: "the products". */
  what: string;
  onRetry?: () => void;
  compact?: boolean;
}

/** What happened, what it means, what to do; with the request id, for whoever is asked for help. */
export function ErrorState({ error, what, onRetry, compact = false }: ErrorStateProps) {
  const { title, meaning, requestId, isAway, mayRetry } = explain(error, what);
  const Icon = isAway ? CloudOff : TriangleAlert;
  return (
    <div className={compact ? `${classes.state} ${classes.compact}` : classes.state} role="alert">
      {!compact && (
        <span aria-hidden="true" className={`${classes.icon} ${classes.failed}`}>
          <Icon size={20} />
        </span>
      )}
      <h2>{title}</h2>
      <p className={classes.what}>{meaning}</p>
      {onRetry && mayRetry && (
        <div className={classes.actions}>
          <Button leftSection={<RotateCw size={16} />} size="compact-md" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
      {requestId && (
        <p className={classes.request}>
          Request <code>{requestId}</code> <CopyButton label="Copy the request id" text={requestId} />
        </p>
      )}
    </div>
  );
}
