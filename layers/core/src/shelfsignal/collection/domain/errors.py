"""What can go wrong while collecting.

Rejected
|-- Conflict
|   |-- RunInProgress       another run holds a scope of this one
|   |-- RunNotResumable     the run is running, or has nothing left to do
|   |-- StaleAttempt        an execution of an attempt that is over
|   `-- SellerTaken         the selling partner belongs to another organisation
|-- NotFound
|   |-- RunNotFound
|   `-- SellerNotFound
|-- NoSellers               nothing to refresh
|-- ReauthoriseSeller       the seller has to consent again; never retried
|   `-- RoleMissing         Amazon refuses this one operation to the application or the seller
`-- SourceRefused           the source will not answer this request, however often it is asked
    |-- LinkExpired         a signed link that is no good any more
    `-- MalformedAnswer     a 2xx that is not of the promised shape
Transient
|-- SlotTooFar              the rate limit's next slot is later than the caller's time
|-- SourceUnavailable       timeouts, resets, 429 and 5xx beyond the client's own tries
`-- CheckpointMoved         another worker moved this scope on
"""

from shelfsignal.kernel.errors import Conflict, NotFound, Rejected, Transient
from shelfsignal.kernel.ids import OrgId, RunId, SellerId


class RunInProgress(Conflict):
    """Another run holds a scope of this one; details name the holder."""

    code = "run_in_progress"

    def __init__(self, holder: RunId, scope: str) -> None:
        super().__init__(
            f"Run {holder} is refreshing {scope}; wait for it to end.", holder=holder, scope=scope
        )


class RunNotResumable(Conflict):
    """The run is running, or it is finished with nothing left."""

    code = "run_not_resumable"

    def __init__(self, run_id: RunId, status: str) -> None:
        super().__init__(
            f"Run {run_id} is {status}: there is nothing to resume.", run_id=run_id, status=status
        )


class StaleAttempt(Conflict):
    """An execution came for an attempt that is no longer the run's current one."""

    code = "stale_attempt"

    def __init__(self, run_id: RunId, attempt: int, current: int) -> None:
        super().__init__(
            f"Run {run_id} is at attempt {current}, not {attempt}.",
            run_id=run_id,
            attempt=attempt,
            current=current,
        )


class SellerTaken(Conflict):
    """A selling partner belongs to one organisation; whose is not said."""

    code = "seller_taken"

    def __init__(self, seller_id: SellerId) -> None:
        super().__init__(
            f"Seller {seller_id} is connected to another organisation.", seller_id=seller_id
        )


class RunNotFound(NotFound):
    """No such run in this organisation."""

    code = "run_not_found"

    def __init__(self, run_id: RunId) -> None:
        super().__init__(f"There is no run {run_id}.", run_id=run_id)


class SellerNotFound(NotFound):
    """No such seller connection in this organisation."""

    code = "seller_not_found"

    def __init__(self, seller_id: SellerId) -> None:
        super().__init__(f"There is no seller {seller_id}.", seller_id=seller_id)


class NoSellers(Rejected):
    """The request selects no connected seller, so that there is nothing to refresh."""

    code = "no_sellers"

    def __init__(self, org_id: OrgId) -> None:
        super().__init__("No connected seller matches. Connect a seller first.", org_id=org_id)


class ReauthoriseSeller(Rejected):
    """Amazon no longer accepts the seller's consent. reason: what it said, to be kept."""

    code = "reauthorise_seller"

    def __init__(self, seller_id: SellerId, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"Seller {seller_id} has to authorise again: {reason.rstrip('.')}.",
            seller_id=seller_id,
            reason=reason,
        )


class RoleMissing(ReauthoriseSeller):
    """The consent is good, but lacks the role that opens this operation."""

    def __init__(self, seller_id: SellerId, operation: str, reason: str) -> None:
        super().__init__(seller_id, reason)
        self.details["operation"] = operation


class SourceRefused(Rejected):
    """A final refusal: a 4xx that waiting does not change."""

    code = "source_refused"

    def __init__(self, operation: str, status: int, reason: str) -> None:
        super().__init__(
            f"{operation} answered {status}: {reason}",
            operation=operation,
            status=status,
            reason=reason,
        )


class LinkExpired(SourceRefused):
    """A signed link is good for minutes; another one is to be had."""

    code = "link_expired"


class MalformedAnswer(SourceRefused):
    """A 2xx that does not parse to the promised shape."""

    code = "malformed_answer"

    def __init__(self, operation: str, reason: str) -> None:
        super().__init__(operation, 200, reason)


class SlotTooFar(Transient):
    """The next free slot lies beyond the time the caller has left; nothing was reserved."""

    code = "slot_too_far"

    def __init__(self, operation: str, retry_after_s: float) -> None:
        super().__init__(
            f"The next slot of {operation} is {retry_after_s:.1f} s away.",
            retry_after_s=retry_after_s,
            operation=operation,
        )


class SourceUnavailable(Transient):
    """The source failed every try the client allows itself."""

    code = "source_unavailable"

    def __init__(self, operation: str, reason: str, retry_after_s: float = 1.0) -> None:
        super().__init__(
            f"{operation} is unavailable: {reason}",
            retry_after_s=retry_after_s,
            operation=operation,
            reason=reason,
        )


class CheckpointMoved(Transient):
    """Another worker moved the scope's checkpoint; read it again."""

    code = "checkpoint_moved"

    def __init__(self, scope: str) -> None:
        super().__init__(f"The checkpoint of {scope} has moved on.", scope=scope)
