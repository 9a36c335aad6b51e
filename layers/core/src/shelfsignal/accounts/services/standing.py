"""What somebody named by id still is in an organisation, whoever it is that asks."""

from shelfsignal.accounts.domain.api_keys import KeyStatus
from shelfsignal.accounts.domain.errors import KeyNotFound, MemberNotFound
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.identities import Identities
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId


class NotAMember(InvalidInput):
    """Work is given to members of the organisation."""

    code = "not_a_member"

    def __init__(self, field: str) -> None:
        super().__init__("There is no such member in this organisation.", field=field)


def require_member(identities: Identities, org_id: OrgId, user_id: str, field: str) -> None:
    """field: where the id was given. Raises: NotAMember, StoreUnavailable."""
    try:
        identities.organisations.member(org_id, UserId(user_id))
    except MemberNotFound:
        raise NotAMember(field) from None


def may_still(identities: Identities, org_id: OrgId, subject: str, scope: Scope) -> bool:
    """Whether a member or a key of this id belongs there today, and may do that.

    Nothing remembered counts. Raises: StoreUnavailable.
    """
    found = _member(identities, org_id, subject) or _key(identities, subject)
    return found is not None and found.org_id == org_id and scope in found.scopes


def _member(identities: Identities, org_id: OrgId, subject: str) -> Principal | None:
    try:
        return identities.organisations.member(org_id, UserId(subject)).principal()
    except MemberNotFound:
        return None


def _key(identities: Identities, subject: str) -> Principal | None:
    try:
        key = identities.keys.get(subject)
    except KeyNotFound:
        return None
    return key.principal() if key.status(identities.clock()) is KeyStatus.ACTIVE else None
