"""What collecting a seller's own listings needs beside Amazon: somewhere to put its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shelfsignal.collection.domain.listings_report import ListedProduct
from shelfsignal.collection.domain.reports import DocumentLink
from shelfsignal.kernel.batches import ScopeRef


@dataclass(frozen=True)
class Document:
    """A document as it arrived, always as gzip; charset: what its sender says it is written in."""

    gzipped: bytes
    charset: str | None = None


class Documents(Protocol):
    """Where Amazon keeps the documents of reports."""

    def fetch(self, link: DocumentLink) -> Document:
        """Raises: LinkExpired, SourceUnavailable; SourceRefused for what is too large."""


class ListingsShelf(Protocol):
    """Reports, and the lists made of them. Writing one twice leaves one."""

    def save_report(self, scope: ScopeRef, document: Document) -> None:
        """Exactly what arrived."""

    def save_listed(self, scope: ScopeRef, listed: Sequence[ListedProduct]) -> None:
        """The scope's products, to be read back a page at a time."""

    def load_listed(self, scope: ScopeRef, first: int, count: int) -> Sequence[ListedProduct]:
        """Products [first, first + count), as many of them as there are."""
