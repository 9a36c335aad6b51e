import { Button, Checkbox } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import Play from 'lucide-react/icons/play';
import { useState } from 'react';

import { Dialog, DialogForm } from '@/components/dialog';
import { Refused } from '@/components/states/refused';
import { MARKETPLACES, type Marketplace } from '@/config/marketplaces';
import { ApiError } from '@/lib/api/errors';
import { useMay } from '@/lib/session/store';

import { useStartRun } from '../api/queries';
import classes from '../runs.module.css';

const ALL = Object.keys(MARKETPLACES) as Marketplace[];

/** Asks what to refresh, starts it, and goes to where it can be watched. */
export function StartRun() {
  const [isOpen, setIsOpen] = useState(false);
  const mayStart = useMay('runs:write');
  const close = () => setIsOpen(false);
  if (!mayStart) return null;
  return (
    <>
      <Button leftSection={<Play size={16} />} onClick={() => setIsOpen(true)}>
        Start a run
      </Button>
      <Dialog isOpen={isOpen} title="Start a run" onClose={close}>
        <StartForm onClose={close} />
      </Dialog>
    </>
  );
}

function StartForm({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<Marketplace[]>(ALL);
  const start = useStartRun();
  const navigate = useNavigate();
  const submit = () => {
    start.mutate(chosen.length === ALL.length ? [] : chosen, {
      onSuccess: (run) => void navigate({ to: '/runs/$runId', params: { runId: run.run_id } }),
    });
  };
  return (
    <DialogForm
      action="Start"
      isBusy={start.isPending}
      isDisabled={chosen.length === 0}
      refusal={<NotStarted error={start.error} />}
      onCancel={onClose}
      onSubmit={submit}
    >
      <p>It fetches products and reviews from Amazon, reads what is new, and keeps within your budget.</p>
      <Checkbox.Group
        label="Marketplaces"
        value={chosen}
        onChange={(values) => setChosen(ALL.filter((code) => values.includes(code)))}
      >
        <div className={classes.checks}>
          {ALL.map((code) => (
            <Checkbox key={code} label={MARKETPLACES[code]} value={code} />
          ))}
        </div>
      </Checkbox.Group>
    </DialogForm>
  );
}

/** A run in the way is a place to go to, not a dead end. */
function NotStarted({ error }: { error: unknown }) {
  const isHeld = error instanceof ApiError && error.code === 'run_in_progress';
  const holder = isHeld ? error.details.holder : null;
  if (typeof holder !== 'string') return <Refused error={error} />;
  return (
    <p className={classes.refused} role="alert">
      A run is already at work on this.{' '}
      <Link params={{ runId: holder }} to="/runs/$runId">
        Watch it
      </Link>
      , and start this one when it has ended.
    </p>
  );
}
