"""The API's wiring: its services get their adapters at the first request, not at import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from shelfsignal.accounts.services.authenticate import Authenticator
from shelfsignal.collection.services.runs import RunDesk
from shelfsignal.insights.domain.reads import InsightReads


class ApiResources(Protocol):
    """What the API's settings name."""

    @property
    def accounts_table(self) -> str: ...
    @property
    def insights_table(self) -> str: ...
    @property
    def collection_table(self) -> str: ...
    @property
    def data_bucket(self) -> str: ...
    @property
    def state_machine_arn(self) -> str: ...


@dataclass(frozen=True)
class ApiDeps:
    """The services behind the routes. A probe raises StoreUnavailable when its table is away."""

    authenticator: Authenticator
    insights: InsightReads
    runs: RunDesk
    probes: Mapping[str, Callable[[], None]]


@cache
def wire(resources: ApiResources) -> ApiDeps:
    """The services over these tables. Vendors' modules are imported here and not before."""
    raise NotImplementedError
