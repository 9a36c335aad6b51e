"""What the collection table lets go, and when: what has ended, with everything below it."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from shelfsignal.collection.adapters.dynamo.checkpoints import DynamoCheckpoints
from shelfsignal.collection.adapters.dynamo.failures import DynamoFailures
from shelfsignal.collection.adapters.dynamo.jobs import DynamoJobs
from shelfsignal.collection.adapters.dynamo.runs import DynamoRuns
from shelfsignal.collection.domain.checkpoints import Failure, FailureStage
from shelfsignal.collection.domain.jobs import JobItem, JobStatus, retried
from shelfsignal.collection.domain.runs import RunStage, RunStatus, resumed
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.errors import MisconfiguredError
from shelfsignal.kernel.ids import Asin, Marketplace
from shelfsignal.runtime.retention_settings import LEAST_DAYS, JobRetention, RunRetention
from tests.builders.collection import DAY, NOW, ORG, RUN, SELLER, a_run
from tests.unit.collection.conftest import TABLE
from tests.unit.collection.test_job_stores import a_job

HISTORY = timedelta(days=100)
GONE = int((NOW + HISTORY).timestamp())
PARTS_GONE = int((NOW + HISTORY + timedelta(days=90)).timestamp())
pytestmark = pytest.mark.usefixtures("aws")


def expiries(prefix=""):
    """Epoch seconds by the first word of each item's names, None where it stays."""
    found: dict[str, set[int | None]] = {}
    for item in boto3.client("dynamodb").scan(TableName=TABLE)["Items"]:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        if pk.startswith(prefix):
            until = int(item["expires_at"]["N"]) if "expires_at" in item else None
            found.setdefault(sk.split("#")[0], set()).add(until)
    return found


def an_open_run():
    runs = DynamoRuns(TABLE, HISTORY)
    run = a_run(execution_arn="arn:1")
    runs.create(run, ())
    scope = ScopeRef(org_id=ORG, run_id=RUN, day=DAY, seller_id=SELLER, marketplace=Marketplace.US)
    DynamoCheckpoints(TABLE, runs).load(scope)
    failure = Failure(ORG, RUN, 1, FailureStage.SCOPE, "S#US", "Broken", "why", NOW)
    DynamoFailures(TABLE, runs).record(failure)
    return runs, run


def closed(run):
    return replace(run, status=RunStatus.PARTIAL, stage=RunStage.CLOSED, finished_at=NOW)


def test_a_run_that_goes_on_stays_with_all_it_has():
    an_open_run()

    assert expiries() == {"RUN": {None}, "PAGES": {None}, "FAILURE": {None}}


def test_a_closed_run_goes_after_its_history_and_its_parts_after_it():
    runs, run = an_open_run()
    runs.finish(closed(run))

    assert expiries() == {"RUN": {GONE}, "PAGES": {PARTS_GONE}, "FAILURE": {PARTS_GONE}}
    assert len(DynamoCheckpoints(TABLE, runs).totals(ORG, RUN)) == 1
    assert len(DynamoFailures(TABLE, runs).of_attempt(ORG, RUN, 1)) == 1


def test_a_resumed_run_stays_until_it_is_closed_again():
    runs, run = an_open_run()
    runs.finish(closed(run))
    stored = runs.get(ORG, RUN)
    again = resumed(stored, NOW + HISTORY)
    runs.advance(again, (), replaces=stored)

    assert expiries()["RUN"] == {None}
    runs.finish(replace(closed(again), finished_at=NOW + HISTORY))
    later = int(HISTORY.total_seconds())
    assert expiries()["RUN"] == {GONE + later}
    assert expiries()["PAGES"] == {PARTS_GONE + later}


def test_a_closed_job_goes_with_its_products_and_stays_once_it_is_retried():
    jobs, job = DynamoJobs(TABLE, HISTORY), a_job()
    jobs.create(job, None)
    items = [JobItem(number, Asin(f"B{number:09d}")) for number in range(1, 151)]
    jobs.add_items(job, items)
    assert expiries() == {"JOB": {None}, "ITEM": {None}}

    ended = replace(job, status=JobStatus.FAILED, finished_at=NOW)
    failed = jobs.replace(ended)
    assert expiries() == {"JOB": {GONE}, "ITEM": {PARTS_GONE}}
    assert list(jobs.items(ORG, job.job_id)) == items
    assert [each.job_id for each in jobs.listed(ORG, limit=5, seller_id=SELLER)] == [job.job_id]

    jobs.replace(retried(failed, NOW))
    assert expiries()["JOB"] == {None}


@pytest.mark.parametrize("settings", [RunRetention, JobRetention])
def test_nothing_goes_before_its_objects_do(settings):
    [name] = settings.model_fields
    days = {name.upper(): str(LEAST_DAYS)}

    assert settings.from_environment(days).model_dump() == {name: LEAST_DAYS}
    with pytest.raises(MisconfiguredError, match=name.upper()):
        settings.from_environment({name.upper(): str(LEAST_DAYS - 1)})
