import { Button, Modal } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';

import classes from './dialog.module.css';

interface DialogProps {
  isOpen: boolean;
  title: string;
  size?: 'md' | 'lg';
  onClose: () => void;
  children: ReactNode;
}

/** Over the page until it is closed; what had the focus has it again. Its content begins anew each time. */
export function Dialog({ isOpen, title, size = 'md', onClose, children }: DialogProps) {
  return (
    <Modal
      attributes={{ header: { role: 'none' } }}
      classNames={{ title: classes.title ?? '' }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      lockScroll={false}
      opened={isOpen}
      size={size}
      title={title}
      onClose={onClose}
    >
      {children}
    </Modal>
  );
}

interface DialogFormProps {
  /** On the button that does it. */
  action: string;
  icon?: ReactNode;
  isBusy: boolean;
  isDisabled?: boolean;
  /** Why it was not done. */
  refusal: ReactNode;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** What a dialog asks, and its two ways out; a refusal is said above them and read aloud. */
export function DialogForm({ action, icon, isBusy, isDisabled = false, refusal, onSubmit, onCancel, children }: DialogFormProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {children}
      {refusal}
      <div className={classes.end}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button disabled={isDisabled} loading={isBusy} rightSection={icon} type="submit">
          {action}
        </Button>
      </div>
    </form>
  );
}
