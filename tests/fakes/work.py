"""Stores of what people decide, in memory."""

from dataclasses import dataclass, field

from shelfsignal.insights.domain.preferences import Preferences
from shelfsignal.insights.domain.work import IssueWork, WorkChanged
from shelfsignal.kernel.ids import OrgId, ProductId


@dataclass
class FakeWork:
    """WorkStore."""

    rows: dict[tuple[OrgId, ProductId, str], IssueWork] = field(default_factory=dict)

    def get(self, org: OrgId, product: ProductId, issue: str) -> IssueWork:
        return self.rows.get((org, product, issue), IssueWork(product, issue))

    def of_product(self, org: OrgId, product: ProductId) -> tuple[IssueWork, ...]:
        return tuple(work for key, work in sorted(self.rows.items()) if key[:2] == (org, product))

    def after(
        self, org: OrgId, position: tuple[ProductId, str] | None, limit: int
    ) -> tuple[IssueWork, ...]:
        ours = [work for key, work in sorted(self.rows.items()) if key[0] == org]
        behind = [
            work for work in ours if position is None or (work.product_id, work.issue) > position
        ]
        return tuple(behind[:limit])

    def put(self, org: OrgId, work: IssueWork) -> None:
        stored = self.get(org, work.product_id, work.issue)
        if stored.version != work.version - 1:
            raise WorkChanged(work.version - 1, stored.version)
        self.rows[org, work.product_id, work.issue] = work


@dataclass
class FakePreferences:
    """PreferenceStore."""

    rows: dict[OrgId, Preferences] = field(default_factory=dict)

    def get(self, org: OrgId) -> Preferences:
        return self.rows.get(org, Preferences())

    def put(self, org: OrgId, preferences: Preferences) -> None:
        self.rows[org] = preferences
