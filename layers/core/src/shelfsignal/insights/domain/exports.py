"""Exports: what a list shows, as a file. A long one is written behind the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType, Protocol

from shelfsignal.insights.domain.views import ListOrder, ProductFilter
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import OrgId

ExportId = NewType("ExportId", str)
KEPT: Final = timedelta(days=1)
LINK_FOR: Final = timedelta(minutes=15)


class ExportStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class ExportNotFound(NotFound):
    """No such export, or one of more than the caller sees."""

    code = "export_not_found"

    def __init__(self, export: str) -> None:
        super().__init__(f"There is no export {export}.", export_id=export)


@dataclass(frozen=True, slots=True)
class Export:
    """One file. brands: those its asker sees, None for all; rows are 0 until it is ready."""

    export_id: ExportId
    org_id: OrgId
    where: ProductFilter
    order: ListOrder
    brands: frozenset[str] | None
    created_at: datetime
    status: ExportStatus = ExportStatus.PENDING
    rows: int = 0

    @property
    def expires_at(self) -> datetime:
        return self.created_at + KEPT

    def is_for(self, brands: frozenset[str] | None) -> bool:
        """Whether somebody who sees these brands may have it."""
        return brands is None or (self.brands is not None and self.brands <= brands)


class ExportStore(Protocol):
    """Every method may raise kernel.errors.StoreUnavailable."""

    def put(self, export: Export) -> None: ...

    def get(self, org: OrgId, export: ExportId) -> Export | None: ...


class ExportFiles(Protocol):
    def write(self, export: Export, text: str) -> None:
        """Raises: StoreUnavailable."""
        ...

    def link(self, export: Export) -> str:
        """Where to fetch the file from for LINK_FOR, without other credentials."""
        ...


class ExportQueue(Protocol):
    def ask(self, export: Export) -> None:
        """Have it written; returns at once. Raises: Transient."""
        ...
