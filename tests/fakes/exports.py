"""Exports in memory: a store, files, and a queue that remembers what it was asked."""

from dataclasses import dataclass, field
from itertools import count

from shelfsignal.insights.domain.exports import Export, ExportId
from shelfsignal.insights.services.exports import ExportDesk
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId


@dataclass
class MemoryExports:
    """ExportStore, ExportFiles and ExportQueue at once."""

    stored: dict[tuple[OrgId, ExportId], Export] = field(default_factory=dict)
    files: dict[ExportId, str] = field(default_factory=dict)
    asked: list[ExportId] = field(default_factory=list)
    seconds: float = 0.0
    now: float = 0.0

    def put(self, export: Export) -> None:
        self.stored[export.org_id, export.export_id] = export

    def get(self, org: OrgId, export: ExportId) -> Export | None:
        return self.stored.get((org, export))

    def write(self, export: Export, text: str) -> None:
        self.files[export.export_id] = text

    def link(self, export: Export) -> str:
        return f"https://files.test/{export.org_id}/{export.export_id}.csv"

    def ask(self, export: Export) -> None:
        self.asked.append(export.export_id)

    def timer(self) -> float:
        """Every look takes `seconds`."""
        self.now += self.seconds
        return self.now

    def desk(self, clock: Clock) -> ExportDesk:
        numbers = count(1)
        return ExportDesk(
            self, self, self, clock, self.timer, lambda: ExportId(f"01KEXP{next(numbers):020d}")
        )
