import { Button } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';

import { Refused } from '@/components/states/refused';

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
