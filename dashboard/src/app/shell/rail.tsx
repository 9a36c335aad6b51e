import { Link } from '@tanstack/react-router';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import House from 'lucide-react/icons/house';
import ListChecks from 'lucide-react/icons/list-checks';
import Package from 'lucide-react/icons/package';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Settings2 from 'lucide-react/icons/settings-2';
import Store from 'lucide-react/icons/store';

import { Mark } from '@/components/mark';

import classes from './shell.module.css';

const ITEMS = [
  { to: '/', label: 'Overview', Icon: House, exact: true },
  { to: '/products', label: 'Products', Icon: Package, exact: false },
  { to: '/runs', label: 'Runs', Icon: RefreshCw, exact: false },
  { to: '/jobs', label: 'Jobs', Icon: ListChecks, exact: false },
  { to: '/connections', label: 'Connections', Icon: Store, exact: false },
  { to: '/settings', label: 'Settings', Icon: Settings2, exact: false },
] as const;

/** Where one can go; on narrow screens icons with their names on hover. */
export function Rail({ onHelp }: { onHelp: () => void }) {
  return (
    <nav aria-label="Main" className={classes.rail}>
      <Link className={classes.brand} to="/">
        <Mark size={24} />
        <span className={classes.label}>ShelfSignal</span>
      </Link>
      <div className={classes.nav}>
        {ITEMS.map(({ to, label, Icon, exact }) => (
          <Link key={to} activeOptions={{ exact, includeSearch: false }} className={classes.item} title={label} to={to}>
            <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
            <span className={classes.label}>{label}</span>
          </Link>
        ))}
      </div>
      <button className={classes.item} title="Help and keys" type="button" onClick={onHelp}>
        <CircleHelp aria-hidden="true" size={18} strokeWidth={1.75} />
        <span className={classes.label}>Help and keys</span>
      </button>
    </nav>
  );
}
