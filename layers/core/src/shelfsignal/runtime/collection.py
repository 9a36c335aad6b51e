"""Wiring of the collection context.

Settings in, services' ports out. Clients are made here only.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from time import sleep, time
from typing import TYPE_CHECKING

import boto3
import httpx
from botocore.config import Config

from shelfsignal.collection.adapters.dynamo.checkpoints import DynamoCheckpoints
from shelfsignal.collection.adapters.dynamo.connections import DynamoConnections
from shelfsignal.collection.adapters.dynamo.failures import DynamoFailures
from shelfsignal.collection.adapters.dynamo.products import DynamoProducts
from shelfsignal.collection.adapters.dynamo.runs import DynamoRuns
from shelfsignal.collection.adapters.dynamo.schedule import DynamoSchedule
from shelfsignal.collection.adapters.dynamo.slots import DynamoSlots
from shelfsignal.collection.adapters.dynamo.token_vault import KmsTokenVault
from shelfsignal.collection.adapters.executions import StepFunctionsExecutions
from shelfsignal.collection.adapters.s3.lake import S3Lake
from shelfsignal.collection.adapters.s3.listings import S3ListingsShelf
from shelfsignal.collection.adapters.s3.results import S3Results
from shelfsignal.collection.adapters.secrets import PseudonymKeys, Secrets
from shelfsignal.collection.adapters.sp_api.client import TIMEOUT, SpApiClient
from shelfsignal.collection.adapters.sp_api.documents import SignedDocuments
from shelfsignal.collection.adapters.sp_api.feed import SimpleFeed
from shelfsignal.collection.adapters.sp_api.feedback import CustomerFeedbackApi
from shelfsignal.collection.adapters.sp_api.listings import SellerListings
from shelfsignal.collection.adapters.sp_api.lwa import Application, LoginWithAmazon
from shelfsignal.collection.adapters.sp_api.signing import RequestSigner
from shelfsignal.collection.adapters.sp_api.tokens import AccessTokens
from shelfsignal.collection.domain.collect_ports import FailureStore, ProductSource
from shelfsignal.collection.domain.ports import (
    RunStore,
    ScheduleStore,
    ScopeManifests,
)
from shelfsignal.collection.services.close_run import Ledger
from shelfsignal.collection.services.collector import Collector
from shelfsignal.collection.services.limiter import SharedLimiter
from shelfsignal.collection.services.register_seller import SellerOffice
from shelfsignal.collection.services.runs import RunDesk
from shelfsignal.collection.services.watch_run import RunWatch
from shelfsignal.kernel.clock import Clock, utc_now
from shelfsignal.kernel.errors import MisconfiguredError
from shelfsignal.kernel.ids import new_run_id
from shelfsignal.kernel.objects import S3Objects
from shelfsignal.runtime.collector_settings import (
    CollectorSettings,
    ProductSourceName,
    RefreshSettings,
)

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

# Short enough that a lost packet does not cost a slot its time; three tries in botocore's own
# jitter.
_QUICK = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "max_attempts": 3})
STEADY = Config(
    connect_timeout=3,
    read_timeout=20,
    max_pool_connections=16,
    retries={"mode": "standard", "max_attempts": 5},
)


@dataclass(frozen=True)
class OpenRunDeps:
    """What opening a run needs."""

    desk: RunDesk
    manifests: ScopeManifests


@dataclass(frozen=True)
class DispatchDeps:
    """What dispatching due runs needs."""

    desk: RunDesk
    schedule: ScheduleStore


@dataclass(frozen=True)
class RecordDeps:
    """What recording a failure needs."""

    runs: RunStore
    failures: FailureStore
    clock: Clock


@dataclass(frozen=True)
class OperatorDeps:
    """What connecting a seller and scheduling an organisation need."""

    office: SellerOffice
    schedule: ScheduleStore
    clock: Clock


def run_desk(collection_table: str, state_machine_arn: str) -> RunDesk:
    """For the API, the dispatcher and OpenRun."""
    client = boto3.client("stepfunctions", config=STEADY)
    return RunDesk(
        runs=DynamoRuns(collection_table),
        connections=DynamoConnections(collection_table),
        executions=StepFunctionsExecutions(client, state_machine_arn),
        clock=utc_now,
        new_run_id=new_run_id,
    )


def run_watch(collection_table: str, state_machine_arn: str, runs_kept_for: timedelta) -> RunWatch:
    """For the API's views of one run."""
    client = boto3.client("stepfunctions", config=STEADY)
    runs = DynamoRuns(collection_table, runs_kept_for)
    return RunWatch(
        runs=runs,
        executions=StepFunctionsExecutions(client, state_machine_arn),
        checkpoints=DynamoCheckpoints(collection_table, runs),
        failures=DynamoFailures(collection_table, runs),
        clock=utc_now,
    )


def open_run_deps(collection_table: str, state_machine_arn: str, data_bucket: str) -> OpenRunDeps:
    """For OpenRun."""
    return OpenRunDeps(run_desk(collection_table, state_machine_arn), _lake(data_bucket))


def dispatch_deps(collection_table: str, state_machine_arn: str) -> DispatchDeps:
    """For the dispatcher."""
    return DispatchDeps(
        run_desk(collection_table, state_machine_arn), DynamoSchedule(collection_table)
    )


def record_deps(collection_table: str, runs_kept_for: timedelta) -> RecordDeps:
    """For RecordFailure."""
    runs = DynamoRuns(collection_table, runs_kept_for)
    return RecordDeps(runs, DynamoFailures(collection_table, runs), utc_now)


def closing_ledger(collection_table: str, data_bucket: str, runs_kept_for: timedelta) -> Ledger:
    """For CloseRun."""
    runs = DynamoRuns(collection_table, runs_kept_for)
    return Ledger(
        runs=runs,
        checkpoints=DynamoCheckpoints(collection_table, runs),
        failures=DynamoFailures(collection_table, runs),
        results=S3Results(objects_of(data_bucket)),
        schedule=DynamoSchedule(collection_table),
        clock=utc_now,
    )


def seller_office(collection_table: str, seller_secret_prefix: str, token_key: str) -> SellerOffice:
    """For the operator's command line and the consent callback."""
    secrets = Secrets(boto3.client("secretsmanager", config=STEADY))
    return SellerOffice(
        connections=DynamoConnections(collection_table),
        vault=token_vault(collection_table, token_key),
        pseudonyms=PseudonymKeys(secrets, seller_secret_prefix),
        clock=utc_now,
    )


def token_vault(collection_table: str, token_key: str) -> KmsTokenVault:
    """Tokens encrypted under the stage's key."""
    return KmsTokenVault(collection_table, _kms, token_key)


def operator_deps(collection_table: str, seller_secret_prefix: str, token_key: str) -> OperatorDeps:
    """For the operator's command line."""
    office = seller_office(collection_table, seller_secret_prefix, token_key)
    return OperatorDeps(office, DynamoSchedule(collection_table), utc_now)


def collector(settings: RefreshSettings) -> Collector:
    """For CollectPages and CollectReviewTails."""
    table = settings.collection_table
    secrets = Secrets(boto3.client("secretsmanager", config=STEADY))
    runs = DynamoRuns(table)
    client = sp_api_client(settings, secrets)
    return Collector(
        source=_source(settings, client),
        feedback=CustomerFeedbackApi(client, utc_now),
        rules=settings.rules,
        lake=_lake(settings.data_bucket),
        checkpoints=DynamoCheckpoints(table, runs),
        products=DynamoProducts(table),
        failures=DynamoFailures(table, runs),
        runs=runs,
        connections=DynamoConnections(table),
        schedule=DynamoSchedule(table),
        pseudonyms=PseudonymKeys(secrets, settings.seller_secret_prefix),
        clock=utc_now,
        batch_size=settings.batch_size,
        early_tails=True,
    )


def _source(settings: RefreshSettings, client: SpApiClient) -> ProductSource:
    if settings.product_source is ProductSourceName.FEED:
        return SimpleFeed(client, settings.page_size)
    is_plain = settings.sp_api_url.startswith("http://")
    return SellerListings(
        client,
        SignedDocuments(httpx.Client(), plain=is_plain),
        S3ListingsShelf(objects_of(settings.data_bucket)),
        settings.page_size,
    )


def shared_limiter(collection_table: str) -> SharedLimiter:
    """The limiter every worker shares through its table."""
    slots = DynamoSlots(boto3.client("dynamodb", config=_QUICK), collection_table)
    return SharedLimiter(slots, now_ms=lambda: time() * 1000, sleep=sleep)


def login_with_amazon(
    http: httpx.Client, secrets: Secrets, lwa_url: str, lwa_secret_arn: str
) -> LoginWithAmazon:
    """The token endpoint, for the registered application."""
    return LoginWithAmazon(http, lwa_url, Application(secrets, lwa_secret_arn), utc_now)


def _signer() -> RequestSigner:
    credentials = boto3.Session().get_credentials()
    if credentials is None:
        raise MisconfiguredError("Requests are to be signed, but there are no AWS credentials.")
    return RequestSigner(credentials)


@cache
def _kms() -> "KMSClient":
    client: KMSClient = boto3.client("kms", config=STEADY)
    return client


def sp_api_client(settings: CollectorSettings, secrets: Secrets) -> SpApiClient:
    """The client every operation goes through, whichever source is built on it."""
    http = httpx.Client(timeout=TIMEOUT)
    lwa = login_with_amazon(http, secrets, settings.lwa_url, settings.lwa_secret_arn)
    vault = token_vault(settings.collection_table, settings.token_key)
    return SpApiClient(
        http=http,
        base_url=settings.sp_api_url,
        tokens=AccessTokens(lwa, vault, utc_now),
        limiter=shared_limiter(settings.collection_table),
        clock=utc_now,
        signer=_signer() if settings.sign_requests else None,
    )


def objects_of(bucket: str) -> S3Objects:
    """The data bucket."""
    return S3Objects(boto3.client("s3", config=STEADY), bucket)


def _lake(bucket: str) -> S3Lake:
    return S3Lake(objects_of(bucket))
