"""The simple feed of products with their reviews: two operations on the client.

Amazon has no operation that lists review texts; this one is an extension of the source's own,
behind the Feed port, so that another source can take its place.
"""

from urllib.parse import quote

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.collect_ports import PageT, Parse, SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.kernel.ids import Asin, Marketplace


class SimpleFeed:
    """Feed; page_size is what the source allows at most."""

    def __init__(self, client: SpApiClient, page_size: int) -> None:
        self._client = client
        self._page_size = page_size

    def session(
        self, connection: SellerConnection, seconds_left: SecondsLeft
    ) -> "SimpleFeedSession":
        """See Feed.session."""
        return SimpleFeedSession(self._client, self._page_size, connection, seconds_left)


class SimpleFeedSession:
    """FeedSession."""

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

    def products(
        self, marketplace: Marketplace, page_token: str | None, parse: Parse[PageT]
    ) -> PageT:
        """See FeedSession.products."""
        return self._get(Operation.LIST_PRODUCTS, marketplace, "/v1/products", page_token, parse)

    def reviews(
        self, marketplace: Marketplace, asin: Asin, page_token: str | None, parse: Parse[PageT]
    ) -> PageT:
        """See FeedSession.reviews."""
        path = f"/v1/products/{quote(asin, safe='')}/reviews"
        return self._get(Operation.LIST_REVIEWS, marketplace, path, page_token, parse)

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
        return self._client.get(call, parse, self.tally)
