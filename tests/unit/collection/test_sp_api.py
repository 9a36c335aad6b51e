"""The hardened client, over a transport that answers what a test says; and against mock_amazon."""

import gzip
import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
import pytest

from shelfsignal.collection.adapters.sp_api.client import USER_AGENT, SpApiClient
from shelfsignal.collection.adapters.sp_api.feed import SimpleFeed
from shelfsignal.collection.adapters.sp_api.lwa import Application, LoginWithAmazon
from shelfsignal.collection.adapters.sp_api.tokens import AccessTokens
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.pace import Bucket, Slot
from shelfsignal.collection.domain.sources import PageQuestion, ReviewsQuestion
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import Asin, Marketplace
from tests.builders.collection import (
    NOW,
    a_connection,
    a_context,
    a_page,
    a_review,
    a_reviews_page,
    a_scope,
    an_item,
)
from tests.fakes.collection import FakeVault

EXPIRED = {"errors": [{"code": "Unauthorized", "message": "denied", "details": "token expired"}]}
NO_ROLE = {"errors": [{"code": "Unauthorized", "message": "denied", "details": ""}]}
ELSEWHERE = {"errors": [{"code": "Unauthorized", "message": "not valid for this seller"}]}
BAD_TOKEN = {"errors": [{"code": "InvalidInput", "message": "page token expired"}]}
GRANT = {"access_token": "Atza|1", "token_type": "bearer", "expires_in": 3600}


@dataclass
class FakeLimiter:
    """RateLimiter that always has a slot."""

    acquired: list = field(default_factory=list)
    rates: list = field(default_factory=list)
    throttles: list = field(default_factory=list)
    too_far: bool = False

    def acquire(self, key, quota, max_wait_s):
        if self.too_far:
            raise SlotTooFar(key.operation, 9.0)
        self.acquired.append((key, max_wait_s))
        return Slot(key, Bucket(quota.rate, quota.burst), 0.0)

    def answered(self, slot, rate):
        self.rates.append(rate)

    def throttled(self, slot, tries, retry_after_s):
        self.throttles.append((tries, retry_after_s))


class FakeSecrets:
    """Kept until forgotten, as those of a warm function are."""

    def __init__(self, document=None):
        self.document = document or {"client_id": "app", "client_secret": "hush"}
        self.kept = None

    def read(self, name):
        self.kept = self.kept or self.document
        return self.kept

    def forget(self, name):
        self.kept = None


@dataclass
class Streamed(httpx.SyncByteStream):
    """An answer whose body is decoded as it is read, as from a socket."""

    body: bytes
    headers: dict
    status: int = 200

    def __iter__(self):
        yield self.body


class Wire:
    """A transport: a list of answers a path; the last one repeats. An exception is raised."""

    def __init__(self):
        self.feed, self.lwa, self.requests = [], [httpx.Response(200, json=GRANT)], []
        self.naps, self.now = [], 0.0
        self.limiter, self.vault, self.secrets = FakeLimiter(), FakeVault(), FakeSecrets()
        self.vault.put_refresh(a_connection().grant, "Atzr|1", NOW)

    def __call__(self, request):
        self.requests.append(request)
        answers = self.lwa if request.url.path == "/auth/o2/token" else self.feed
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Streamed):
            return httpx.Response(answer.status, headers=answer.headers, stream=answer)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def session(self, base_url="https://sp-{region}.test"):
        http = httpx.Client(transport=httpx.MockTransport(self))
        application = Application(self.secrets, "app-secret")
        lwa = LoginWithAmazon(
            http, "https://lwa.test/", application, self.clock, sleep=self.naps.append
        )
        tokens = AccessTokens(lwa, self.vault, self.clock, sleep=self.naps.append)
        client = SpApiClient(
            http, base_url, tokens, self.limiter, lambda: NOW, sleep=self.naps.append
        )
        return SimpleFeed(client, 100).session(a_connection(), lambda: 42.0)

    def clock(self):
        return NOW + timedelta(seconds=self.now)

    def ask(self, session=None, token=None):
        return (session or self.session()).products(a_question(token))

    @property
    def asked(self):
        return [each for each in self.requests if each.url.path != "/auth/o2/token"]


def a_question(token=None):
    return PageQuestion(a_scope(), a_context(), token, None, lambda _: False, lambda: NOW)


def answer(status=200, body=None, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, content=content, headers=headers)


GOOD = answer(200, a_page(an_item()), **{"x-amzn-RateLimit-Limit": "5.0"})


@pytest.fixture
def wire():
    return Wire()


def test_a_page_is_asked_for_politely_and_parsed(wire):
    wire.feed = [GOOD]
    session = wire.session()

    page = wire.ask(session, "t2")

    [request] = wire.asked
    assert str(request.url) == (
        "https://sp-na.test/v1/products?limit=100&marketplace=US&page_token=t2"
    )
    assert request.headers["x-amz-access-token"] == "Atza|1"
    assert request.headers["user-agent"] == USER_AGENT
    assert len(page.listings) == 1
    [(key, max_wait_s)] = wire.limiter.acquired
    assert (key.application, key.region, key.operation, max_wait_s) == (
        "app",
        "NA",
        "listProducts",
        42.0,
    )
    assert wire.limiter.rates == [5.0]
    assert (session.tally.total, session.tally.retries, session.tally.first_at) == (1, 0, NOW)


def test_reviews_are_asked_for_by_asin(wire):
    wire.feed = [answer(200, a_reviews_page(a_review("R1")))]
    context = replace(a_context(), marketplace=Marketplace.DE)
    question = ReviewsQuestion(context, Asin("B0/1"), None, None, lambda _: False)

    page = wire.session().reviews(question)

    assert [each.review.review_id for each in page.reviews] == ["R1"]
    assert wire.asked[0].url.raw_path.startswith(b"/v1/products/B0%2F1/reviews?")
    assert wire.asked[0].url.host == "sp-eu.test"


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("cut"),
        answer(500, {"errors": [{"code": "InternalFailure"}]}),
        answer(503, b"<html>busy</html>"),
        answer(502, b""),
        answer(200, b'{"products": ['),
        answer(200, b""),
    ],
    ids=["timeout", "refused", "cut", "500", "html", "empty 502", "truncated", "empty 200"],
)
def test_a_passing_failure_is_tried_again_with_a_slot_of_its_own(wire, failure):
    wire.feed = [failure, failure, GOOD]
    session = wire.session()

    page = wire.ask(session)

    assert len(page.listings) == 1
    assert len(wire.limiter.acquired) == 3
    assert (session.tally.total, session.tally.retries) == (3, 2)
    assert len(wire.naps) == 2


def test_three_failures_are_enough(wire):
    wire.feed = [answer(503, b"")]

    with pytest.raises(SourceUnavailable, match="503"):
        wire.ask()
    assert len(wire.asked) == 3


def test_a_page_that_never_parses_is_refused(wire):
    wire.feed = [answer(200, b"{}")]

    with pytest.raises(MalformedAnswer):
        wire.ask()
    assert len(wire.asked) == 3


@pytest.mark.parametrize(("headers", "after"), [({"Retry-After": "7"}, 7.0), ({}, None)])
def test_a_429_is_told_to_the_limiter_and_counted(wire, headers, after):
    wire.feed = [answer(429, NO_ROLE, **headers), GOOD]
    session = wire.session()

    wire.ask(session)

    assert wire.limiter.throttles == [(1, after)]
    assert (session.tally.http_429, session.tally.total) == (1, 2)


def test_throttled_to_the_end_says_when_to_come_back(wire):
    wire.feed = [answer(429, NO_ROLE, **{"Retry-After": "7"})]

    with pytest.raises(SourceUnavailable) as failure:
        wire.ask()
    assert failure.value.retry_after_s == 7.0


@pytest.mark.parametrize(
    ("header", "rate"), [("2.0", 2.0), ("0", None), ("fast", None), ("inf", None)]
)
def test_only_a_usable_rate_is_heeded(wire, header, rate):
    wire.feed = [answer(200, a_page(), **{"x-amzn-RateLimit-Limit": header})]

    wire.ask()

    assert wire.limiter.rates == [rate]


@pytest.mark.parametrize("status", [400, 404, 301])
def test_a_refusal_is_final(wire, status):
    wire.feed = [answer(status, BAD_TOKEN)]

    with pytest.raises(SourceRefused, match="page token expired"):
        wire.ask()
    assert len(wire.asked) == 1


def test_an_expired_token_is_refreshed_once(wire):
    wire.feed = [answer(403, EXPIRED), GOOD]
    wire.lwa = [answer(200, GRANT), answer(200, {**GRANT, "access_token": "Atza|2"})]

    wire.ask()

    assert [each.headers["x-amz-access-token"] for each in wire.asked] == ["Atza|1", "Atza|2"]


@pytest.mark.parametrize("body", [EXPIRED, NO_ROLE], ids=["expired twice", "no role"])
def test_a_403_that_a_new_token_does_not_help_needs_the_seller(wire, body):
    wire.feed = [answer(403, body)]

    with pytest.raises(ReauthoriseSeller):
        wire.ask()
    assert len(wire.asked) <= 2


def test_a_wrong_marketplace_does_not_cost_the_consent(wire):
    wire.feed = [answer(403, ELSEWHERE)]

    with pytest.raises(SourceRefused):
        wire.ask()


def test_an_access_token_is_kept_until_a_minute_before_its_end(wire):
    wire.feed = [GOOD]
    session = wire.session()
    for wire.now in (0.0, 3_500.0, 3_541.0):
        wire.ask(session)

    assert len(wire.requests) - len(wire.asked) == 2


def test_a_slot_too_far_reaches_the_caller_before_anything_is_sent(wire):
    wire.limiter.too_far = True

    with pytest.raises(SlotTooFar):
        wire.ask()
    assert wire.asked == []


def test_a_revoked_refresh_token_needs_the_seller(wire):
    wire.lwa = [answer(400, {"error": "invalid_grant"})]

    with pytest.raises(ReauthoriseSeller, match="invalid_grant"):
        wire.ask()


def test_a_consent_renewed_elsewhere_is_picked_up(wire):
    wire.feed = [GOOD]

    class ConsentsMeanwhile(FakeVault):
        def refresh_token(self, grant):
            token = super().refresh_token(grant)
            self.refresh[grant] = ("Atzr|new", NOW)
            return token

    wire.vault = ConsentsMeanwhile({a_connection().grant: ("Atzr|old", NOW)})
    wire.lwa = [answer(400, {"error": "invalid_grant"}), answer(200, GRANT)]

    wire.ask()

    assert b"Atzr%7Cnew" in wire.requests[1].content


@pytest.mark.parametrize(
    "failure",
    [httpx.ReadTimeout("slow"), answer(500, {}), answer(200, b"[]"), answer(503, b"<html>")],
    ids=["timeout", "500", "200 of another shape", "html"],
)
def test_login_with_amazon_is_tried_three_times(wire, failure):
    wire.lwa = [failure]

    with pytest.raises(SourceUnavailable):
        wire.ask()
    assert len(wire.requests) == 3


def test_wrong_application_credentials_are_our_fault(wire):
    wire.lwa = [answer(401, {"error": "invalid_client"})]

    with pytest.raises(Broken):
        wire.ask()
    wire.secrets.document = {"client_id": "app"}
    with pytest.raises(Broken, match="lacks a field"):
        wire.ask()


def test_a_secret_that_was_rotated_or_mended_counts_from_the_next_try(wire):
    wire.lwa = [answer(401, {"error": "invalid_client"}), answer(200, GRANT)]
    with pytest.raises(Broken):
        wire.ask()
    wire.secrets.document = {"client_id": "app"}
    with pytest.raises(Broken, match="lacks a field"):
        wire.ask()
    wire.secrets.document = {"client_id": "app", "client_secret": "new"}
    wire.feed = [GOOD]

    wire.ask()
    (used,) = [each for each in wire.requests if b"client_secret=new" in each.content]
    assert used.url.path == "/auth/o2/token"


def test_a_secret_without_the_applications_id_is_read_again():
    secrets = FakeSecrets()
    application = Application(secrets, "app-secret")
    assert application.application_id is None
    secrets.document = {**secrets.document, "application_id": "amzn1.app"}

    assert application.application_id == "amzn1.app"


def test_no_token_is_in_any_error(wire):
    for wire.feed in ([answer(403, NO_ROLE)], [answer(400, BAD_TOKEN)], [answer(503, b"")]):
        with pytest.raises((ReauthoriseSeller, SourceRefused, SourceUnavailable)) as failure:
            wire.ask()
        assert "Atz" not in f"{failure.value} {failure.value.details}"


GZIPPED = {"content-encoding": "gzip"}


def test_an_answer_that_does_not_decode_is_tried_again(wire):
    wire.feed = [Streamed(b"no gzip at all", GZIPPED), GOOD]

    assert wire.ask().listings


def test_a_compressed_answer_is_read_like_any_other(wire):
    wire.feed = [Streamed(gzip.compress(a_page(an_item())), GZIPPED)]

    [raw] = wire.ask().answers

    assert raw.body == a_page(an_item())


def test_an_answer_that_unfolds_beyond_measure_is_none(wire):
    wire.feed = [Streamed(gzip.compress(b" " * 33 * 2**20, 9), GZIPPED)]

    with pytest.raises(SourceUnavailable, match="more than"):
        wire.ask()


def test_an_error_nested_beyond_measure_is_a_refusal_like_any_other(wire):
    wire.feed = [answer(400, b"[" * 100_000)]

    with pytest.raises(SourceRefused):
        wire.ask()


def test_a_reason_carries_no_control_characters(wire):
    wire.feed = [answer(400, b'{"errors": [{"code": "red \\u001b[31m \\ud800"}]}')]

    with pytest.raises(SourceRefused) as refused:
        wire.ask()

    assert refused.value.message.isprintable()


@pytest.mark.parametrize("rate", ["1e-300", "0.0000001", "1e300", "nan", "-1"])
def test_a_rate_that_cannot_be_meant_is_not_adopted(wire, rate):
    wire.feed = [answer(200, a_page(an_item()), **{"x-amzn-RateLimit-Limit": rate})]

    wire.ask()

    assert wire.limiter.rates == [None]


def test_a_pause_without_end_is_an_hour(wire):
    wire.feed = [answer(429, {}, **{"Retry-After": "1e300"}), GOOD]

    wire.ask()

    assert wire.limiter.throttles == [(1, 3600.0)]


@pytest.mark.parametrize(
    "grant",
    [
        json.dumps({**GRANT, "access_token": "Atza|\u00e9"}).encode(),
        json.dumps({**GRANT, "access_token": "a\r\nx-evil: 1"}).encode(),
        b"[" * 100_000,
    ],
    ids=["not-ascii", "line-break", "nested"],
)
def test_a_grant_that_is_no_header_value_is_no_grant(wire, grant):
    wire.lwa = [answer(200, grant), httpx.Response(200, json=GRANT)]
    wire.feed = [GOOD]

    assert wire.ask().listings


def test_a_grant_for_ever_lasts_a_day(wire):
    wire.lwa = [answer(200, json.dumps({**GRANT, "expires_in": 10**400}).encode())]
    wire.feed = [GOOD]
    session = wire.session()
    wire.ask(session)
    wire.now = 24 * 3600.0

    wire.ask(session)

    assert len(wire.requests) - len(wire.asked) == 2
