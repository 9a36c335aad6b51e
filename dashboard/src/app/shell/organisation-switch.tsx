import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import Building from 'lucide-react/icons/building-2';
import Check from 'lucide-react/icons/check';
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';

import { renewSession } from '@/lib/api/transport';
import { useMe } from '@/lib/session/store';
import { toast } from '@/lib/ui/toasts';

import classes from './shell.module.css';

/** Which organisation's products are shown; plain text for those who belong to one. */
export function OrganisationSwitch() {
  const { organisation, organisations } = useMe();
  const enter = useEnterOrganisation();
  if (organisations.length < 2) {
    return (
      <span className={classes.switch} data-plain title={organisation.name}>
        <Building aria-hidden="true" size={16} />
        <span className={classes.label}>{organisation.name}</span>
      </span>
    );
  }
  return (
    <Menu position="bottom-start" shadow="md" width={260}>
      <Menu.Target>
        <button aria-label={`Organisation: ${organisation.name}`} className={classes.switch} type="button">
          <Building aria-hidden="true" size={16} />
          <span className={classes.label}>{organisation.name}</span>
          <ChevronsUpDown aria-hidden="true" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Organisations</Menu.Label>
        {organisations.map(({ id, name, role }) => (
          <Menu.Item
            key={id}
            rightSection={id === organisation.id ? <Check aria-label="shown" size={16} /> : role}
            onClick={() => enter(id)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Nothing of one organisation may be seen in another: what was fetched is forgotten. */
function useEnterOrganisation(): (id: string) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (id) => {
    renewSession(id).then(
      () => {
        queries.clear();
        void navigate({ to: '/' });
      },
      () => toast('The organisation could not be changed.', { tone: 'failed' }),
    );
  };
}
