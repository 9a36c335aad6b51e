"""Whatever is sent: never a 5xx, and every refusal in the one shape."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.api import ids
from tests.unit.api.document import ALL
from tests.unit.api.world import World

WORLD = World()
ROUTE = st.sampled_from(ALL)
NAMES = st.sampled_from(
    [
        *("brand", "category", "marketplace", "sentiment", "issue", "rating", "q", "sort"),
        *("order", "limit", "cursor", "as_of", "day", "kind", "status", "from", "to"),
    ]
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.sampled_from(["US", "negative", "top", "asc", "FAILED", "null", "[]", "%00", "é" * 300]),
)
QUERY = st.one_of(
    st.none(),
    st.dictionaries(st.one_of(NAMES, st.text(max_size=9)), st.lists(VALUES, max_size=3)),
)
BODY = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["day", "sellers", "marketplaces", "x"]), inner),
        ),
        max_leaves=6,
    ).map(json.dumps),
)
TEXT = st.one_of(st.text(max_size=90), st.integers().map(str))
PATHS = st.fixed_dictionaries(
    dict.fromkeys(ids.OWN, TEXT)
    | {name: TEXT | st.just(known) for name, known in ids.PLAIN.items()}
)


@settings(max_examples=300, deadline=None)
@given(ROUTE, QUERY, BODY, PATHS, st.booleans())
def test_nothing_sent_breaks_the_api(route, query, body, path, is_base64):
    answer = WORLD.invoke(
        {
            "requestContext": {"resourcePath": route.path, "httpMethod": str(route.method)},
            "headers": {"X-API-Key": WORLD.key},
            "multiValueQueryStringParameters": query,
            "pathParameters": path,
            "body": body,
            "isBase64Encoded": is_base64,
        }
    )

    assert answer.status < 500, answer.text
    if answer.status >= 400:
        assert answer.error["message"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_no_text_is_taken_for_a_key(text):
    answer = WORLD.invoke(
        {
            "requestContext": {"resourcePath": "/v1/products", "httpMethod": "GET"},
            "headers": {"x-api-key": text},
        }
    )

    assert answer.status == 401
