import { Button, Menu, TextInput } from '@mantine/core';
import ChevronDown from 'lucide-react/icons/chevron-down';
import History from 'lucide-react/icons/history';
import { useState } from 'react';

import { briefDay, longDay } from '@/lib/format/dates';

import type { ProductDetail } from '../api/queries';
import { inDays } from '../model/work-words';
import classes from '../product.module.css';
import { useView } from '../use-view';

const SHOWN = 8;

/** The product as it was shown at another time: a version that was shown, or the end of a day. */
export function TimeTravel({ detail }: { detail: ProductDetail }) {
  const { search, go } = useView();
  const [day, setDay] = useState('');
  const leave = { issue: undefined, review: undefined, panel: undefined };
  return (
    <Menu position="bottom-end" shadow="md" trapFocus={false} width={264}>
      <Menu.Target>
        <Button leftSection={<History size={16} />} rightSection={<ChevronDown size={14} />} variant="default">
          As of {search.as_of ? longDay(search.as_of) : 'now'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => go({ as_of: undefined, ...leave })}>Now</Menu.Item>
        {detail.moves.slice(0, SHOWN).map(({ at, version }) => (
          <Menu.Item key={at} onClick={() => go({ as_of: at, ...leave })}>
            v{version}, shown from {briefDay(at)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <form
          className={classes.travel}
          onSubmit={(event) => {
            event.preventDefault();
            if (day) go({ as_of: `${day}T23:59:59Z`, ...leave });
          }}
        >
          <TextInput
            label="At the end of"
            max={inDays(0)}
            type="date"
            value={day}
            onChange={({ currentTarget: { value } }) => setDay(value)}
          />
          <Button disabled={!day} type="submit" variant="default">
            Go
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says that what is shown is not the present. */
export function PastNote({ detail }: { detail: ProductDetail }) {
  const { search, go } = useView();
  if (!search.as_of) return null;
  return (
    <div className={classes.past} role="note">
      <History aria-hidden="true" size={16} />
      <p>
        You look at this product as it was shown on {longDay(search.as_of)}, version {detail.insight.head.version}.
      </p>
      <button className={classes.plain} type="button" onClick={() => go({ as_of: undefined })}>
        Back to now
      </button>
    </div>
  );
}
