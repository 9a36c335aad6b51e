"""The API's wiring. Each service is made when a route first needs it, never at import.

Vendors' modules load then too: a cold start that lists products pays for no Step Functions client.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache, cached_property
from typing import Protocol

from shelfsignal.accounts.domain.credential_ports import PublicKeyStore
from shelfsignal.accounts.domain.plans import Plan
from shelfsignal.accounts.services.identities import Identities
from shelfsignal.accounts.services.quotas import QuotaDesk
from shelfsignal.accounts.services.usage_reports import UsageDesk
from shelfsignal.collection.domain.ports import ScheduleStore
from shelfsignal.collection.services.connect_seller import ConsentDesk
from shelfsignal.collection.services.review_jobs import JobDesk
from shelfsignal.collection.services.runs import RunDesk, get_run
from shelfsignal.collection.services.uploads import UploadDesk
from shelfsignal.collection.services.watch_run import RunWatch
from shelfsignal.insights.domain.feedback_views import FeedbackReads
from shelfsignal.insights.domain.preferences import PreferenceStore
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.insights.services.exports import ExportDesk
from shelfsignal.insights.services.work import WorkDesk
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.runtime.identity import IdentityResources, WiredIdentities
from shelfsignal.runtime.seller_settings import SellerResources
from shelfsignal.runtime.web.dispatch import WebDeps
from shelfsignal.runtime.web.hooks import Hooks

# Nobody's ids: looking them up reaches the store, finds nothing, and so proves that it answers.
_NO_ORG = OrgId("-")
_NO_RUN = RunId("-")


class ApiResources(IdentityResources, SellerResources, Protocol):
    """What the API's settings name."""

    @property
    def insights_table(self) -> str: ...
    @property
    def collection_table(self) -> str: ...
    @property
    def data_bucket(self) -> str: ...
    @property
    def state_machine_arn(self) -> str: ...
    @property
    def review_machine_arn(self) -> str: ...
    @property
    def compute_figures_function(self) -> str: ...
    @property
    def export_products_function(self) -> str: ...
    @property
    def telemetry_queue_url(self) -> str: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def usage_days(self) -> int: ...
    @property
    def runs_kept_for(self) -> timedelta: ...
    @property
    def jobs_kept_for(self) -> timedelta: ...


class ApiDeps(WebDeps, Protocol):
    """The services behind the routes. A probe raises StoreUnavailable when its table is away."""

    @property
    def identities(self) -> Identities: ...
    @property
    def public_keys(self) -> PublicKeyStore: ...
    @property
    def insights(self) -> InsightReads: ...
    @property
    def feedback(self) -> FeedbackReads: ...
    @property
    def exports(self) -> ExportDesk: ...
    @property
    def work(self) -> WorkDesk: ...
    @property
    def preferences(self) -> PreferenceStore: ...
    @property
    def schedule(self) -> ScheduleStore: ...
    @property
    def sellers(self) -> ConsentDesk: ...
    @property
    def dashboard_url(self) -> str: ...
    @property
    def runs(self) -> RunDesk: ...
    @property
    def run_watch(self) -> RunWatch: ...
    @property
    def jobs(self) -> JobDesk: ...
    @property
    def uploads(self) -> UploadDesk: ...
    @property
    def usage(self) -> UsageDesk: ...
    @property
    def quotas(self) -> QuotaDesk: ...
    @property
    def metrics_text(self) -> Callable[[], str]: ...
    @property
    def probes(self) -> Mapping[str, Callable[[], None]]: ...


class WiredApi(WiredIdentities):
    """ApiDeps over AWS."""

    def __init__(self, resources: ApiResources) -> None:
        super().__init__(resources)
        self._resources = resources

    @cached_property
    def hooks(self) -> Hooks:
        from shelfsignal.runtime.metering import metering

        return (metering(self._resources),)

    @cached_property
    def usage(self) -> UsageDesk:
        from shelfsignal.runtime.usage import wire_desk

        return wire_desk(self._resources, self._keys)

    @cached_property
    def quotas(self) -> QuotaDesk:
        from shelfsignal.runtime.usage import wire_quotas

        return wire_quotas(self._resources)

    @cached_property
    def metrics_text(self) -> Callable[[], str]:
        from shelfsignal.runtime.usage import stored_metrics_text

        return lambda: stored_metrics_text(self._resources)

    @cached_property
    def sellers(self) -> ConsentDesk:
        from shelfsignal.runtime.sellers import consent_desk

        return consent_desk(self._resources, lambda: self.identities)

    @property
    def dashboard_url(self) -> str:
        return self._resources.dashboard_url.rstrip("/")

    @cached_property
    def runs(self) -> RunDesk:
        from shelfsignal.runtime.collection import run_desk

        return run_desk(self._resources.collection_table, self._resources.state_machine_arn)

    @cached_property
    def run_watch(self) -> RunWatch:
        from shelfsignal.runtime.collection import run_watch

        resources = self._resources
        return run_watch(
            resources.collection_table, resources.state_machine_arn, resources.runs_kept_for
        )

    @cached_property
    def jobs(self) -> JobDesk:
        from shelfsignal.runtime.review_jobs import job_desk

        resources = self._resources
        return job_desk(
            resources.collection_table,
            resources.data_bucket,
            resources.review_machine_arn,
            resources.jobs_kept_for,
        )

    @cached_property
    def uploads(self) -> UploadDesk:
        from shelfsignal.runtime.review_jobs import upload_desk

        return upload_desk(self.jobs, self._resources.seller_secret_prefix)

    @cached_property
    def preferences(self) -> PreferenceStore:
        from shelfsignal.insights.adapters.dynamo.preference_store import DynamoPreferences

        return DynamoPreferences(self._resources.insights_table)

    @cached_property
    def schedule(self) -> ScheduleStore:
        from shelfsignal.collection.adapters.dynamo.schedule import DynamoSchedule

        return DynamoSchedule(self._resources.collection_table)

    @cached_property
    def work(self) -> WorkDesk:
        from shelfsignal.runtime.insights import wire_work

        return wire_work(self._resources.insights_table)

    @cached_property
    def exports(self) -> ExportDesk:
        from shelfsignal.runtime.exports import wire_exports

        return wire_exports(self._resources)

    @cached_property
    def insights(self) -> InsightReads:
        from shelfsignal.runtime.insight_reads import wire_insight_reads

        return wire_insight_reads(self._resources)

    @cached_property
    def feedback(self) -> FeedbackReads:
        from shelfsignal.runtime.insight_reads import wire_feedback_reads

        return wire_feedback_reads(self._resources)

    @cached_property
    def probes(self) -> Mapping[str, Callable[[], None]]:
        return {
            "accounts": _finding_nothing(lambda: self._keys.get("-")),
            "collection": _finding_nothing(lambda: get_run(self.runs, _NO_ORG, _NO_RUN)),
            "insights": _finding_nothing(lambda: self.insights.portfolio(_NO_ORG)),
        }


def _finding_nothing(look_up: Callable[[], object]) -> Callable[[], None]:
    def probe() -> None:
        with suppress(NotFound):
            look_up()

    return probe


@cache
def wire(resources: ApiResources) -> ApiDeps:
    """The services over these resources, kept for the life of the process."""
    return WiredApi(resources)
