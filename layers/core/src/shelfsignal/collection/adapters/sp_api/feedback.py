"""Customer Feedback 2024-06-01: what Amazon itself says buyers talk about, product by product."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import quote

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.collect_ports import SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.feedback import FeedbackAnswer, parse_feedback
from shelfsignal.collection.domain.sources import SourceContext
from shelfsignal.kernel.ids import Asin

_PATH: Final = "/customerFeedback/2024-06-01/items/{asin}/reviews/topics"


class CustomerFeedbackApi:
    """FeedbackSource."""

    def __init__(self, client: SpApiClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    def session(
        self, connection: SellerConnection, seconds_left: SecondsLeft
    ) -> "CustomerFeedbackSession":
        """See FeedbackSource.session."""
        return CustomerFeedbackSession(self._client, self._clock, connection, seconds_left)


class CustomerFeedbackSession:
    """FeedbackSession."""

    def __init__(
        self,
        client: SpApiClient,
        clock: Callable[[], datetime],
        connection: SellerConnection,
        seconds_left: SecondsLeft,
    ) -> None:
        self.tally = CallTally()
        self._client = client
        self._clock = clock
        self._connection = connection
        self._seconds_left = seconds_left

    def topics(self, context: SourceContext, asin: Asin) -> FeedbackAnswer:
        """See FeedbackSession.topics: by mentions, which every topic has."""
        place = context.marketplace
        params = {"marketplaceId": place.marketplace_id, "sortBy": "MENTIONS"}
        call = Call(
            Operation.GET_ITEM_REVIEW_TOPICS,
            self._connection,
            place,
            _PATH.format(asin=quote(asin, safe="")),
            params,
            max_wait_s=self._seconds_left,
        )

        def parse(body: bytes) -> FeedbackAnswer:
            return parse_feedback(body, asin, place, self._clock())

        return self._client.ask(call, parse, self.tally)
