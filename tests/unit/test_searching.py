"""The search for secrets finds what was put there on purpose, however it is written."""

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from urllib.parse import quote

import pytest

from tests.searching import Finding, Search

SECRET = 'Zq|7"<wonder>/&+walrus-Σ-0123456789-the-end'


def zipped(content):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", content)
    return target.getvalue()


PLANTS = {
    "in clear": f"x {SECRET} y",
    "its first half": SECRET[:20],
    "its last half": SECRET[-20:],
    "in a URL": f"/callback?code={quote(SECRET, safe='')}&x=1",
    "in JSON": json.dumps({"token": SECRET}),
    "in JSON within JSON": json.dumps({"cause": json.dumps({"token": SECRET})}),
    "in base64": base64.b64encode(SECRET.encode()),
    "in base64, shifted by one": base64.b64encode(b"a" + SECRET.encode()),
    "in base64, shifted by two": base64.b64encode(b"ab" + SECRET.encode()),
    "in base64 of a URL": base64.urlsafe_b64encode(b"abc" + SECRET.encode()),
    "in hex": SECRET.encode().hex(),
    "in UTF-16": SECRET.encode("utf-16"),
    "in gzip": gzip.compress(SECRET.encode()),
    "in zlib": zlib.compress(SECRET.encode()),
    "in a zip": zipped(SECRET),
    "in gzip in a zip": zipped(gzip.compress(SECRET.encode())),
}


@pytest.mark.parametrize("content", PLANTS.values(), ids=PLANTS)
def test_what_is_planted_is_found_and_its_place_named(content):
    search = Search()
    search.plant("the token", SECRET)
    search.put("a log", b"nothing")
    search.put("an object", content)
    search.put("a row", b"nothing")

    places = {found.where.removesuffix(" (unpacked)") for found in search.findings()}

    assert places == {"an object"}


def test_nothing_is_found_where_nothing_is():
    search = Search()
    search.plant("the token", SECRET)
    search.put("an object", SECRET[5:18] + " " + SECRET[-12:])

    assert search.findings() == []


def test_a_secret_may_be_where_it_belongs_and_nowhere_else():
    search = Search()
    search.plant("a name", "Zephyrine Wonderwalrus", fine_in=("s3 raw/",))
    for place in ("s3 raw/page.gz", "s3 normalised/page.gz"):
        search.put(place, gzip.compress(b"by Zephyrine Wonderwalrus"))

    assert search.findings() == [
        Finding("a name", "s3 normalised/page.gz (unpacked)", "clear"),
    ]
    assert search.at_home() == {"a name"}


def test_a_secret_nobody_knows_is_told_by_its_shape():
    search = Search(unknown_shapes={"access token": re.compile(rb"Atza\|[\w-]{8}")})
    search.put("a log", b"refused: Atza|abcdefgh12")

    assert search.findings() == [Finding("access token", "a log", "shape")]


def test_a_text_too_short_to_mean_anything_is_refused():
    with pytest.raises(ValueError, match="too short"):
        Search().plant("pin", "1234")
