import { Button, Checkbox, Modal } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import Play from 'lucide-react/icons/play';
import { useState, type SubmitEvent } from 'react';

import { ErrorState } from '@/components/states/error-state';
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
  if (!mayStart) return null;
  return (
    <>
      <Button leftSection={<Play size={16} />} onClick={() => setIsOpen(true)}>
        Start a run
      </Button>
      {isOpen && <StartForm onClose={() => setIsOpen(false)} />}
    </>
  );
}

function StartForm({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<Marketplace[]>(ALL);
  const start = useStartRun();
  const navigate = useNavigate();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.mutate(chosen.length === ALL.length ? [] : chosen, {
      onSuccess: (run) => void navigate({ to: '/runs/$runId', params: { runId: run.run_id } }),
    });
  };
  return (
    <Modal opened attributes={{ header: { role: 'none' } }} closeButtonProps={{ 'aria-label': 'Close' }} lockScroll={false} title="Start a run" onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
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
        {start.isError && <NotStarted error={start.error} />}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen.length === 0} loading={start.isPending} type="submit">
            Start
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** A run in the way is a place to go to, not a dead end. */
function NotStarted({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.status >= 500) return <ErrorState compact error={error} what="the run" />;
  const { holder } = error.details;
  if (error.code === 'run_in_progress' && typeof holder === 'string') {
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
  return (
    <p className={classes.refused} role="alert">
      {error.message}
    </p>
  );
}
