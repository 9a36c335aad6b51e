"""Links to objects lead to the bucket's own host in its region: the one that pages may reach."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from shelfsignal.runtime.review_jobs import uploads
from tests.unit.collection.test_job_stores import a_job


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_a_link_is_the_buckets_own_and_signed_for_its_region(monkeypatch, region):
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    job = replace(a_job(), job_id="01HJOB")

    link = urlsplit(uploads("the-data").link(job, 5_000, 900))

    assert f"{link.scheme}://{link.netloc}" == f"https://the-data.s3.{region}.amazonaws.com"
    signed = parse_qs(link.query)
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert signed["X-Amz-Expires"] == ["900"]
    assert signed["X-Amz-SignedHeaders"] == ["content-length;host"]
    assert f"/{region}/s3/" in signed["X-Amz-Credential"][0]


def test_an_emulators_links_lead_to_the_emulator(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")

    assert uploads("the-data").link(a_job(), 5, 60).startswith("http://127.0.0.1:4566/the-data/")
