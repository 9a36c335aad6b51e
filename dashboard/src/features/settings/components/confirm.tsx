import { Button, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import classes from '../settings.module.css';

import { Refused } from './form';

interface ConfirmProps {
  /** On the button that asks, and on the one that does. */
  action: string;
  label: string;
  title: string;
  isBusy: boolean;
  error: unknown;
  onConfirm: (close: () => void) => void;
  children: ReactNode;
}

/** Asks before what cannot be undone. */
export function Confirm({ action, label, title, isBusy, error, onConfirm, children }: ConfirmProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button aria-label={label} size="compact-sm" variant="default" onClick={() => setIsOpen(true)}>
        {action}
      </Button>
      <Modal
        attributes={{ header: { role: 'none' } }}
        closeButtonProps={{ 'aria-label': 'Close' }}
        lockScroll={false}
        opened={isOpen}
        title={title}
        onClose={close}
      >
        <div className={classes.form}>
          <p>{children}</p>
          <Refused error={error} />
          <div className={classes.formEnd}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button loading={isBusy} onClick={() => onConfirm(close)}>
              {action}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
