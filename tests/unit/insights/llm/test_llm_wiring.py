"""The LLM engine chosen by settings alone, through the Lambda's own wiring."""

import json
from types import SimpleNamespace

import boto3
import pytest

from functions.analyse_products.settings import AnalyseProductsSettings
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel import lake
from shelfsignal.kernel.errors import MisconfiguredError
from shelfsignal.runtime.insight_reads import wire_plain_reads
from shelfsignal.runtime.insights import wire_analyse_products
from tests.builders.insights import ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.llm_server import serving

STORES = {"insights_table": "insights", "collection_table": "collection", "data_bucket": "-"}


@pytest.fixture
def secret_arn(aws):
    client = boto3.client("secretsmanager")
    value = json.dumps({"api_key": "sk-from-the-vault"})
    arn = client.create_secret(Name="llm", SecretString=value)["ARN"]
    yield arn
    client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def test_the_lambda_reads_with_the_llm(aws, secret_arn, caplog):
    batch = a_batch()
    listing = a_listing([a_review(n, body=f"It leaks, {n}.") for n in range(12)], a_product(1))
    aws.put_gzip(lake.page_key(batch, batch.page), listing.model_dump_json().encode())
    caplog.set_level("INFO")
    with serving() as server:
        environment = AnalyseProductsSettings.env(
            **STORES | {"data_bucket": aws.bucket},
            analysis_engine="openai",
            openai_base_url=server.url,
            openai_model="some-model",
            openai_api_key_secret_arn=secret_arn,
            openai_input_usd_per_million="0.5",
            openai_output_usd_per_million="2",
        )
        settings = AnalyseProductsSettings.from_environment(environment)

        counters = analyse_batch(batch, wire_analyse_products(settings).analyse)

    reads = wire_plain_reads(SimpleNamespace(insights_table="insights", data_bucket=aws.bucket))
    insight = reads.get_product(ORG, "B000000001").insight
    assert (insight.head.engine, insight.head.model_version) == ("openai", "some-model")
    assert (insight.head.tokens, insight.head.cost_usd) == (2200, "0.0014")
    assert (counters.reviews_analysed, counters.tokens) == (12, 2200)
    assert server.keys == {"Bearer sk-from-the-vault"}
    logged = str([vars(record) for record in caplog.records])
    assert "reviews_read_by_llm" in logged
    assert "sk-from-the-vault" not in logged
    assert "It leaks" not in logged


def test_an_engine_without_model_or_price_is_refused_at_the_cold_start():
    environment = {name.upper(): value for name, value in STORES.items()}

    with pytest.raises(MisconfiguredError, match=r"OPENAI_MODEL, OPENAI_INPUT.*, OPENAI_OUTPUT"):
        AnalyseProductsSettings.from_environment(environment | {"ANALYSIS_ENGINE": "openai"})


def test_without_a_word_the_local_engine_reads(aws):
    environment = {name.upper(): value for name, value in STORES.items()}

    wired = wire_analyse_products(AnalyseProductsSettings.from_environment(environment))

    assert wired.analyse.analyser.engine == "local"
