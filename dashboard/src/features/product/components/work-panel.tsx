import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { PartialNote } from '@/components/states/partial-note';
import { ago } from '@/lib/format/dates';
import { useMay, useMe } from '@/lib/session/store';

import { membersQuery, type Issue } from '../api/queries';
import { useDecide, useWork, type Decision } from '../api/work';
import classes from '../drawer.module.css';
import { inDays, SNOOZES, workInWords } from '../model/work-words';
import { useView } from '../use-view';

import { EffectPanel } from './effect-panel';
import { Notes } from './notes';

/** Decide on an issue, say who looks after it, note what was found, and see whether it helped. */
export function WorkPanel({ issue }: { issue: Issue }) {
  const { productId, search } = useView();
  const work = useWork(productId).of(issue.code);
  const decide = useDecide(productId);
  const members = useQuery(membersQuery()).data;
  const mayWrite = useMay('products:write') && !search.as_of;
  const [fixedOn, setFixedOn] = useState(work.fixed_on ?? inDays(0));
  const nameOf = useNames();
  const put = (changed: Partial<Decision>, said: string) => {
    const { status, assignee_id, snoozed_until, fixed_on } = work;
    decide({ issue: issue.code, said, decision: { status, assignee_id, snoozed_until, fixed_on, ...changed } });
  };
  return (
    <div className={classes.work}>
      <section aria-label="Decision">
        <h3>{workInWords(work)}</h3>
        {work.updated_at && (
          <p className={classes.meta}>
            {nameOf(work.updated_by)}, {ago(work.updated_at)}
          </p>
        )}
        {mayWrite ? (
          <div className={classes.choices}>
            <Button
              disabled={work.status === 'acknowledged'}
              size="compact-md"
              variant="default"
              onClick={() => put({ status: 'acknowledged', snoozed_until: null }, `Acknowledged “${issue.name}”.`)}
            >
              Acknowledge
            </Button>
            {SNOOZES.map(({ days, label }) => (
              <Button
                key={days}
                size="compact-md"
                variant="default"
                onClick={() => put({ status: 'snoozed', snoozed_until: inDays(days) }, `Snoozed “${issue.name}” for ${label}.`)}
              >
                Snooze for {label}
              </Button>
            ))}
            {work.status !== 'open' && (
              <Button
                size="compact-md"
                variant="default"
                onClick={() => put({ status: 'open', snoozed_until: null, fixed_on: null }, `Opened “${issue.name}” again.`)}
              >
                Open again
              </Button>
            )}
          </div>
        ) : (
          <PartialNote>
            {search.as_of ? 'You look at the past: work is done in the present.' : 'Your role may look, but not decide.'}
          </PartialNote>
        )}
        {mayWrite && (
          <NativeSelect
            data={[
              { value: '', label: 'Nobody' },
              ...(members ?? []).map(({ user_id: value, name, email }) => ({ value, label: name || email })),
            ]}
            label="Who looks after it"
            value={work.assignee_id ?? ''}
            onChange={({ currentTarget: { value } }) =>
              put({ assignee_id: value || null }, value ? `“${issue.name}” is ${nameOf(value)}’s.` : `“${issue.name}” is nobody’s.`)
            }
          />
        )}
      </section>
      <section aria-label="Did our fix work?">
        <h3>Did our fix work?</h3>
        <TextInput
          description="The first day with the repaired product on sale. Reviews come late: give it some weeks."
          label="Fixed on"
          max={inDays(0)}
          type="date"
          value={fixedOn}
          onChange={({ currentTarget: { value } }) => setFixedOn(value)}
        />
        {mayWrite && (
          <div className={classes.choices}>
            <Button
              disabled={!fixedOn || (work.status === 'resolved' && work.fixed_on === fixedOn)}
              size="compact-md"
              onClick={() =>
                put({ status: 'resolved', snoozed_until: null, fixed_on: fixedOn }, `Resolved “${issue.name}”.`)
              }
            >
              Resolve with this day
            </Button>
          </div>
        )}
        {fixedOn && <EffectPanel issue={issue} on={fixedOn} />}
      </section>
      <Notes issue={issue.code} mayWrite={mayWrite} nameOf={nameOf} notes={work.notes} />
    </div>
  );
}

/** Members by id; somebody who has left, or a key, stays unnamed. */
function useNames(): (id: string | null) => string {
  const me = useMe();
  const members = useQuery(membersQuery()).data;
  return (id) => {
    if (id === me.user.id) return 'you';
    const member = members?.find(({ user_id }) => user_id === id);
    return member ? member.name || member.email : 'somebody';
  };
}
