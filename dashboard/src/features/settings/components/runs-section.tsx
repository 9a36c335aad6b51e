import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';

import { Card } from '@/components/card';
import { atMinute } from '@/lib/format/dates';
import { useMay } from '@/lib/session/store';

import { useChangeSettings, type Settings } from '../api/settings';
import { amount, figure, FREQUENCIES, hourInWords } from '../model/fields';
import classes from '../settings.module.css';

import { Form } from './form';

/** When runs happen and what they may spend. */
export function RunsSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Schedule schedule={settings.schedule} />
      <Budget budget={settings.budget} />
    </>
  );
}

function Schedule({ schedule }: { schedule: Settings['schedule'] }) {
  const [chosen, setChosen] = useState(schedule);
  const change = useChangeSettings();
  const mayWrite = useMay('account:write');
  const { enabled, interval_hours, hour_utc } = chosen;
  const isDaily = interval_hours % 24 === 0;
  const save = () =>
    change.mutate({ schedule: { enabled, interval_hours, hour_utc: isDaily ? hour_utc : null } });
  const known = FREQUENCIES.some(({ hours }) => hours === interval_hours);
  return (
    <Card title="Schedule" {...(schedule.next_run_at && { hint: `next run ${atMinute(schedule.next_run_at)}` })}>
      <Form action="Save the schedule" error={change.error} isBusy={change.isPending} isDisabled={!mayWrite} onSubmit={save}>
        <Switch
          checked={enabled}
          description="Without it, runs happen only when somebody starts one."
          disabled={!mayWrite}
          label="Run on schedule"
          onChange={({ currentTarget: { checked } }) => setChosen({ ...chosen, enabled: checked })}
        />
        <div className={classes.fields}>
          <NativeSelect
            data={[
              ...FREQUENCIES.map(({ hours, label }) => ({ value: String(hours), label })),
              ...(known ? [] : [{ value: String(interval_hours), label: `Every ${interval_hours} hours` }]),
            ]}
            disabled={!mayWrite || !enabled}
            label="How often"
            value={String(interval_hours)}
            onChange={({ currentTarget: { value } }) => setChosen({ ...chosen, interval_hours: Number(value) })}
          />
          {isDaily && (
            <NativeSelect
              data={[
                { value: '', label: 'Any time' },
                ...Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourInWords(hour) })),
              ]}
              disabled={!mayWrite || !enabled}
              label="At"
              value={hour_utc === null ? '' : String(hour_utc)}
              onChange={({ currentTarget: { value } }) => setChosen({ ...chosen, hour_utc: value ? Number(value) : null })}
            />
          )}
        </div>
      </Form>
    </Card>
  );
}

const LIMITS = [
  { name: 'usd_a_run', label: 'US dollars a run' },
  { name: 'usd_a_day', label: 'US dollars a day' },
  { name: 'tokens_a_run', label: 'Tokens a run' },
  { name: 'tokens_a_day', label: 'Tokens a day' },
] as const;

function Budget({ budget }: { budget: Settings['budget'] }) {
  const change = useChangeSettings();
  const mayWrite = useMay('account:write');
  const [texts, setTexts] = useState(() => LIMITS.map(({ name }) => figure(budget[name])));
  const save = () => {
    const [usdRun, usdDay, tokensRun, tokensDay] = texts.map(amount);
    change.mutate({
      budget: {
        usd_a_run: usdRun ?? null,
        usd_a_day: usdDay ?? null,
        tokens_a_run: tokensRun ?? null,
        tokens_a_day: tokensDay ?? null,
      },
    });
  };
  return (
    <Card hint="counts from the next run on" title="Budget">
      <p className={classes.lead}>
        A run that reaches a limit stops reading reviews, says so, and goes on with the next run. An empty field means
        that only the deployment’s own limit holds.
      </p>
      <Form action="Save the budget" error={change.error} isBusy={change.isPending} isDisabled={!mayWrite} onSubmit={save}>
        <div className={classes.fields}>
          {LIMITS.map(({ name, label }, place) => (
            <TextInput
              key={name}
              disabled={!mayWrite}
              label={label}
              min={0}
              placeholder="no limit of your own"
              step={name.startsWith('usd') ? '0.01' : '1'}
              type="number"
              value={texts[place] ?? ''}
              onChange={({ currentTarget: { value } }) => setTexts(texts.map((text, at) => (at === place ? value : text)))}
            />
          ))}
        </div>
      </Form>
    </Card>
  );
}
