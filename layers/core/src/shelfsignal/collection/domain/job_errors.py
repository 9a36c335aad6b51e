"""What can go wrong with review jobs.

Rejected
|-- Conflict
|   |-- JobNotCancellable    the job has ended
|   |-- JobNotRetryable      it is under way, or nothing of it is left
|   |-- IdempotencyConflict  the key was used for another request
|   `-- UploadMissing        the file has not been put where the job looks for it
|-- NotFound
|   |-- JobNotFound
|   `-- ProductsNotFound     of other brands than the caller sees, or of none that is known
`-- UnreadableUpload         the file as a whole cannot be read as CSV of reviews
Transient
`-- LostJob                  somebody else changed the job meanwhile
"""

from collections.abc import Sequence

from shelfsignal.kernel.errors import Conflict, NotFound, Rejected, Transient
from shelfsignal.kernel.ids import Asin, RunId


class JobNotFound(NotFound):
    """No such job in this organisation."""

    code = "job_not_found"

    def __init__(self, job_id: RunId) -> None:
        super().__init__(f"There is no job {job_id}.", job_id=job_id)


class ProductsNotFound(NotFound):
    """Products that do not exist for a caller who sees some brands alone."""

    def __init__(self, asins: Sequence[Asin]) -> None:
        super().__init__(f"There is no product {', '.join(asins)}.", asins=list(asins))


class JobNotCancellable(Conflict):
    """The job has ended."""

    code = "job_not_cancellable"

    def __init__(self, job_id: RunId, status: str) -> None:
        super().__init__(f"Job {job_id} is {status} already.", job_id=job_id, status=status)


class JobNotRetryable(Conflict):
    """The job is under way, or nothing of it is left."""

    code = "job_not_retryable"

    def __init__(self, job_id: RunId, status: str) -> None:
        super().__init__(
            f"Job {job_id} is {status}: there is nothing to retry.", job_id=job_id, status=status
        )


class IdempotencyConflict(Conflict):
    """The Idempotency-Key came with another request before."""

    code = "idempotency_conflict"

    def __init__(self, job_id: RunId) -> None:
        super().__init__(
            f"This Idempotency-Key was used for another request, which made job {job_id}.",
            job_id=job_id,
        )


class UploadMissing(Conflict):
    """The file has not been put where the job looks for it."""

    code = "upload_missing"

    def __init__(self, job_id: RunId) -> None:
        super().__init__(
            f"There is no file for job {job_id} yet: PUT it to its upload_url.", job_id=job_id
        )


class UnreadableUpload(Rejected):
    """The file as a whole cannot be read as CSV of reviews; the message says why."""

    code = "unreadable_upload"


class LostJob(Transient):
    """Somebody else changed the job meanwhile; read it again."""

    code = "lost_job"

    def __init__(self, job_id: RunId) -> None:
        super().__init__(f"Job {job_id} has moved on.", job_id=job_id)
