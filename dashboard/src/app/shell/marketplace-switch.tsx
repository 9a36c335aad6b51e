import { Menu } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import Check from 'lucide-react/icons/check';
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';
import Globe from 'lucide-react/icons/globe';

import { MARKETPLACES, type Marketplace } from '@/config/marketplaces';

import classes from './shell.module.css';

/** Which marketplace the figures are of; it stays in the address of every page. */
export function MarketplaceSwitch() {
  const { marketplace } = useSearch({ from: '/inside' });
  const navigate = useNavigate();
  const choose = (code: Marketplace | undefined) => {
    void navigate({ to: '.', search: (search) => ({ ...search, marketplace: code }) });
  };
  const shown = marketplace ? MARKETPLACES[marketplace] : 'All marketplaces';
  return (
    <Menu position="bottom-start" shadow="md" width={220}>
      <Menu.Target>
        <button aria-label={`Marketplace: ${shown}`} className={classes.switch} type="button">
          <Globe aria-hidden="true" size={16} />
          <span className={classes.label}>{shown}</span>
          <ChevronsUpDown aria-hidden="true" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection={!marketplace && <Check aria-label="shown" size={16} />} onClick={() => choose(undefined)}>
          All marketplaces
        </Menu.Item>
        {(Object.keys(MARKETPLACES) as Marketplace[]).map((code) => (
          <Menu.Item
            key={code}
            rightSection={code === marketplace && <Check aria-label="shown" size={16} />}
            onClick={() => choose(code)}
          >
            {MARKETPLACES[code]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
