import Search from 'lucide-react/icons/search';

import { COMMAND } from '@/lib/ui/keys';

import { MarketplaceSwitch } from './marketplace-switch';
import { OrganisationSwitch } from './organisation-switch';
import { PersonMenu } from './person-menu';
import classes from './shell.module.css';
import { ThemeSwitch } from './theme-switch';

/** What the pages below are about, and where to look for anything. */
export function Bar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className={classes.bar}>
      <div className={classes.cluster}>
        <OrganisationSwitch />
        <MarketplaceSwitch />
      </div>
      <div className={classes.cluster}>
        <button className={classes.search} type="button" onClick={onSearch}>
          <Search aria-hidden="true" size={16} />
          <span className={classes.label}>Search or jump to…</span>
          <kbd>{COMMAND} K</kbd>
        </button>
        <ThemeSwitch />
        <PersonMenu />
      </div>
    </header>
  );
}
