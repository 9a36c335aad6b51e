"""Review jobs' ports in memory, held to the same contract tests as the real ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shelfsignal.collection.domain.calls import CallTally
from shelfsignal.collection.domain.collect_ports import PageT, Parse, SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import CheckpointMoved
from shelfsignal.collection.domain.job_errors import (
    IdempotencyConflict,
    JobNotFound,
    LostJob,
    UnreadableUpload,
    UploadMissing,
)
from shelfsignal.collection.domain.job_ports import Question, RequestKey
from shelfsignal.collection.domain.jobs import ItemState, Job, JobFigures, JobItem, Mark
from shelfsignal.collection.domain.review_texts import DatedReview
from shelfsignal.collection.domain.upload_ports import FileReport
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Asin, OrgId, ProductId, RunId, SellerId


@dataclass
class FakeJobs:
    """JobStore."""

    rows: dict[tuple[OrgId, RunId], Job] = field(default_factory=dict)
    keys: dict[tuple[OrgId, str], tuple[RequestKey, RunId]] = field(default_factory=dict)
    rows_of: dict[tuple[OrgId, RunId], dict[int, JobItem]] = field(default_factory=dict)

    def create(self, job: Job, key: RequestKey | None) -> Job:
        made = self.keys.get((job.org_id, key.key_hash)) if key else None
        if key and made and made[0].expires_at >= job.created_at:
            if made[0].request_hash != key.request_hash:
                raise IdempotencyConflict(made[1])
            return self.get(job.org_id, made[1])
        if key:
            self.keys[job.org_id, key.key_hash] = (key, job.job_id)
        self.rows[job.org_id, job.job_id] = job
        return job

    def get(self, org_id: OrgId, job_id: RunId) -> Job:
        if (org_id, job_id) not in self.rows:
            raise JobNotFound(job_id)
        return replace(self.rows[org_id, job_id], figures=self._figures(org_id, job_id))

    def listed(
        self,
        org_id: OrgId,
        *,
        limit: int,
        seller_id: SellerId | None = None,
        before: RunId | None = None,
    ) -> Sequence[Job]:
        ours = [
            self.get(org, job_id)
            for (org, job_id), job in self.rows.items()
            if org == org_id
            and seller_id in {None, job.seller_id}
            and (before is None or job_id < before)
        ]
        return sorted(ours, key=lambda job: job.job_id, reverse=True)[:limit]

    def replace(self, job: Job) -> Job:
        if self.get(job.org_id, job.job_id).version != job.version:
            raise LostJob(job.job_id)
        stored = replace(job, version=job.version + 1)
        self.rows[job.org_id, job.job_id] = stored
        return replace(stored, figures=self._figures(job.org_id, job.job_id))

    def add_items(self, job: Job, items: Sequence[JobItem]) -> None:
        self.rows_of[job.org_id, job.job_id] = {item.number: item for item in items}

    def item(self, org_id: OrgId, job_id: RunId, number: int) -> JobItem:
        found = self.rows_of.get((org_id, job_id), {}).get(number)
        if found is None:
            raise JobNotFound(job_id)
        return found

    def items(
        self,
        org_id: OrgId,
        job_id: RunId,
        *,
        after: int = 0,
        limit: int | None = None,
        state: ItemState | None = None,
    ) -> Sequence[JobItem]:
        found = [
            item
            for number, item in sorted(self.rows_of.get((org_id, job_id), {}).items())
            if number > after and state in (None, item.state)
        ]
        return found[:limit]

    def move(self, org_id: OrgId, job_id: RunId, old: JobItem, new: JobItem) -> JobItem:
        if self.item(org_id, job_id, old.number).version != old.version:
            raise CheckpointMoved(f"{job_id}#{old.asin}")
        stored = replace(new, version=old.version + 1)
        self.rows_of[org_id, job_id][old.number] = stored
        return stored

    def _figures(self, org_id: OrgId, job_id: RunId) -> JobFigures:
        items = self.rows_of.get((org_id, job_id), {}).values()
        figures = [item.figures for item in items]
        return JobFigures(
            len(figures),
            sum(each.completed for each in figures),
            sum(each.failed for each in figures),
            sum(each.reviews for each in figures),
            sum(each.pages for each in figures),
        )


@dataclass
class FakeMarks:
    """MarkStore."""

    rows: dict[tuple[OrgId, ProductId, str], Mark] = field(default_factory=dict)

    def mark(self, org_id: OrgId, product_id: ProductId, source: str) -> Mark | None:
        return self.rows.get((org_id, product_id, source))

    def put_mark(self, org_id: OrgId, product_id: ProductId, source: str, mark: Mark) -> None:
        before = self.mark(org_id, product_id, source)
        if before is None or before.at <= mark.at:
            self.rows[org_id, product_id, source] = mark


@dataclass
class FakeJobLake:
    """JobLake. left: what analysis of a product left, by ASIN; `journal` lists writes in order."""

    bucket: str = "data"
    tasks: dict[tuple[RunId, int], list[ReviewTask]] = field(default_factory=dict)
    raw: dict[tuple[str, Asin, int], bytes] = field(default_factory=dict)
    pages: dict[tuple[Asin, int], tuple[DatedReview, ...]] = field(default_factory=dict)
    listings: dict[Asin, ProductListing] = field(default_factory=dict)
    left: dict[Asin, str] = field(default_factory=dict)
    journal: list[str] = field(default_factory=list)

    def write_tasks(self, job: Job, tasks: Sequence[ReviewTask]) -> str:
        self.tasks[job.job_id, job.attempt] = list(tasks)
        return f"manifests/{job.job_id}/{job.attempt}"

    def save_raw(self, task: ReviewTask, source: str, page: int, body: bytes) -> None:
        self.raw[source, task.asin, page] = body
        self.journal.append(f"raw {task.asin} {page}")

    def save_page(self, task: ReviewTask, page: int, reviews: Sequence[DatedReview]) -> None:
        self.pages[task.asin, page] = tuple(reviews)

    def load_page(self, task: ReviewTask, page: int) -> tuple[DatedReview, ...]:
        if (task.asin, page) not in self.pages:
            raise NotFound("There is no such page.", page=page)
        return self.pages[task.asin, page]

    def save_listing(self, task: ReviewTask, listing: ProductListing) -> None:
        self.listings[task.asin] = listing
        self.journal.append(f"listing {task.asin}")

    def analysis_failure(self, task: ReviewTask) -> str | None:
        return self.left.get(task.asin)


@dataclass
class FakeTexts:
    """ReviewSource and ReviewSession: bodies by (asin, token), or errors to raise, in order.

    asked lists the questions; `before` is called with each.
    """

    asks_amazon: bool = True
    answers: dict[tuple[str, str | None], list[bytes | Exception]] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    before: Callable[[Question], object] = lambda _: None
    tally: CallTally = field(default_factory=CallTally)

    def session(
        self, task: ReviewTask, connection: SellerConnection | None, seconds_left: SecondsLeft
    ) -> "FakeTexts":
        assert (connection is not None) == self.asks_amazon
        return self

    def page(self, question: Question, parse: Parse[PageT]) -> PageT:
        self.asked.append(question)
        self.before(question)
        queue = self.answers[question.asin, question.token]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        return parse(answer)


@dataclass
class FakeUploads:
    """UploadFiles."""

    files: dict[RunId, bytes] = field(default_factory=dict)
    parts: dict[RunId, Mapping[Asin, Sequence[Mapping[str, Any]]]] = field(default_factory=dict)
    reports: dict[RunId, FileReport] = field(default_factory=dict)

    def put(self, job: Job, body: bytes) -> None:
        self.files[job.job_id] = body

    def link(self, job: Job, size_bytes: int, seconds: int) -> str:
        return f"https://files.test/{job.job_id}?expires={seconds}&size={size_bytes}"

    def size_bytes(self, job: Job) -> int | None:
        return len(self.files[job.job_id]) if job.job_id in self.files else None

    def read(self, job: Job, most_bytes: int) -> bytes:
        if job.job_id not in self.files:
            raise UploadMissing(job.job_id)
        if len(self.files[job.job_id]) > most_bytes:
            raise UnreadableUpload("The file is too large.")
        return self.files[job.job_id]

    def put_parts(self, job: Job, rows: Mapping[Asin, Sequence[Mapping[str, Any]]]) -> None:
        self.parts[job.job_id] = rows

    def put_report(self, job: Job, report: FileReport) -> None:
        self.reports[job.job_id] = report

    def report(self, job: Job) -> FileReport | None:
        return self.reports.get(job.job_id)
