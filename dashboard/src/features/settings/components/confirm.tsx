import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { Dialog, DialogForm } from '@/components/dialog';
import { Refused } from '@/components/states/refused';

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
      <Dialog isOpen={isOpen} title={title} onClose={close}>
        <DialogForm action={action} isBusy={isBusy} refusal={<Refused error={error} />} onCancel={close} onSubmit={() => onConfirm(close)}>
          <p>{children}</p>
        </DialogForm>
      </Dialog>
    </>
  );
}
