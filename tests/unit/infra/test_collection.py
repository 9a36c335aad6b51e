"""What a stage collects from, as deployed."""

import pytest

from infra_cdk.collection import BadCollectionSetting, with_collection
from infra_cdk.config import CONFIGS, config_for
from shelfsignal.kernel.ids import Region
from tests.unit.infra.conftest import synthesise
from tests.unit.infra.test_analysis import variables

COLLECTORS = ("collect_pages", "collect_review_tails")
CHOSEN = {"product_source": "listings", "review_texts": "extension", "feedback_days": "3"}


@pytest.mark.parametrize("name", COLLECTORS)
def test_an_account_collects_what_amazon_has(prod, name):
    found = variables(prod, name)

    assert found["PRODUCT_SOURCE"] == "listings"
    assert not {"REVIEW_TEXTS", "FEEDBACK_DAYS"} & set(found)


@pytest.mark.parametrize("name", [*COLLECTORS, "fetch_reviews", "api"])
def test_an_account_asks_each_region_at_its_own_host(prod, name):
    address = variables(prod, name)["SP_API_URL"]

    asked = {address.replace("{region}", each.lower()) for each in Region}
    assert asked == {
        "https://sellingpartnerapi-na.amazon.com",
        "https://sellingpartnerapi-eu.amazon.com",
    }


@pytest.mark.parametrize("name", COLLECTORS)
def test_a_laptop_collects_the_feed_of_the_mock(local, name):
    assert "PRODUCT_SOURCE" not in variables(local, name)


def test_what_is_chosen_reaches_the_functions_that_collect(tmp_path):
    templates = synthesise(with_collection(config_for("dev"), CHOSEN.get), tmp_path)

    for name in COLLECTORS:
        found = variables(templates, name)
        assert {key: found[key.upper()] for key in CHOSEN} == CHOSEN
    assert "PRODUCT_SOURCE" not in variables(templates, "fetch_reviews")


def test_how_long_runs_and_jobs_stay_reaches_whoever_closes_them(tmp_path):
    chosen = {"run_history_days": "100", "job_history_days": "200"}
    templates = synthesise(with_collection(config_for("dev"), chosen.get), tmp_path)

    readers = {
        "RUN_HISTORY_DAYS": ("close_run", "record_failure", "api"),
        "JOB_HISTORY_DAYS": ("close_review_job", "record_job_failure", "api"),
    }
    for variable, names in readers.items():
        found = {variables(templates, name)[variable] for name in names}
        assert found == {chosen[variable.lower()]}


def test_a_draft_application_reaches_whoever_sends_sellers_to_amazon(tmp_path, prod):
    chosen = {"application_is_draft": "true"}
    templates = synthesise(with_collection(config_for("dev"), chosen.get), tmp_path)

    assert variables(templates, "api")["APPLICATION_IS_DRAFT"] == "true"
    assert "APPLICATION_IS_DRAFT" not in variables(templates, "collect_pages")
    assert "APPLICATION_IS_DRAFT" not in variables(prod, "api")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("application_is_draft", "perhaps"),
        ("product_source", "ebay"),
        ("review_texts", "all"),
        ("feedback_days", "-1"),
        ("run_history_days", "89"),
    ],
)
def test_a_wrong_choice_is_named_before_anything_is_deployed(name, value):
    with pytest.raises(BadCollectionSetting, match=name):
        with_collection(config_for("dev"), {name: value}.get)


@pytest.mark.parametrize("target", CONFIGS)
def test_every_target_has_a_source_that_its_side_offers(target):
    config = CONFIGS[target]

    wanted = "listings" if config.sp_api_url.startswith("https://") else None
    assert config.collection.get("product_source") == wanted
