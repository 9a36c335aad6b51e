"""The API over services in memory: two organisations, each with data of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from chalice.test import Client

from infra_cdk.apps import APPS
from shelfsignal.accounts.domain.plans import PLANS, Plan
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.authenticate import Authenticator
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.quotas import QuotaDesk
from shelfsignal.accounts.services.standing import may_still
from shelfsignal.accounts.services.usage_reports import UsageDesk
from shelfsignal.collection.services.connect_seller import ConsentDesk
from shelfsignal.collection.services.register_seller import SellerOffice
from shelfsignal.collection.services.review_jobs import JobDesk
from shelfsignal.collection.services.runs import RunDesk
from shelfsignal.collection.services.uploads import UploadDesk
from shelfsignal.collection.services.watch_run import RunWatch
from shelfsignal.insights.domain.feedback_views import FeedbackReads
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.domain.views import ListOrder, ProductFilter
from shelfsignal.insights.services.exports import ExportDesk, order_export
from shelfsignal.insights.services.work import WorkDesk
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId, RunId, SellerId
from shelfsignal.runtime.web.app import WebApp
from shelfsignal.runtime.web.callers import TokenAuthenticator
from shelfsignal.runtime.web.clients import Proof
from shelfsignal.runtime.web.hooks import Hook
from shelfsignal.runtime.web.routing import Access, Route
from tests.builders.accounts import NOW, a_stored_key
from tests.builders.collection import a_connection
from tests.builders.insights_views import a_card
from tests.fakes.accounts import MemoryKeys
from tests.fakes.amazon import FakeAmazon
from tests.fakes.api import MemoryInsights, Ticking
from tests.fakes.collection import (
    FakeCheckpoints,
    FakeConnections,
    FakeExecutions,
    FakeFailures,
    FakePendingConsents,
    FakeProducts,
    FakePseudonymKeys,
    FakeRuns,
    FakeSchedule,
    FakeVault,
)
from tests.fakes.exports import MemoryExports
from tests.fakes.feedback import MemoryFeedback
from tests.fakes.identities import MemoryPublicKeys
from tests.fakes.jobs import FakeJobs, FakeUploads
from tests.fakes.repeats import MemoryRepeats
from tests.fakes.usage import MemoryQuotas, MemoryUsage
from tests.fakes.work import FakePreferences, FakeWork
from tests.unit.api.people import People

DEMO, RIVAL = OrgId("demo"), OrgId("rival")


@dataclass
class Answer:
    """What a client sees. Header names are lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def error(self) -> dict[str, Any]:
        assert set(self.json) == {"error"}, self.text
        error: dict[str, Any] = self.json["error"]
        assert set(error) == {"code", "message", "request_id", "details"}
        return error


@dataclass
class Deps:
    """ApiDeps of what it is given."""

    authenticator: Authenticator
    insights: InsightReads
    feedback: FeedbackReads
    exports: ExportDesk
    work: WorkDesk
    preferences: FakePreferences
    schedule: FakeSchedule
    sellers: ConsentDesk
    runs: RunDesk
    run_watch: RunWatch
    jobs: JobDesk
    uploads: UploadDesk
    probes: dict[str, Callable[[], None]]
    identities: Identities
    desk: LoginDesk
    public_keys: MemoryPublicKeys
    tokens: TokenAuthenticator
    hooks: list[Hook] = field(default_factory=list)
    edge: Proof | None = None
    repeats: MemoryRepeats = field(default_factory=MemoryRepeats)
    usage: UsageDesk = field(
        default_factory=lambda: UsageDesk(MemoryUsage(), MemoryKeys(), lambda: NOW)
    )
    quotas: QuotaDesk = field(default_factory=lambda: a_quota_desk(MemoryQuotas()))
    metrics_text: Callable[[], str] = lambda: "# nothing yet\n"
    dashboard_url: str = "https://app.test"


def a_quota_desk(stores: MemoryQuotas) -> QuotaDesk:
    """With the limits of the standard plan."""
    return QuotaDesk(stores, stores, PLANS[Plan.STANDARD], Ticking(NOW))


@dataclass
class World:
    """The services and a client. Calls carry demo's key unless told otherwise."""

    keys: MemoryKeys = field(default_factory=MemoryKeys)
    insights: MemoryInsights = field(default_factory=MemoryInsights)
    exports: MemoryExports = field(default_factory=MemoryExports)
    runs: FakeRuns = field(default_factory=FakeRuns)
    executions: FakeExecutions = field(default_factory=FakeExecutions)
    connections: FakeConnections = field(default_factory=FakeConnections)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    products: FakeProducts = field(default_factory=FakeProducts)
    job_executions: FakeExecutions = field(default_factory=FakeExecutions)
    files: FakeUploads = field(default_factory=FakeUploads)
    probes: dict[str, Any] = field(default_factory=dict)
    usage: MemoryUsage = field(default_factory=MemoryUsage)

    def __post_init__(self) -> None:
        numbers = iter(range(1, 1000))
        self.checkpoints = FakeCheckpoints(self.runs)
        self.failures = FakeFailures(self.runs)
        self.people = People(self.keys)
        self.feedback = MemoryFeedback(self.insights)
        self.vault, self.amazon = FakeVault(), FakeAmazon(NOW, {"code1": SellerId("A1NEW")})
        office = SellerOffice(self.connections, self.vault, FakePseudonymKeys(), lambda: NOW)
        self.consents = ConsentDesk(
            office,
            FakePendingConsents(),
            self.amazon,
            lambda region: f"https://{region.lower()}.seller-central.test",
            "https://app.test/api/v1/auth/amazon/callback",
            lambda asker: may_still(
                self.people.identities, asker.org_id, asker.user_id, Scope.SELLERS_WRITE
            ),
        )
        jobs = JobDesk(
            self.jobs,
            self.connections,
            self.products,
            self.job_executions,
            self.files,
            Ticking(NOW),
            lambda: RunId(f"01KAMXJ{next(numbers):019d}"),
        )
        self.deps = Deps(
            identities=self.people.identities,
            desk=self.people.desk,
            public_keys=self.people.public_keys,
            tokens=self.people.authenticator,
            authenticator=Authenticator(self.keys, Ticking(NOW)),
            insights=self.insights,
            feedback=self.feedback,
            exports=self.exports.desk(lambda: NOW),
            preferences=FakePreferences(),
            schedule=FakeSchedule(),
            sellers=self.consents,
            work=WorkDesk(FakeWork(), load_taxonomy(), lambda: NOW),
            runs=RunDesk(
                self.runs,
                self.connections,
                self.executions,
                Ticking(NOW),
                lambda: RunId(f"01KAMXZ{next(numbers):019d}"),
            ),
            run_watch=RunWatch(
                self.runs, self.executions, self.checkpoints, self.failures, lambda: NOW
            ),
            jobs=jobs,
            uploads=UploadDesk(jobs, FakePseudonymKeys()),
            probes=self.probes,
            usage=UsageDesk(self.usage, self.keys, lambda: NOW),
        )
        for org in (DEMO, RIVAL):
            for place in (Marketplace.US, Marketplace.UK):
                self.connections.put(a_connection(SellerId("S1"), (place,), org))
        tables = [table for app in APPS.values() for table in app.tables]
        self.app = WebApp("all", tables, lambda: self.deps)
        self.client = Client(self.app)
        self.insights.put(DEMO, a_card())
        self.insights.put(RIVAL, a_card(ProductId("US-B000RIVAL1")))
        self.key = self.new_key()

    def new_key(self, org: OrgId = DEMO, *scopes: Scope) -> str:
        return str(a_stored_key(self.keys, org, frozenset(scopes or Scope)).text)

    def credentials(self, route: Route, org: OrgId) -> dict[str, str]:
        """Headers of a caller of this organisation who may use the route."""
        if route.scope is None:
            self.people.plant(org)
            return {"x_api_key": self.new_key(org), **self.people.headers(org)}
        if route.scope is not Access.USER:
            return {"x_api_key": self.new_key(org)}
        token = self.people.signed_in(org).access_token
        return {"x_api_key": "", "authorization": f"Bearer {token}"}

    def export(self, org: OrgId = DEMO) -> str:
        """One that is being written."""
        desk = self.deps.exports
        return order_export(org, ProductFilter(), ListOrder(), None, desk).export_id

    def get(self, path: str, query: Any = (), **headers: str) -> Answer:
        suffix = f"?{urlencode(query)}" if query else ""
        return self.call("GET", path + suffix, **headers)

    def post(self, path: str, body: Any = b"", **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call("POST", path, raw, **headers)

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Headers by keyword, if_none_match for If-None-Match; x_api_key="" sends no key."""
        sent = {"x-api-key": self.key, "content-type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in sent.items() if value}
        got = self.client.http.request(method, path, headers=sent, body=body)
        return _answer(got.status_code, got.headers, got.body.decode())

    def invoke(self, event: dict[str, Any]) -> Answer:
        """The app as Lambda calls it."""
        got = self.app(event, None)
        return _answer(got["statusCode"], got["headers"], got["body"])


def _answer(status: int, headers: dict[str, str], text: str) -> Answer:
    return Answer(int(status), {name.lower(): value for name, value in headers.items()}, text)
