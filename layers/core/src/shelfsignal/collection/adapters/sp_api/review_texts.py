"""Review texts by ASIN, asked for under a seller's consent: an extension of the source.

Amazon's Selling Partner API has no operation that returns single reviews (Customer Feedback gives
aggregates); this one stands behind the port ReviewSource, as every other source of texts does.
A run that collects a seller's own listings may ask for them, too.
"""

from typing import Final
from urllib.parse import quote

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.collect_ports import PageT, Parse, SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.job_ports import Question
from shelfsignal.collection.domain.review_texts import TextsContext, TextsPage, parse_texts
from shelfsignal.collection.domain.sources import ReviewsQuestion, forward
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import Marketplace

LARGEST_PAGE: Final = 100


class ReviewTexts:
    """ReviewSource."""

    asks_amazon = True

    def __init__(self, client: SpApiClient, page_size: int) -> None:
        self._client = client
        self._page_size = page_size

    def session(
        self, task: ReviewTask, connection: SellerConnection | None, seconds_left: SecondsLeft
    ) -> "ReviewTextsSession":
        """See ReviewSource.session."""
        if connection is None:
            raise Broken("Review texts are asked for under a consent.", seller_id=task.seller_id)
        return ReviewTextsSession(self._client, self._page_size, task, connection, seconds_left)


class ReviewTextsSession:
    """ReviewSession."""

    def __init__(
        self,
        client: SpApiClient,
        page_size: int,
        task: ReviewTask,
        connection: SellerConnection,
        seconds_left: SecondsLeft,
    ) -> None:
        self.tally = CallTally()
        self._marketplace = task.marketplace
        self._pages = TextPages(client, page_size, connection, seconds_left, self.tally)

    def page(self, question: Question, parse: Parse[PageT]) -> PageT:
        """See ReviewSession.page."""
        return self._pages.ask(self._marketplace, question, parse)


class TextPages:
    """One seller's pages of review texts, for the length of one call of ours."""

    def __init__(
        self,
        client: SpApiClient,
        page_size: int,
        connection: SellerConnection,
        seconds_left: SecondsLeft,
        tally: CallTally,
    ) -> None:
        self._client = client
        self._page_size = min(page_size, LARGEST_PAGE)
        self._connection = connection
        self._seconds_left = seconds_left
        self._tally = tally

    def of(self, question: ReviewsQuestion) -> TextsPage:
        """See SourceSession.reviews."""
        where, asin = question.context, question.asin
        context = TextsContext(asin, where.marketplace, where.day, where.pseudonym)

        def parse(body: bytes) -> TextsPage:
            page = parse_texts(body, context)
            forward(page.next_token, question.leads_back, Operation.LIST_REVIEW_TEXTS)
            return page

        return self.ask(where.marketplace, Question(asin, question.since, question.token), parse)

    def ask(self, marketplace: Marketplace, question: Question, parse: Parse[PageT]) -> PageT:
        """What parse makes of the page."""
        params = {"marketplaceId": marketplace.marketplace_id, "pageSize": str(self._page_size)}
        if question.since:
            params["updatedSince"] = to_z(question.since)
        if question.token:
            params["pageToken"] = question.token
        call = Call(
            Operation.LIST_REVIEW_TEXTS,
            self._connection,
            marketplace,
            f"/reviews/v1/items/{quote(question.asin, safe='')}",
            params,
            max_wait_s=self._seconds_left,
        )
        return self._client.ask(call, parse, self._tally)
