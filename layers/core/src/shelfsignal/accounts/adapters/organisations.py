"""Organisations, members and invites in the accounts table."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shelfsignal.accounts.adapters.audit_log import DynamoAudit
from shelfsignal.accounts.adapters.identity_rows import (
    InviteRow,
    MemberRow,
    OrganisationRow,
    PointerRow,
    UserRow,
)
from shelfsignal.accounts.adapters.row_values import brands_text, org_pk, user_pk
from shelfsignal.accounts.adapters.session_rows import TokenRow
from shelfsignal.accounts.adapters.table import ConditionFailed, accounts_store, bind, transaction
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.errors import (
    AlreadyMember,
    BadToken,
    EmailTaken,
    InviteNotFound,
    LastOwner,
    MemberNotFound,
    OrganisationTaken,
    Overtaken,
)
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.joining import Joining
from shelfsignal.accounts.domain.members import Invite, Membership, Organisation
from shelfsignal.accounts.domain.one_time import OneTimeToken
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import OrgId


class DynamoOrganisations:
    """OrganisationStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._org = bind(OrganisationRow, table)
        self._user = bind(UserRow, table)
        self._pointer = bind(PointerRow, table)
        self._member = bind(MemberRow, table)
        self._invite = bind(InviteRow, table)
        self._token = bind(TokenRow, table)
        self._audit = DynamoAudit(table)

    def found(
        self,
        organisation: Organisation,
        owner: User,
        membership: Membership,
        token: OneTimeToken | None,
        audit: AuditEntry,
    ) -> None:
        org = self._org(
            *OrganisationRow.key(organisation.org_id),
            org_id=organisation.org_id,
            name=organisation.name,
            created_at=to_z(organisation.created_at),
            owners=1,
        )
        try:
            with accounts_store(), transaction(self._table) as changes:
                changes.save(org, condition=self._org.pk.does_not_exist())
                self._add_user(changes, owner)
                self._add_member(changes, membership)
                if token:
                    changes.save(self._token_row(token))
                self._audit.add_to(changes, [audit])
        except ConditionFailed as failed:
            raise (OrganisationTaken if failed.refused[0] else EmailTaken) from None

    def many(self, org_ids: Collection[OrgId]) -> Mapping[OrgId, Organisation]:
        with accounts_store():
            keys = [OrganisationRow.key(org_id) for org_id in set(org_ids)]
            # Whoever registers is told of their organisation at once.
            rows = self._org.batch_get(keys, consistent_read=True)
            found = [row.to_organisation() for row in rows]
        return {organisation.org_id: organisation for organisation in found}

    def member(self, org_id: OrgId, user_id: UserId) -> Membership:
        key, _ = MemberRow.keys(org_id, user_id)
        try:
            with accounts_store():
                return self._member.get(*key, consistent_read=True).to_membership()
        except DoesNotExist:
            raise MemberNotFound(user_id) from None

    def of_user(self, user_id: UserId) -> Sequence[Membership]:
        return self._memberships(user_pk(user_id), "ORG#", None, None)

    def members(self, org_id: OrgId, limit: int, after: UserId | None) -> Sequence[Membership]:
        return self._memberships(org_pk(org_id), "MEMBER#", limit, after)

    def _memberships(
        self, pk: str, prefix: str, limit: int | None, after: str | None
    ) -> Sequence[Membership]:
        behind = self._member.sk.between(f"{prefix}{after}#", f"{prefix}~")
        wanted = behind if after else self._member.sk.startswith(prefix)
        with accounts_store():
            rows = self._member.query(pk, wanted, limit=limit, consistent_read=True)
            return [row.to_membership() for row in rows]

    def change(self, member: Membership, *, was: Membership, audit: AuditEntry) -> None:
        brands = brands_text(member.brands)
        actions: list[Action] = [
            self._member.role.set(str(member.role)),
            self._member.brands.set(brands) if brands else self._member.brands.remove(),
        ]
        owners = int(member.role is Role.OWNER) - int(was.role is Role.OWNER)
        with _one_owner_left(counted=owners < 0), transaction(self._table) as changes:
            first, copy = MemberRow.keys(member.org_id, member.user_id)
            changes.update(self._member(*first), actions, condition=self._is_still(was))
            changes.update(self._member(*copy), actions, condition=self._is_still(was))
            self._count_owners(changes, member.org_id, owners)
            self._audit.add_to(changes, [audit])

    def remove(self, member: Membership, audit: AuditEntry) -> None:
        was_owner = member.role is Role.OWNER
        with _one_owner_left(counted=was_owner), transaction(self._table) as changes:
            for key in MemberRow.keys(member.org_id, member.user_id):
                changes.delete(self._member(*key), condition=self._is_still(member))
            self._count_owners(changes, member.org_id, -int(was_owner))
            self._audit.add_to(changes, [audit])

    def put_invite(self, invite: Invite, token: OneTimeToken, audit: AuditEntry) -> None:
        key = InviteRow.key(invite.org_id, invite.invite_id)
        with accounts_store(), transaction(self._table) as changes:
            changes.save(self._invite(*key, **InviteRow.values(invite)))
            changes.save(self._token_row(token))
            self._audit.add_to(changes, [audit])

    def invite(self, org_id: OrgId, invite_id: str) -> Invite:
        try:
            with accounts_store():
                key = InviteRow.key(org_id, invite_id)
                return self._invite.get(*key, consistent_read=True).to_invite()
        except DoesNotExist:
            raise InviteNotFound(invite_id) from None

    def invites(self, org_id: OrgId, limit: int, after: str | None) -> Sequence[Invite]:
        behind = self._invite.sk.between(f"INVITE#{after}#", "INVITE#~")
        wanted = behind if after else self._invite.sk.startswith("INVITE#")
        with accounts_store():
            rows = self._invite.query(org_pk(org_id), wanted, limit=limit, consistent_read=True)
            return [row.to_invite() for row in rows]

    def withdraw(self, org_id: OrgId, invite_id: str, audit: AuditEntry) -> None:
        row = self._invite(*InviteRow.key(org_id, invite_id))
        try:
            with accounts_store(), transaction(self._table) as changes:
                changes.delete(row, condition=self._invite.pk.exists())
                self._audit.add_to(changes, [audit])
        except ConditionFailed:
            raise InviteNotFound(invite_id) from None

    def join(self, joining: Joining, audit: AuditEntry) -> None:
        invite = self._invite(*InviteRow.key(joining.invite.org_id, joining.invite.invite_id))
        token = self._token(*TokenRow.key(joining.token.token_hash))
        try:
            with accounts_store(), transaction(self._table) as changes:
                changes.delete(invite, condition=self._invite.pk.exists())
                changes.delete(token, condition=self._token.pk.exists())
                self._add_member(changes, joining.membership)
                if joining.user_was is None:
                    self._add_user(changes, joining.user)
                else:
                    self._replace_user(changes, joining.user, joining.user_was)
                is_owner = joining.membership.role is Role.OWNER
                self._count_owners(changes, joining.invite.org_id, int(is_owner))
                self._audit.add_to(changes, [audit])
        except ConditionFailed as failed:
            raise _why_not_joined(failed.refused) from None

    def _add_user(self, changes: TransactWrite, user: User) -> None:
        pointer = self._pointer(*PointerRow.email_key(user.email), user_id=user.user_id)
        changes.save(pointer, condition=self._pointer.pk.does_not_exist())
        row = self._user(*UserRow.key(user.user_id), **UserRow.values(user))
        changes.save(row, condition=self._user.pk.does_not_exist())

    def _replace_user(self, changes: TransactWrite, user: User, was: User) -> None:
        row = self._user(*UserRow.key(user.user_id), **UserRow.values(user))
        changes.save(row, condition=self._user.password_hash == was.password_hash)

    def _add_member(self, changes: TransactWrite, member: Membership) -> None:
        for key in MemberRow.keys(member.org_id, member.user_id):
            row = self._member(*key, **MemberRow.values(member))
            changes.save(row, condition=self._member.pk.does_not_exist())

    def _token_row(self, token: OneTimeToken) -> TokenRow:
        return self._token(*TokenRow.key(token.token_hash), **TokenRow.values(token))

    def _is_still(self, was: Membership) -> Condition:
        brands = brands_text(was.brands)
        unscoped = self._member.brands.does_not_exist()
        same: Condition = self._member.brands == brands if brands else unscoped
        both: Condition = same & (self._member.role == str(was.role))
        return both

    def _count_owners(self, changes: TransactWrite, org_id: OrgId, change: int) -> None:
        if change:
            enough = self._org.owners > -change if change < 0 else self._org.pk.exists()
            row = self._org(*OrganisationRow.key(org_id))
            changes.update(row, [self._org.owners.add(change)], condition=enough)


@contextmanager
def _one_owner_left(*, counted: bool) -> Iterator[None]:
    """counted: the count of owners is among the changes, and then the last of them.

    Raises: LastOwner, Overtaken, StoreUnavailable.
    """
    try:
        with accounts_store():
            yield
    except ConditionFailed as failed:
        *others, last = failed.refused
        raise (LastOwner if counted and last and not any(others) else Overtaken) from None


def _why_not_joined(refused: tuple[bool, ...]) -> Exception:
    """Deletes come first (invite, token), then puts: the membership twice, the user."""
    used_up, is_member, _ = refused[:2], refused[2:4], refused[4:]
    if any(used_up):
        return BadToken()
    return AlreadyMember() if any(is_member) else Overtaken()
