"""The simple feed of products with their reviews: two operations on the client.

Amazon has no operation that lists review texts; this one is an extension of the source's own,
behind the ProductSource port, so that another source can take its place.
"""

from urllib.parse import quote

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.collect_ports import PageT, Parse, SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import SourceRefused
from shelfsignal.collection.domain.feed import parse_products, parse_reviews
from shelfsignal.collection.domain.review_texts import TextsPage
from shelfsignal.collection.domain.sources import (
    PageQuestion,
    ProductsPage,
    ReviewsQuestion,
    forward,
)
from shelfsignal.kernel.ids import Marketplace


class SimpleFeed:
    """ProductSource; page_size is what the source allows at most."""

    def __init__(self, client: SpApiClient, page_size: int) -> None:
        self._client = client
        self._page_size = page_size

    def session(
        self, connection: SellerConnection, seconds_left: SecondsLeft
    ) -> "SimpleFeedSession":
        """See ProductSource.session."""
        return SimpleFeedSession(self._client, self._page_size, connection, seconds_left)


class SimpleFeedSession:
    """SourceSession."""

    def __init__(
        self,
        client: SpApiClient,
        page_size: int,
        connection: SellerConnection,
        seconds_left: SecondsLeft,
    ) -> None:
        self.tally = CallTally()
        self._client = client
        self._limit = str(page_size)
        self._connection = connection
        self._seconds_left = seconds_left

    def products(self, question: PageQuestion) -> ProductsPage:
        """See SourceSession.products."""
        if question.prepared is not None:
            raise SourceRefused(Operation.LIST_PRODUCTS, 200, "another source began this walk")

        def parse(body: bytes) -> ProductsPage:
            page = parse_products(body, question.context, question.clock())
            forward(page.next_token, question.leads_back, Operation.LIST_PRODUCTS)
            return page

        place, token = question.context.marketplace, question.token
        return self._get(Operation.LIST_PRODUCTS, place, "/v1/products", token, parse)

    def may_restart(self, question: PageQuestion) -> bool:
        """See SourceSession.may_restart: a token that is refused has expired most often, and
        what another source prepared is none of ours."""
        return question.token is not None or question.prepared is not None

    def reviews(self, question: ReviewsQuestion) -> TextsPage:
        """See SourceSession.reviews: always all of them, whatever is asked for."""

        def parse(body: bytes) -> TextsPage:
            page = parse_reviews(body, question.context, question.asin)
            forward(page.next_token, question.leads_back, Operation.LIST_REVIEWS)
            return page

        path = f"/v1/products/{quote(question.asin, safe='')}/reviews"
        place, token = question.context.marketplace, question.token
        return self._get(Operation.LIST_REVIEWS, place, path, token, parse)

    def _get(
        self,
        operation: Operation,
        marketplace: Marketplace,
        path: str,
        page_token: str | None,
        parse: Parse[PageT],
    ) -> PageT:
        params = {"limit": self._limit, "marketplace": marketplace.value}
        if page_token:
            params["page_token"] = page_token
        call = Call(
            operation, self._connection, marketplace, path, params, max_wait_s=self._seconds_left
        )
        return self._client.ask(call, parse, self.tally)
