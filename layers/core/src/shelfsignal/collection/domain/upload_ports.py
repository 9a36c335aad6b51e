"""Where uploaded files are: the file itself, its usable rows by product, and its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shelfsignal.collection.domain.jobs import Job
from shelfsignal.collection.domain.review_csv import BadRow, ReadFile
from shelfsignal.kernel.ids import Asin


@dataclass(frozen=True)
class FileReport:
    """What was made of a file. bad: the first of the bad_rows that are not usable."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: int
    bad_rows: int
    bad: tuple[BadRow, ...]

    @classmethod
    def of(cls, found: ReadFile) -> "FileReport":
        return cls(
            found.encoding,
            found.delimiter,
            found.columns,
            found.ignored,
            found.total,
            found.bad_rows,
            tuple(found.bad),
        )


class UploadFiles(Protocol):
    """Files by job."""

    def put(self, job: Job, body: bytes) -> None:
        """Stores the file itself."""

    def link(self, job: Job, size_bytes: int, seconds: int) -> str:
        """A URL that takes a file of exactly this size by PUT, for so long."""

    def size_bytes(self, job: Job) -> int | None:
        """Of the file that has arrived; None before."""

    def read(self, job: Job, most_bytes: int) -> bytes:
        """Raises: UploadMissing; UnreadableUpload when it is larger."""

    def put_parts(self, job: Job, rows: Mapping[Asin, Sequence[Mapping[str, Any]]]) -> None:
        """Stores the usable rows, a part a product."""

    def put_report(self, job: Job, report: FileReport) -> None:
        """Stores what was made of the file."""

    def report(self, job: Job) -> FileReport | None:
        """None before the file has been read."""
