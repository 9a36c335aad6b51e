import { Modal } from '@mantine/core';

import { COMMAND } from '@/lib/ui/keys';

import classes from './help.module.css';

const KEYS = [
  { keys: [`${COMMAND} K`, '/'], does: 'Search, or jump to a product, brand or issue' },
  { keys: ['g o', 'g p', 'g r', 'g j', 'g c', 'g s'], does: 'Go to the overview, products, runs, jobs, connections, settings' },
  { keys: ['j', 'k'], does: 'Next and previous row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['x'], does: 'Tick the row for comparing' },
  { keys: ['e'], does: 'Show the evidence' },
  { keys: ['←', '→'], does: 'Previous and next review in the evidence' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'This help' },
];

/** The keys, and how to read the figures. */
export default function Help({ onClose }: { onClose: () => void }) {
  return (
    <Modal lockScroll={false} opened size="lg" title="Help and keys" onClose={onClose}>
      <dl className={classes.keys}>
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <h3>How to read the figures</h3>
      <ul className={classes.reading}>
        <li>
          <strong>n</strong> is the number of reviews a share is of. Where they are too few, no share is
          shown.
        </li>
        <li>
          A change is coloured, and has an arrow, only when it is more than chance would explain.
        </li>
        <li>
          <strong>Attention</strong> goes from 0 to 100 and is the sum of its reasons; each product
          lists them.
        </li>
        <li>
          <strong>Rising since</strong> is the day from which on an issue was reported more often than
          before.
        </li>
      </ul>
    </Modal>
  );
}
