"""Why a caller is refused.

Rejected
|-- Unauthenticated        we do not know who calls                   (HTTP 401)
|   |-- InvalidCredentials  e-mail and password do not belong together
|   `-- SessionExpired      the refresh token is used up, or none came
|-- MissingScope           we know, and they may not                  (HTTP 403)
|-- UserRequired           a key asks for what is a person's own      (HTTP 403)
|-- NotFound
|   |-- KeyNotFound, MemberNotFound, InviteNotFound, ViewNotFound, OrganisationNotFound
|   `-- UserNotFound, SessionNotFound    inside only: callers are told nothing
|-- Conflict
|   |-- DuplicateKey, EmailTaken, OrganisationTaken, AlreadyMember,
|   |   LastOwner, NoOrganisation, TooMany
|   `-- Overtaken          somebody else changed it meanwhile
|-- TooManyRequests        a quota, or too many tries               (HTTP 429)
`-- InvalidInput
    |-- BadToken           a mailed token that is used, old or none
    `-- MissingHeader      a request that another site could have made
"""

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.errors import Conflict, InvalidInput, NotFound, Rejected, Throttled


class Unauthenticated(Rejected):
    """No credentials, or not ones we accept; which of the two is not told apart for a caller."""

    code = "unauthenticated"
    reason = "Send a valid access token (Authorization: Bearer …) or API key (X-API-Key)."

    def __init__(self) -> None:
        super().__init__(self.reason)


class InvalidCredentials(Unauthenticated):
    """The same for an unknown address and for a wrong password."""

    code = "invalid_credentials"
    reason = "E-mail and password do not belong together."


class SessionExpired(Unauthenticated):
    """Sign in again."""

    code = "session_expired"
    reason = "The session is over: sign in again."


class MissingScope(Rejected):
    """The credentials are good and lack the scope; details name it."""

    code = "missing_scope"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"These credentials lack the scope {scope}.", scope=str(scope))


class UserRequired(Rejected):
    """Profiles, views and sessions belong to people: an API key has none."""

    code = "user_required"

    def __init__(self) -> None:
        super().__init__("Only a signed-in person can do this, not an API key.")


class KeyNotFound(NotFound):
    """No such key, or another organisation's."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no API key {key_id}.", key_id=key_id)


class MemberNotFound(NotFound):
    """Nobody of this id in this organisation."""

    def __init__(self, user_id: str) -> None:
        super().__init__(f"There is no member {user_id}.", user_id=user_id)


class InviteNotFound(NotFound):
    """No such invite in this organisation; accepted and withdrawn ones are gone."""

    def __init__(self, invite_id: str) -> None:
        super().__init__(f"There is no invite {invite_id}.", invite_id=invite_id)


class ViewNotFound(NotFound):
    """No such view of this person's."""

    def __init__(self, view_id: str) -> None:
        super().__init__(f"There is no view {view_id}.", view_id=view_id)


class OrganisationNotFound(NotFound):
    """No such organisation, or none of this person's."""

    def __init__(self, org_id: str) -> None:
        super().__init__(f"There is no organisation {org_id}.", organisation_id=org_id)


class UserNotFound(NotFound):
    """No such user; the message holds no address."""

    def __init__(self) -> None:
        super().__init__("There is no such user.")


class SessionNotFound(NotFound):
    """No such session."""

    def __init__(self) -> None:
        super().__init__("There is no such session.")


class DuplicateKey(Conflict):
    """The key id is already stored; a new one has to be drawn."""

    code = "duplicate_key"

    def __init__(self, key_id: str) -> None:
        super().__init__(f"API key id {key_id} is taken.", key_id=key_id)


class EmailTaken(Conflict):
    """Registering with an address that has an account."""

    code = "email_taken"

    def __init__(self) -> None:
        super().__init__("This address has an account: sign in, or reset its password.")


class OrganisationTaken(Conflict):
    """The organisation has its first owner already; members join by invite."""

    code = "organisation_taken"

    def __init__(self) -> None:
        super().__init__("This organisation has an owner: ask to be invited.")


class AlreadyMember(Conflict):
    """Whoever is invited is in already."""

    code = "already_member"

    def __init__(self) -> None:
        super().__init__("This person is a member already.")


class LastOwner(Conflict):
    """An organisation is never left without an owner."""

    code = "last_owner"

    def __init__(self) -> None:
        super().__init__("An organisation keeps at least one owner: make somebody else one first.")


class NoOrganisation(Conflict):
    """A good password, and nothing to sign in to."""

    code = "no_organisation"

    def __init__(self) -> None:
        super().__init__("You belong to no organisation any more: ask to be invited.")


class TooMany(Conflict):
    """As many as there may be."""

    code = "too_many"

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"There are {limit} {what} already: remove one first.", limit=limit)


class Overtaken(Conflict):
    """What was read has been changed by somebody else meanwhile."""

    code = "overtaken"

    def __init__(self) -> None:
        super().__init__("Somebody else changed this at the same time. Look again, then retry.")


class TooManyRequests(Throttled):
    """Come back later: whoever asks, or tries, has had what there is for now."""

    code = "too_many_requests"


class BadToken(InvalidInput):
    """Used, too old, withdrawn, or never one of ours: which of these is not told."""

    code = "bad_token"

    def __init__(self) -> None:
        super().__init__("This link is used up or too old: ask for a new one.", field="token")


class MissingHeader(InvalidInput):
    """Cookies alone move nothing: a page of another site cannot set this header."""

    code = "missing_header"

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"Send the header {name}: {value}.", field=name)
