"""Planted markers never reach a log line, wherever they are planted."""

import io
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.logs import SafeFilter, SafeFormatter, logger
from shelfsignal.kernel.redaction import MAX_CHARS, REDACTED, redact, redact_text

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJtYXJrZXIifQ.c2lnbmF0dXJlLW1hcmtlcg"
SHAPED = {
    "api key": "ss_0123456789abcdef_" + "ab12" * 16,
    "api key cut short": "ss_0123456789abcdef_ab12cd34",
    "refresh token of ours": f"ssr_{'01KAMXZ6V4TQ8N3B2D5F7G9H1J'}_{'ab' * 32}_{'cd' * 32}",
    "token of a mailed link": "sst_Zm9yIGV4YW1wbGUgb25seSwgb3BlbnMgbm90aGluZy4",
    "jwt": JWT,
    "access token": "Atza|IQEBLjAsAhRmarkerXYZ",
    "refresh token": "Atzr|IwEBIJmarker-_.abc",
    "escaped refresh token": "Atzr%7CIwEBIJmarkerabc",
    "lwa secret": "amzn1.oa2-cs.v1.4bmarker8c9d",
    "old lwa secret": "9f" * 32,
    "bearer": "Bearer marker-Secret.123",
    "basic": "Basic bWFya2VyOnNlY3JldA==",
    "aws key": "AKIAIOSFODNN7EXAMPLE",
    "llm key": "sk-proj-markerMARKER0123456789",
    "mail": "jo.marker+shop@example.co.uk",
    "private key": "-----BEGIN PRIVATE KEY-----\nMARKERabc+/=\n-----END PRIVATE KEY-----",
}
FIELDS = (
    "Authorization",
    "access_token",
    "refreshToken",
    "client_secret",
    "password",
    "spapi_oauth_code",
    "X-API-Key",
    "Set-Cookie",
    "email",
    "display_name",
    "reviewer_name",
    "reviewer_id",
    "author",
    "authorName",
    "X-Amz-Signature",
)
MARKER = "Marker Person"


def lines(write):
    """What `write` logs, through a logger as every module has it."""
    log = logger(f"test-{id(write)}")
    stream = io.StringIO()
    handler = log.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    write(log)
    return stream.getvalue()


@pytest.mark.parametrize("secret", SHAPED.values(), ids=SHAPED)
def test_a_shape_is_cut_out_of_any_text(secret):
    text = redact_text(f"before {secret}, after")

    assert text in (f"before {REDACTED}, after", f"before {REDACTED}")
    assert "arker" not in text


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "form",
    ["{0}={1}", "{0}: {1}", '"{0}": "{1}"', "{0}='{1}'", "'{0}' => '{1}'", '\\"{0}\\":\\"{1}\\"'],
)
def test_what_follows_a_field_of_that_name_is_cut_out_of_a_message(field, form):
    assert "Marker" not in redact_text("x(" + form.format(field, MARKER) + ", rating=5)")


@pytest.mark.parametrize("field", FIELDS)
def test_a_nested_field_of_that_name_loses_its_value(field):
    safe = redact({"page": [{"reviews": ({field: MARKER, "rating": 5}, {field: [MARKER]})}]})

    assert "Marker" not in json.dumps(safe)
    assert safe["page"][0]["reviews"][0]["rating"] == 5


def test_what_people_on_call_need_stays():
    facts = {
        "code": "not_found",
        "tokens": 812,
        "key_id": "0123456789abcdef",
        "run_id": "01KAMXZ0000000000000000001",
        "route": "GET /v1/api-keys/{key_id}/usage",
        "reason": "The insights store did not answer.",
        "product": "US-B07X6C9RMF",
        "authorised": True,
        "share": None,
    }

    assert redact(facts) == facts


def test_exceptions_their_causes_and_tracebacks_are_redacted():
    def write(log):
        try:
            try:
                {"": 0}[SHAPED["api key"]]
            except KeyError as error:
                raise ValueError(f"client_secret={MARKER!r} of {SHAPED['mail']}") from error
        except ValueError:
            log.exception("crashed", extra={"bytes": SHAPED["access token"].encode()})

    written = lines(write)

    assert json.loads(written)["exception_name"] == "ValueError"
    assert not [each for each in ("Marker", "marker", "ss_0123") if each in written]


def test_a_review_logged_by_mistake_does_not_name_its_author():
    review = Review(
        review_id="R1",
        reviewer_id="MarkerId",
        display_name=MARKER,
        rating=5,
        review_date=datetime(2026, 1, 1, tzinfo=UTC),
        asin="B000000001",
        marketplace_id="M",
    )

    written = lines(lambda log: log.info("seen", extra={"r": review, "d": review.model_dump()}))

    assert "Marker" not in written
    assert "B000000001" in written


def test_an_object_that_cannot_say_what_it_is_does_not_break_the_line():
    @dataclass
    class Sullen:
        def __str__(self):
            raise RuntimeError(SHAPED["jwt"])

    assert "without text: RuntimeError" in lines(lambda log: log.info("x", extra={"it": Sullen()}))


def test_a_structure_that_holds_itself_ends():
    loop: dict = {}
    loop["again"] = loop

    assert "too deep" in json.dumps(redact(loop))


def test_a_secret_cut_in_half_by_the_length_limit_does_not_show():
    secret = "9f" * 32
    text = "x " * (MAX_CHARS // 2 - 10) + secret

    assert "9f9f" not in redact_text(text)


def test_other_peoples_loggers_are_redacted_on_the_root_handler():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SafeFilter())
    record_of = logging.getLogger("botocore.test")
    record_of.addHandler(handler)
    record_of.propagate = False

    try:
        int(SHAPED["jwt"])
    except ValueError:
        record_of.warning("sent %s", {"Authorization": MARKER}, exc_info=True)

    assert "ValueError" in stream.getvalue()
    assert not [each for each in ("Marker", "eyJ") if each in stream.getvalue()]


def test_lambdas_own_handler_gets_the_filter_once():
    handler = logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        logger("once")
        logger("once")

        assert sum(isinstance(each, SafeFilter) for each in handler.filters) == 1
    finally:
        root.removeHandler(handler)


words = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=20)


def planted(secret):
    """Data of any shape with the secret somewhere in it, as a value or inside a text."""
    text = st.builds(lambda before, after: f"{before} {secret} {after}", words, words)
    return st.recursive(
        st.just(secret) | text,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3) | st.dictionaries(words, inner, min_size=1)
        ),
        max_leaves=5,
    )


@settings(deadline=None, max_examples=150)
@given(data=st.data(), secret=st.sampled_from(sorted(SHAPED.values())))
def test_no_shape_of_data_smuggles_a_secret_into_a_line(data, secret):
    value = data.draw(planted(secret))
    record = logging.LogRecord("x", logging.INFO, "f", 1, str(value), (), None)
    record.__dict__["extra_field"] = value

    line = SafeFormatter(utc=True, use_rfc3339=True).format(record)

    assert secret not in line
    assert json.dumps(secret)[1:-1] not in line


@settings(deadline=None, max_examples=150)
@given(field=st.sampled_from(FIELDS), before=words, after=words, quote=st.sampled_from("'\""))
def test_no_text_around_it_hides_a_named_value(field, before, after, quote):
    text = f"{before} {field}={quote}{MARKER}{quote} {after}"

    assert MARKER not in redact_text(text)


@pytest.mark.parametrize(
    "piece", ["a", "a@", "a.", "a-secret", "eyJ.", 'password="', "ss_aaaa", "a%40", '\\"', "=:"]
)
def test_hostile_text_is_searched_in_linear_time(piece):
    """Seconds or hours, were a pattern quadratic; the limit is far from both."""
    from time import process_time

    started = process_time()
    redact_text(piece * (MAX_CHARS // len(piece)))

    assert process_time() - started < 2
