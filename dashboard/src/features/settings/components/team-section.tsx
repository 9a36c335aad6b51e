import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { Card } from '@/components/card';
import { ErrorState } from '@/components/states/error-state';
import { Refused } from '@/components/states/refused';
import { Loading, Skeleton } from '@/components/states/skeleton';
import table from '@/components/table.module.css';
import { ago, longDay } from '@/lib/format/dates';
import { plural } from '@/lib/format/numbers';
import { useMay, useMe } from '@/lib/session/store';
import { oneOf } from '@/lib/ui/search-params';

import { invitesQuery, membersQuery, useChangeMember, useRemoveMember, useWithdraw, type Member } from '../api/team';
import { ROLE_NAMES, ROLES } from '../model/roles';
import classes from '../settings.module.css';

import { BrandScope } from './brand-scope';
import { Confirm } from './confirm';
import { InviteForm } from './invite-form';

/** Who belongs to the organisation, what each may, and who is invited. */
export function TeamSection() {
  const members = useQuery(membersQuery());
  const mayWrite = useMay('account:write');
  return (
    <>
      <Card title="Team" {...(members.data && { hint: plural(members.data.length, 'person', 'people') })}>
        {members.isPending ? (
          <>
            <Loading what="the team" />
            <Skeleton height={160} />
          </>
        ) : members.isError ? (
          <ErrorState compact error={members.error} what="the team" onRetry={() => void members.refetch()} />
        ) : (
          <Members mayWrite={mayWrite} members={members.data} />
        )}
      </Card>
      <Invites mayWrite={mayWrite} />
    </>
  );
}

function Members({ members, mayWrite }: { members: readonly Member[]; mayWrite: boolean }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Sees</th>
            <th scope="col">Last here</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.user_id} mayWrite={mayWrite} member={member} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MemberRow({ member, mayWrite }: { member: Member; mayWrite: boolean }) {
  const me = useMe();
  const change = useChangeMember();
  const remove = useRemoveMember();
  const name = member.name || member.email;
  const isMe = member.user_id === me.user.id;
  return (
    <tr>
      <th scope="row">
        {name} {isMe && <small className={classes.quiet}>(you)</small>}
        <span className={classes.sub}>{member.email}</span>
      </th>
      <td>
        {mayWrite ? (
          <NativeSelect
            aria-label={`Role of ${name}`}
            data={ROLES}
            disabled={change.isPending}
            size="xs"
            value={member.role}
            onChange={({ currentTarget: { value } }) => {
              const role = oneOf(value, ROLE_NAMES);
              if (role) change.mutate({ id: member.user_id, change: { role } });
            }}
          />
        ) : (
          ROLES.find(({ value }) => value === member.role)?.label
        )}
        <Refused error={change.error} />
      </td>
      <td>
        <BrandScope
          brands={member.brands}
          isFixed={!mayWrite || member.role === 'owner'}
          name={name}
          onChange={(brands) => change.mutate({ id: member.user_id, change: { brands } })}
        />
      </td>
      <td className={table.tight}>{member.last_seen_at ? ago(member.last_seen_at) : 'never'}</td>
      <td className={table.figure}>
        {mayWrite && !isMe && (
          <Confirm
            action="Remove"
            error={remove.error}
            isBusy={remove.isPending}
            label={`Remove ${name}`}
            title={`Remove ${name}?`}
            onConfirm={(close) => remove.mutate(member, { onSuccess: close })}
          >
            {name} is signed out of this organisation within 30 seconds. What they noted stays.
          </Confirm>
        )}
      </td>
    </tr>
  );
}

function Invites({ mayWrite }: { mayWrite: boolean }) {
  const invites = useQuery(invitesQuery());
  return (
    <Card title="Invites">
      {mayWrite && <InviteForm />}
      {invites.isPending ? (
        <>
          <Loading what="the invites" />
          <Skeleton height={64} />
        </>
      ) : invites.isError ? (
        <ErrorState compact error={invites.error} what="the invites" onRetry={() => void invites.refetch()} />
      ) : invites.data.length === 0 ? (
        <p className={classes.quiet}>Nobody is invited at the moment.</p>
      ) : (
        <ul className={classes.list}>
          {invites.data.map((invite) => (
            <li key={invite.invite_id}>
              <span>
                {invite.email}
                <span className={classes.sub}>
                  as {invite.role}
                  {invite.brands && `, for ${invite.brands.join(', ')}`}; until {longDay(invite.expires_at)}
                </span>
              </span>
              {mayWrite && <Withdraw invite={invite} />}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Withdraw({ invite }: { invite: Parameters<ReturnType<typeof useWithdraw>['mutate']>[0] }) {
  const withdraw = useWithdraw();
  return (
    <Confirm
      action="Withdraw"
      error={withdraw.error}
      isBusy={withdraw.isPending}
      label={`Withdraw the invite for ${invite.email}`}
      title="Withdraw this invite?"
      onConfirm={(close) => withdraw.mutate(invite, { onSuccess: close })}
    >
      The link in the mail to {invite.email} opens nothing any more.
    </Confirm>
  );
}
