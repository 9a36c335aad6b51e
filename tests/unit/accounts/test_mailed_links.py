"""Forgotten passwords and unproved addresses: links that open once, answers that tell nothing."""

import pytest

from shelfsignal.accounts.domain.errors import (
    BadToken,
    InvalidCredentials,
    SessionExpired,
    Unauthenticated,
)
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services.password_reset import (
    ANSWER_AFTER_S,
    ChangePassword,
    change_password,
    forgot_password,
    resend_verification,
    reset_password,
    verify_email,
)
from shelfsignal.accounts.services.refreshing import refresh
from shelfsignal.kernel.errors import InvalidInput
from tests.unit.accounts.office import ADDRESS, PASSWORD, Office

NEW = "copper-lantern-42"


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def ada(office):
    signed_in = office.register()
    office.wait(minutes=1)
    return signed_in


def forgot(office, email="ada@example.com"):
    forgot_password(office.desk, email, ADDRESS)
    return office.mailer.last_token()


def reset(office, token, password=NEW):
    reset_password(office.desk, token, password, ADDRESS)


def test_a_mailed_link_sets_a_new_password_and_proves_the_address(office, ada):
    token = forgot(office)

    reset(office, token)

    assert "https://app.example.com/reset-password#token=" in office.mailer.sent[-1].text
    assert office.log_in(password=NEW).me.user.is_verified
    with pytest.raises(InvalidCredentials):
        office.log_in(password=PASSWORD)


def test_a_reset_ends_every_session(office, ada):
    reset(office, forgot(office))

    with pytest.raises(SessionExpired):
        refresh(office.desk, str(ada.refresh_token), None, ADDRESS)
    with pytest.raises(Unauthenticated):
        office.authenticator.authenticate(ada.access_token)


def test_a_reset_lets_in_whom_wrong_guesses_have_blocked(office, ada):
    for _ in range(6):
        with pytest.raises(InvalidCredentials):
            office.log_in(password="wrong-password-9")
    with pytest.raises(TooManyTries):
        office.log_in()

    reset(office, forgot(office))

    assert office.log_in(password=NEW)


def test_a_link_opens_once(office, ada):
    token = forgot(office)
    reset(office, token)

    with pytest.raises(BadToken):
        reset(office, token, "another-good-one")
    assert office.log_in(password=NEW)


def test_a_link_is_an_hour_old_at_most(office, ada):
    token = forgot(office)
    office.wait(minutes=60)

    with pytest.raises(BadToken):
        reset(office, token)


def test_of_two_links_the_other_dies_with_the_password_it_was_for(office, ada):
    first, second = forgot(office), forgot(office)
    office.wait(seconds=1)
    reset(office, second)

    with pytest.raises(BadToken):
        reset(office, first, "another-good-one")


def test_a_bad_password_does_not_use_the_link_up(office, ada):
    token = forgot(office)

    with pytest.raises(InvalidInput):
        reset(office, token, "short")

    reset(office, token)


@pytest.mark.parametrize("token", ["", "x", "sst_" + "x" * 43, "ssr_" + "x" * 43])
def test_what_is_no_link_opens_nothing(office, ada, token):
    with pytest.raises(BadToken):
        reset(office, token)
    with pytest.raises(BadToken):
        verify_email(office.identities, token, ADDRESS)


def test_a_link_for_one_thing_does_not_open_another(office, ada):
    verification, password = office.mailer.last_token(), forgot(office)

    with pytest.raises(BadToken):
        reset(office, verification)
    with pytest.raises(BadToken):
        verify_email(office.identities, password, ADDRESS)


def test_nothing_that_is_stored_opens_anything(office, ada):
    token = forgot(office)

    assert token not in str(vars(office.state))


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
@pytest.mark.parametrize("mailing_takes_s", [0.0, 0.3])
def test_asking_takes_the_same_time_whoever_asks(office, ada, email, mailing_takes_s):
    send, sent = office.mailer.send, len(office.mailer.sent)

    def slowly(mail):
        office.watch.now += mailing_takes_s
        send(mail)

    office.mailer.send = slowly
    started = office.watch.now

    forgot_password(office.desk, email, ADDRESS)

    assert office.watch.now - started == pytest.approx(ANSWER_AFTER_S)
    assert len(office.mailer.sent) - sent == (email == "ada@example.com")


def test_a_mail_that_cannot_be_sent_does_not_tell_who_has_an_account(office, ada):
    office.mailer.is_down = True

    forgot_password(office.desk, "ada@example.com", ADDRESS)
    forgot_password(office.desk, "nobody@example.com", ADDRESS)


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_nobodys_inbox_is_flooded_and_the_refusal_tells_nothing(office, ada, email):
    office.wait(days=1)
    for _ in range(4):
        forgot_password(office.desk, email, ADDRESS)

    with pytest.raises(TooManyTries):
        forgot_password(office.desk, email, ADDRESS)


def test_links_are_not_guessed_from_one_source(office, ada):
    outcomes = []
    for number in range(40):
        try:
            reset(office, f"sst_{number:0>43}")
        except (BadToken, TooManyTries) as refused:
            outcomes.append(type(refused))

    assert outcomes[-1] is TooManyTries


# A person's own change of password.


def change(office, signed_in, current=PASSWORD, new=NEW, cookie=True):
    token = str(signed_in.refresh_token) if cookie else None
    change_password(
        office.desk, ChangePassword(signed_in.me.user.user_id, current, new, token, ADDRESS)
    )


def test_a_changed_password_ends_every_session_but_the_one_that_asks(office, ada):
    elsewhere = office.log_in()
    office.wait(minutes=1)

    change(office, ada)

    assert refresh(office.desk, str(ada.refresh_token), None, ADDRESS)
    with pytest.raises(SessionExpired):
        refresh(office.desk, str(elsewhere.refresh_token), None, ADDRESS)
    assert office.log_in(password=NEW)
    assert office.actions().count("password.changed") == 1


def test_without_its_cookie_or_with_anothers_no_session_stays(office, ada):
    bob = office.register("bob@example.com", "Southwind")
    office.wait(minutes=1)

    change_password(
        office.desk,
        ChangePassword(ada.me.user.user_id, PASSWORD, NEW, str(bob.refresh_token), ADDRESS),
    )

    with pytest.raises(SessionExpired):
        refresh(office.desk, str(ada.refresh_token), None, ADDRESS)
    assert refresh(office.desk, str(bob.refresh_token), None, ADDRESS)


def test_the_present_password_is_asked_for_and_not_to_be_guessed(office, ada):
    for _ in range(6):
        with pytest.raises(InvalidCredentials):
            change(office, ada, current="wrong-password-9")

    with pytest.raises(TooManyTries):
        change(office, ada)


def test_a_new_password_is_held_to_the_rules_under_its_own_name(office, ada):
    with pytest.raises(InvalidInput) as refused:
        change(office, ada, new="short")

    assert refused.value.details == {"field": "new_password"}


# Proving an address.


def test_registering_mails_a_link_that_proves_the_address(office, ada):
    assert not ada.me.user.is_verified
    token = office.mailer.last_token()

    verify_email(office.identities, token, ADDRESS)

    assert "https://app.example.com/verify-email#token=" in office.mailer.sent[-1].text
    assert office.log_in().me.user.is_verified
    assert "email.verified" in office.actions()
    with pytest.raises(BadToken):
        verify_email(office.identities, token, ADDRESS)


def test_the_link_lasts_three_days_and_can_be_asked_for_again(office, ada):
    stale = office.mailer.last_token()
    office.wait(days=3)
    with pytest.raises(BadToken):
        verify_email(office.identities, stale, ADDRESS)

    resend_verification(office.identities, ada.me.user.user_id)
    verify_email(office.identities, office.mailer.last_token(), ADDRESS)
    sent = len(office.mailer.sent)
    resend_verification(office.identities, ada.me.user.user_id)

    assert len(office.mailer.sent) == sent


def test_registering_succeeds_when_the_mail_does_not(office):
    office.mailer.is_down = True

    assert office.register("bob@example.com")
