"""What the API has done behind an answer: asking for it, and the functions that do it."""

import json
from types import SimpleNamespace

import boto3
import pytest
from botocore.stub import Stubber

from functions.compute_figures import handler as computing
from functions.export_products import handler as exporting
from shelfsignal.insights.adapters.asynchronous import ExportFunction, FiguresFunction
from shelfsignal.insights.adapters.dynamo.export_store import DynamoExports
from shelfsignal.insights.adapters.dynamo.figures_store import DynamoFigures
from shelfsignal.insights.adapters.s3.exports import S3Exports
from shelfsignal.insights.domain.exports import Export, ExportId, ExportStatus
from shelfsignal.insights.domain.views import ListOrder, ProductFilter
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import ProductId
from tests.builders.insights import DAY, NOON, ORG
from tests.unit.insights.conftest import TABLE, real_stores
from tests.unit.insights.reads.conftest import PRODUCTS
from tests.unit.insights.shop import Shop

P1 = ProductId("US-B000000001")
EXPORT = Export(
    ExportId("01KEXP"), ORG, ProductFilter(brand="Bolt"), ListOrder(), frozenset({"Bolt"}), NOON
)


@pytest.fixture
def deployed(aws, monkeypatch):
    """A filled table and bucket, and an environment that names them."""
    Shop(real_stores(aws)).refresh("RUN1", *PRODUCTS)
    monkeypatch.setenv("INSIGHTS_TABLE", TABLE)
    monkeypatch.setenv("DATA_BUCKET", aws.bucket)
    return aws


def test_figures_asked_for_are_computed_and_kept(deployed):
    answer = computing.handler({"org_id": ORG, "product_id": P1}, SimpleNamespace())

    kept = DynamoFigures(TABLE).get(ORG, P1)
    assert kept is not None
    assert answer == {}
    assert (kept.version, kept.assessment.day >= DAY) == (1, True)
    assert kept.assessment.attention.score > 0


def test_an_export_asked_for_is_written_and_said_to_be_ready(deployed):
    exports = DynamoExports(TABLE)
    exports.put(EXPORT)

    exporting.handler({"org_id": ORG, "export_id": EXPORT.export_id}, SimpleNamespace())

    found = exports.get(ORG, EXPORT.export_id)
    text = deployed.get(f"exports/{ORG}/{EXPORT.export_id}.csv").decode()
    assert found is not None
    assert (found.status, found.rows, found.brands) == (ExportStatus.READY, 2, EXPORT.brands)
    assert len(text.splitlines()) == 3


def test_a_link_names_the_file_and_ends(deployed):
    files = S3Exports(boto3.client("s3"), deployed.bucket)

    link = files.link(EXPORT)

    assert f"exports/{ORG}/{EXPORT.export_id}.csv" in link
    assert "Expires" in link


@pytest.mark.parametrize(
    ("make", "ask", "event"),
    [
        (FiguresFunction, lambda f: f.ask(ORG, P1), {"org_id": ORG, "product_id": P1}),
        (
            ExportFunction,
            lambda f: f.ask(EXPORT),
            {"org_id": ORG, "export_id": EXPORT.export_id},
        ),
    ],
    ids=["figures", "export"],
)
def test_a_function_is_asked_without_being_waited_for(make, ask, event):
    function, client = make("fn"), boto3.client("lambda")
    function.__dict__["_client"] = client
    expected = {
        "FunctionName": "fn",
        "InvocationType": "Event",
        "Payload": json.dumps(event).encode(),
    }
    with Stubber(client) as stub:
        stub.add_response("invoke", {"StatusCode": 202}, expected)
        ask(function)
        stub.add_client_error("invoke", "TooManyRequestsException")
        with pytest.raises(StoreUnavailable):
            ask(function)
