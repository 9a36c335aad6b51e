import { Menu } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';

import { useMay, useMe } from '@/lib/session/store';

import { useDecide, useWork, type Decision } from '../api/work';
import { inDays, SNOOZES, workInWords } from '../model/work-words';
import classes from '../product.module.css';
import { useView } from '../use-view';

/** What the team decided on an issue, and the usual next steps, one click away. */
export function WorkMenu({ code, name }: { code: string; name: string }) {
  const { productId, search, go } = useView();
  const me = useMe();
  const work = useWork(productId);
  const decide = useDecide(productId);
  const mayWrite = useMay('products:write') && !search.as_of;
  const current = work.of(code);
  const words = workInWords(current);
  if (!work.isKnown) return <span className={classes.quiet}>{work.isError ? 'not known' : '…'}</span>;
  if (!mayWrite) return <span className={classes.status}>{words}</span>;
  const put = (changed: Partial<Decision>, said: string) => {
    const { assignee_id, fixed_on } = current;
    decide({ issue: code, said, decision: { status: 'open', assignee_id, snoozed_until: null, fixed_on, ...changed } });
  };
  return (
    <Menu position="bottom-end" shadow="md" width={232}>
      <Menu.Target>
        <button aria-label={`Work on ${name}: ${words}`} className={classes.status} data-status={current.status} type="button">
          {words} <ChevronDown aria-hidden="true" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {current.status === 'open' ? (
          <Menu.Item onClick={() => put({ status: 'acknowledged' }, `Acknowledged “${name}”.`)}>Acknowledge</Menu.Item>
        ) : (
          <Menu.Item onClick={() => put({ fixed_on: null }, `Opened “${name}” again.`)}>Open again</Menu.Item>
        )}
        {current.assignee_id !== me.user.id && (
          <Menu.Item
            onClick={() => put({ status: 'acknowledged', assignee_id: me.user.id }, `“${name}” is yours.`)}
          >
            Assign to me
          </Menu.Item>
        )}
        {SNOOZES.map(({ days, label }) => (
          <Menu.Item
            key={days}
            onClick={() => put({ status: 'snoozed', snoozed_until: inDays(days) }, `Snoozed “${name}” for ${label}.`)}
          >
            Snooze for {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => go({ issue: code, panel: 'work', review: undefined })}>Resolve, assign or note…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
