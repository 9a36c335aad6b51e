import { Button } from '@mantine/core';
import { useEffect, type SubmitEvent, type ReactNode } from 'react';

import { CopyButton } from '@/components/copy-button';
import { ApiError } from '@/lib/api/errors';
import { explain } from '@/lib/api/explain';

import classes from './auth.module.css';

interface FormProps {
  title: string;
  lead?: ReactNode;
  /** What the button says. */
  action: string;
  isBusy: boolean;
  error: unknown;
  /** Below the button: where else one may want to go. */
  below?: ReactNode;
  onSubmit: (fields: FormData) => void;
  children: ReactNode;
}

/** A form with one action; a refusal is said above the fields and read aloud. */
export function Form({ title, lead, action, isBusy, error, below, onSubmit, children }: FormProps) {
  useEffect(() => {
    document.title = `${title} · ShelfSignal`;
  }, [title]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <h1>{title}</h1>
      {lead && <p className={classes.lead}>{lead}</p>}
      {Boolean(error) && <Refused error={error} />}
      {children}
      <Button fullWidth loading={isBusy} size="md" type="submit">
        {action}
      </Button>
      {below && <div className={classes.below}>{below}</div>}
    </form>
  );
}

/** Refusals are worth reading out; for faults, the request id helps whoever is asked. */
function Refused({ error }: { error: unknown }) {
  const isRefusal = error instanceof ApiError && error.status < 500 && error.status !== 429;
  const { title, meaning, requestId } = explain(error, 'your answer');
  return (
    <div className={classes.refused} role="alert">
      {isRefusal ? error.message : `${title}. ${error instanceof ApiError ? meaning : 'Check your connection and try again.'}`}
      {!isRefusal && requestId && (
        <p className={classes.request}>
          Request <code>{requestId}</code> <CopyButton label="Copy the request id" text={requestId} />
        </p>
      )}
    </div>
  );
}

/** A field's text. */
export function field(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
