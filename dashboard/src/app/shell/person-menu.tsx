import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import CircleUser from 'lucide-react/icons/circle-user-round';
import LogOut from 'lucide-react/icons/log-out';

import { signOut } from '@/lib/session/sign-out';
import { useMe } from '@/lib/session/store';

import classes from './shell.module.css';

export function PersonMenu() {
  const { user, role } = useMe();
  const queries = useQueryClient();
  const leave = () => {
    void signOut().finally(() => queries.clear());
  };
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <ActionIcon aria-label={`Signed in as ${user.name}`} color="gray" size={32} title={user.name} variant="subtle">
          <CircleUser size={20} strokeWidth={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <p className={classes.me}>
          <strong>{user.name}</strong>
          <br />
          {user.email} · {role}
        </p>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
