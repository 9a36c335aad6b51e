"""Saved views: a person's own, in one organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shelfsignal.accounts.domain.errors import TooMany
from shelfsignal.accounts.domain.identifiers import UserId, new_id
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.users import person_name
from shelfsignal.accounts.domain.views import MAX_VIEWS, SavedView
from shelfsignal.accounts.services.identities import Identities


@dataclass(frozen=True)
class ViewChange:
    """What is to be different; None keeps what is."""

    name: str | None = None
    page: str | None = None
    query: str | None = None


def list_views(identities: Identities, principal: Principal) -> Sequence[SavedView]:
    """In the order they were made. Raises: UserRequired, StoreUnavailable."""
    return identities.views.of_user(principal.org_id, UserId(principal.require_user()))


def save_view(
    identities: Identities, principal: Principal, name: str, page: str, query: str
) -> SavedView:
    """Raises: UserRequired, InvalidInput, TooMany, StoreUnavailable."""
    user_id = UserId(principal.require_user())
    if len(identities.views.of_user(principal.org_id, user_id)) >= MAX_VIEWS:
        raise TooMany("saved views", MAX_VIEWS)
    now = identities.clock()
    view = SavedView(new_id(), principal.org_id, user_id, person_name(name), page, query, now, now)
    identities.views.put(view, is_new=True)
    return view


def change_view(
    identities: Identities, principal: Principal, view_id: str, change: ViewChange
) -> SavedView:
    """Raises: UserRequired, ViewNotFound, InvalidInput, StoreUnavailable."""
    view = identities.views.get(principal.org_id, UserId(principal.require_user()), view_id)
    changed = replace(
        view,
        name=view.name if change.name is None else person_name(change.name),
        page=view.page if change.page is None else change.page,
        query=view.query if change.query is None else change.query,
        updated_at=identities.clock(),
    )
    identities.views.put(changed, is_new=False)
    return changed


def delete_view(identities: Identities, principal: Principal, view_id: str) -> None:
    """Raises: UserRequired, ViewNotFound, StoreUnavailable."""
    identities.views.delete(principal.org_id, UserId(principal.require_user()), view_id)
