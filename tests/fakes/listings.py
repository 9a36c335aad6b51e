"""A seller's own listings as collected: the shelf in memory, and reports that end as told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shelfsignal.collection.domain.listing_ports import Document
from shelfsignal.collection.domain.listings_report import ListedProduct
from shelfsignal.collection.domain.reports import DocumentLink
from shelfsignal.kernel.batches import ScopeRef


@dataclass
class FakeListingsShelf:
    """ListingsShelf."""

    reports: dict[tuple[str, str], bytes] = field(default_factory=dict)
    listed: dict[tuple[str, str], list[ListedProduct]] = field(default_factory=dict)

    def save_report(self, scope: ScopeRef, document: Document) -> None:
        self.reports[scope.seller_id, scope.marketplace.value] = document.gzipped

    def save_listed(self, scope: ScopeRef, listed: Sequence[ListedProduct]) -> None:
        self.listed[scope.seller_id, scope.marketplace.value] = list(listed)

    def load_listed(self, scope: ScopeRef, first: int, count: int) -> Sequence[ListedProduct]:
        return self.listed[scope.seller_id, scope.marketplace.value][first : first + count]


@dataclass
class FakeDocuments:
    """Documents: each answer once, the last one again and again; an error is raised."""

    answers: list[Document | Exception] = field(default_factory=list)
    links: list[DocumentLink] = field(default_factory=list)

    def fetch(self, link: DocumentLink) -> Document:
        self.links.append(link)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer
