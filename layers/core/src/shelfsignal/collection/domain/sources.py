"""What is asked of a source of products, and what it answers, whichever source it is.

A source may have something to do before its first page can be asked for, such as a report that
takes minutes: it answers Preparing until then. Whoever asks stores the answer before asking again,
so that whatever dies in between is gone on with and not begun anew.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import Asin, Marketplace, SellerId

Pseudonym = Callable[[str], str]
LeadsBack = Callable[[str], bool]


@dataclass(frozen=True)
class SourceContext:
    """Whose products they are. day is the run's UTC day; job_id the run's id."""

    seller_id: SellerId
    marketplace: Marketplace
    day: date
    job_id: str
    pseudonym: Pseudonym


@dataclass(frozen=True)
class RawAnswer:
    """What one operation answered, untouched; part counts the answers of one operation to one
    question, from 0."""

    operation: Operation
    body: bytes
    part: int = 0


@dataclass(frozen=True)
class PageQuestion:
    """Which page of products. token is the page before's; prepared is the source's own word, see
    Preparing. leads_back: whether a token was followed before, so that the walk would not end."""

    scope: ScopeRef
    context: SourceContext
    token: str | None
    prepared: str | None
    leads_back: LeadsBack
    clock: Clock


@dataclass(frozen=True)
class ReviewsQuestion:
    """Which page of a product's reviews; since leaves out what did not change after it."""

    context: SourceContext
    asin: Asin
    token: str | None
    since: datetime | None
    leads_back: LeadsBack


@dataclass(frozen=True)
class Preparing:
    """No page yet: ask again after wait_s seconds and give `state` back with the question."""

    state: str
    wait_s: int = 0


@dataclass(frozen=True)
class ProductsPage:
    """A page of products. answers are what arrived; shop_products is how many products the whole
    walk is over, where the source knows. unrated: the source says nothing of ratings and numbers of
    reviews. faceless: products of which it knows a title and a price at most."""

    answers: tuple[RawAnswer, ...]
    listings: tuple[ProductListing, ...]
    next_token: str | None
    dropped: Counter[str] = field(default_factory=Counter)
    shop_products: int | None = None
    unrated: bool = False
    faceless: frozenset[Asin] = frozenset()


def forward(token: str | None, leads_back: LeadsBack, operation: Operation) -> None:
    """Raises: MalformedAnswer for a token that leads back."""
    if token is not None and leads_back(token):
        raise MalformedAnswer(operation, "its next token leads back")
