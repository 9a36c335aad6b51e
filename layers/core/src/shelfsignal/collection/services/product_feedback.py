"""Asking Amazon what it says of a product, as long as it lets us.

Customer Feedback is welcome, not needed: where Amazon refuses it, everything else goes on, and the
connection says so once instead of every product.
"""

from collections import Counter
from typing import Final

from shelfsignal.collection.domain.collect_ports import FeedbackSession
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    RoleMissing,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.feedback import FeedbackAnswer
from shelfsignal.collection.domain.products import FeedbackAsked
from shelfsignal.collection.domain.sources import SourceContext
from shelfsignal.collection.services.collector import Collector, grant_of
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import Asin
from shelfsignal.kernel.logs import logger

log = logger()
# Products in a row that Amazon does not answer for: it is down, and no other waits for it.
_MOST_UNANSWERED: Final = 2


class FeedbackDesk:
    """One call's questions for the products of a batch."""

    def __init__(
        self,
        collector: Collector,
        batch: BatchRef,
        session: FeedbackSession,
        context: SourceContext,
        *,
        may_ask: bool,
        was_refused: bool,
    ) -> None:
        """was_refused: the connection says that Amazon refused feedback the last time."""
        self._at = collector
        self._batch = batch
        self._context = context
        self._may_ask = may_ask
        self._was_refused = was_refused
        self._unanswered = 0
        self.session = session
        self.dropped: Counter[str] = Counter()

    def ask(self, asin: Asin) -> tuple[CustomerFeedback | None, FeedbackAsked | None]:
        """What Amazon says, kept raw first, and the note that it was asked: None where it is to be
        asked again next time. Raises: SlotTooFar, ReauthoriseSeller."""
        if not self._may_ask:
            return None, None
        asked = FeedbackAsked(self._batch.day, self._batch.run_id, self._batch.batch)
        try:
            found = self._topics(asin)
        except RoleMissing as refusal:
            self._refused(refusal)
            return None, None
        except SourceUnavailable:
            self._unanswered += 1
            self._may_ask = self._unanswered < _MOST_UNANSWERED
            self.dropped["unavailable_feedback"] += 1
            return None, None
        except MalformedAnswer:
            self.dropped["unreadable_feedback"] += 1
            return None, None
        except SourceRefused:
            self.dropped["refused_feedback"] += 1
            return None, asked
        self._unanswered = 0
        self._answered()
        self._at.lake.save_raw_tail(self._batch, asin, 1, found.answer)
        self.dropped.update(found.dropped)
        return found.feedback, asked

    def _topics(self, asin: Asin) -> FeedbackAnswer:
        """An answer that does not come is asked for once more: a batch does not wait for it."""
        try:
            return self.session.topics(self._context, asin)
        except SourceUnavailable:
            return self.session.topics(self._context, asin)

    def _answered(self) -> None:
        """A role that was missing is there now."""
        if self._was_refused:
            self._at.connections.forget_feedback_refused(grant_of(self._batch))
            self._was_refused = False

    def _refused(self, refusal: RoleMissing) -> None:
        """Nothing more is asked until somebody may have granted the role."""
        self._may_ask = False
        self.dropped["feedback_role_missing"] += 1
        grant, reason = grant_of(self._batch), str(refusal.details["reason"])
        self._at.connections.note_feedback_refused(grant, self._batch.day, reason)
        log.warning("feedback_refused", extra={"seller_id": grant.seller_id, "reason": reason})
