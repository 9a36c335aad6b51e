import { Button } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';

import { ApiError } from '@/lib/api/errors';
import { explain } from '@/lib/api/explain';

import classes from '../settings.module.css';

interface FormProps {
  action: string;
  isBusy: boolean;
  error: unknown;
  /** Nothing to save, or not allowed to. */
  isDisabled?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** Fields with one action below; a refusal is said above the button and read aloud. */
export function Form({ action, isBusy, error, isDisabled = false, onSubmit, children }: FormProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {children}
      <Refused error={error} />
      <div>
        <Button disabled={isDisabled} loading={isBusy} type="submit">
          {action}
        </Button>
      </div>
    </form>
  );
}

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
