"""What moved since a moment."""

from pydantic import Field

from functions.api.models.cards import ProductCard
from functions.api.models.diffs import IssueMove
from functions.api.models.figures import Rise, Share
from functions.api.models.products import SummarySentence
from shelfsignal.insights.domain.changes import ChangeKind
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.runtime.web.fields import Answer, Cursor, Given, Instant


class ChangesQuery(Given):
    since: Instant = Field(
        description="Of what was shown at this time; say, your last visit.",
        examples=["2026-11-20T08:00:00Z"],
    )
    marketplace: Marketplace | None = Field(None, description="Of this marketplace only.")
    limit: int = Field(20, ge=1, le=50, description="At most this many products.")
    cursor: str | None = Field(
        None,
        min_length=1,
        max_length=4000,
        description="The cursor of the page before; it works with the same query only.",
    )


class ProductChange(Answer):
    """A product whose insight moved: from version `before` to `after`, and why.

    kind new: there was none before; returned: it moved and is back where it was. The sentences and
    the issues name the reviews it is because of; /diff?from=&to= has all of them.
    """

    product: ProductCard = Field(validation_alias="card")
    kind: ChangeKind
    before: int | None
    after: int
    summary: tuple[SummarySentence, ...]
    negative_before: Share | None
    negative_after: Share | None
    issues: tuple[IssueMove, ...]
    rises_begun: tuple[Rise, ...]
    rises_ended: tuple[Rise, ...]


class ChangesPage(Answer):
    """Each product once, the last changed first."""

    items: tuple[ProductChange, ...]
    cursor: Cursor
