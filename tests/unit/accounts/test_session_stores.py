"""One contract for the fakes and the table: sessions, mailed tokens, views, audit, tries, keys."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from shelfsignal.accounts.adapters.audit_log import DynamoAudit
from shelfsignal.accounts.adapters.organisations import DynamoOrganisations
from shelfsignal.accounts.adapters.sessions import DynamoSessions, DynamoTokens
from shelfsignal.accounts.adapters.signing_keys import DynamoPublicKeys
from shelfsignal.accounts.adapters.tries import DynamoTries
from shelfsignal.accounts.adapters.users import DynamoUsers
from shelfsignal.accounts.adapters.views import DynamoViews
from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.errors import (
    BadToken,
    Overtaken,
    SessionNotFound,
    UserNotFound,
    ViewNotFound,
)
from shelfsignal.accounts.domain.one_time import Purpose, draw_token
from shelfsignal.accounts.domain.sessions import begin_session
from shelfsignal.accounts.domain.signing import PublicKey
from shelfsignal.accounts.domain.throttling import Tries
from shelfsignal.accounts.domain.views import SavedView
from tests.builders.accounts import NOW
from tests.fakes.identities import (
    MemoryAudit,
    MemoryOrganisations,
    MemoryPublicKeys,
    MemorySessions,
    MemoryTokens,
    MemoryTries,
    MemoryUsers,
    MemoryViews,
    State,
)
from tests.unit.accounts.test_identity_stores import ORG, a_member, an_audit, an_organisation

LATER = NOW + timedelta(minutes=5)


@dataclass
class Stores:
    users: Any
    organisations: Any
    tokens: Any
    sessions: Any
    audit: Any
    views: Any
    tries: Any
    keys: Any


@pytest.fixture(params=["memory", "dynamo"])
def stores(request):
    if request.param == "memory":
        state = State()
        kinds: tuple[Any, ...] = (
            MemoryUsers,
            MemoryOrganisations,
            MemoryTokens,
            MemorySessions,
            MemoryAudit,
            MemoryViews,
            MemoryTries,
        )
        made: tuple[Any, ...] = (*(kind(state) for kind in kinds), MemoryPublicKeys())
        return Stores(*made)
    table = request.getfixturevalue("table")
    kinds = (
        DynamoUsers,
        DynamoOrganisations,
        DynamoTokens,
        DynamoSessions,
        DynamoAudit,
        DynamoViews,
        DynamoTries,
        DynamoPublicKeys,
    )
    return Stores(*(kind(table) for kind in kinds))


def a_session(stores, user_id="01U-ada"):
    session, token = begin_session(user_id, ORG, NOW)
    stores.sessions.begin(session, an_audit())
    return session


def test_a_session_comes_back_whole(stores):
    session = a_session(stores)

    assert stores.sessions.get(session.family_id) == session
    with pytest.raises(SessionNotFound):
        stores.sessions.get("none")


def test_of_two_rotations_at_once_one_happens(stores):
    session = a_session(stores)
    first, second = session.rotated(LATER), session.rotated(LATER)

    stores.sessions.rotate(first, was=session)

    with pytest.raises(Overtaken):
        stores.sessions.rotate(second, was=session)
    assert stores.sessions.get(session.family_id) == first


def test_a_revoked_session_does_not_rotate_and_keeps_its_first_end(stores):
    session = a_session(stores)
    stores.sessions.revoke(session, NOW, an_audit())
    stores.sessions.revoke(session, LATER, an_audit())

    assert stores.sessions.get(session.family_id).revoked_at == NOW
    with pytest.raises(Overtaken):
        stores.sessions.rotate(session.rotated(LATER), was=session)
    actions = [each.action for each in stores.audit.page(ORG, 9, None)]
    assert len(actions) == 2


def test_the_organisation_last_worked_in_is_noted(stores):
    session = a_session(stores)

    stores.sessions.choose(session.family_id, "southwind")
    stores.sessions.choose("none", "southwind")

    assert stores.sessions.get(session.family_id).org_id == "southwind"
    with pytest.raises(SessionNotFound):
        stores.sessions.get("none")


def test_a_standing_is_user_member_and_session_or_nothing(stores):
    owner = an_organisation(stores)
    session = a_session(stores)

    found = stores.sessions.standing(owner.user_id, ORG, session.family_id)

    assert found == (owner, a_member(), session)
    assert stores.sessions.standing("nobody", ORG, session.family_id) is None
    assert stores.sessions.standing(owner.user_id, "southwind", session.family_id) is None
    assert stores.sessions.standing(owner.user_id, ORG, "none") is None


def test_a_new_password_keeps_the_one_session_that_is_named(stores):
    owner = an_organisation(stores)
    kept, other = a_session(stores), a_session(stores)
    changed = owner.with_password("new", LATER)

    stores.sessions.change_password(changed, kept.family_id, [an_audit()])

    assert stores.users.get(owner.user_id) == changed
    assert stores.sessions.get(kept.family_id).signed_in_at == LATER
    assert stores.sessions.get(other.family_id).signed_in_at == NOW
    with pytest.raises(UserNotFound):
        stores.sessions.change_password(replace(changed, user_id="ghost"), None, [])


def test_a_mailed_token_opens_once(stores):
    owner = an_organisation(stores)
    text, token = draw_token(Purpose.RESET_PASSWORD, owner.user_id, owner.email, NOW)
    stores.tokens.put(token)
    changed = owner.with_password("new", LATER).verified(LATER)

    assert stores.tokens.get(token.token_hash) == token
    stores.tokens.reset_password(token, changed, [an_audit()])

    assert stores.users.get(owner.user_id) == changed
    with pytest.raises(BadToken):
        stores.tokens.reset_password(token, owner.with_password("newer", LATER), [an_audit()])
    assert stores.users.get(owner.user_id) == changed


def test_an_address_is_verified_once_and_keeps_the_first_moment(stores):
    owner = an_organisation(stores)
    tokens = [draw_token(Purpose.VERIFY_EMAIL, owner.user_id, owner.email, NOW)[1] for _ in "12"]
    for token, moment in zip(tokens, (NOW, LATER), strict=True):
        stores.tokens.put(token)
        stores.tokens.verify_email(token, owner.verified(moment), [an_audit()])

    assert stores.users.get(owner.user_id).email_verified_at == NOW
    with pytest.raises(BadToken):
        stores.tokens.verify_email(tokens[0], owner.verified(LATER), [])


def test_audit_entries_are_read_newest_first_and_in_pages(stores):
    actor = Actor(ActorKind.API_KEY, "k1", None)
    entries = [
        AuditEntry(ORG, NOW, actor, Action.KEY_CREATED, f"k{n}", {"name": "ci"}, f"E{n}")
        for n in (1, 2, 3)
    ]
    for entry in entries:
        stores.audit.append(entry)
    stores.audit.append(replace(entries[0], org_id="rival", entry_id="E9"))

    first = stores.audit.page(ORG, 2, None)
    rest = stores.audit.page(ORG, 2, "E2")

    assert [*first, *rest] == entries[::-1]
    assert stores.audit.page(ORG, 2, "E1") == []


def test_views_are_a_persons_own(stores):
    view = SavedView("V1", ORG, "U1", "Mine", "products", "brand=x", NOW, NOW)
    second = replace(view, view_id="V2", query="")
    stores.views.put(view, is_new=True)
    stores.views.put(second, is_new=True)
    stores.views.put(replace(view, user_id="U2"), is_new=True)

    changed = replace(view, name="Ours", updated_at=LATER)
    stores.views.put(changed, is_new=False)

    assert stores.views.get(ORG, "U1", "V1") == changed
    assert stores.views.of_user(ORG, "U1") == [changed, second]
    stores.views.delete(ORG, "U1", "V1")
    for act in (
        lambda: stores.views.get(ORG, "U1", "V1"),
        lambda: stores.views.delete(ORG, "U1", "V1"),
        lambda: stores.views.put(view, is_new=False),
        lambda: stores.views.get("rival", "U2", "V1"),
        lambda: stores.views.put(second, is_new=True),
    ):
        with pytest.raises(ViewNotFound):
            act()


def test_tries_are_counted_by_one_writer_at_a_time(stores):
    first = Tries(1, NOW, NOW)
    stores.tries.put("a", first, was=None, expires_at=LATER)

    with pytest.raises(Overtaken):
        stores.tries.put("a", first, was=None, expires_at=LATER)
    second = Tries(2, LATER, LATER)
    stores.tries.put("a", second, was=first, expires_at=LATER)
    with pytest.raises(Overtaken):
        stores.tries.put("a", Tries(2, NOW, NOW), was=first, expires_at=LATER)

    assert stores.tries.get("a") == second


def test_a_try_is_given_back_and_tries_are_forgotten(stores):
    stores.tries.put("a", Tries(1, NOW, NOW), was=None, expires_at=LATER)

    stores.tries.take_back("a")
    stores.tries.take_back("a")
    stores.tries.take_back("b")

    assert stores.tries.get("a") == Tries(0, NOW, NOW)
    assert stores.tries.get("b") is None
    stores.tries.forget("a")
    assert stores.tries.get("a") is None


def test_public_keys_come_back_and_can_be_retired(stores):
    key = PublicKey("K1", {"kty": "OKP", "x": "abc"}, NOW)
    stores.keys.put(key)
    stores.keys.put(PublicKey("K2", {"kty": "OKP", "x": "def"}, LATER))
    retired = replace(key, accepted_until=LATER)

    stores.keys.put(retired)

    assert [each.kid for each in stores.keys.all()] == ["K1", "K2"]
    assert stores.keys.all()[0] == retired
