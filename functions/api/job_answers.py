"""Review jobs as the API shows them."""

from functions.api.models import jobs as models
from shelfsignal.collection.domain.jobs import Job, JobItem
from shelfsignal.collection.domain.upload_ports import FileReport
from shelfsignal.collection.services.list_jobs import JobPage
from shelfsignal.collection.services.open_review_job import task_of
from shelfsignal.collection.services.review_jobs import ItemPage
from shelfsignal.collection.services.uploads import BadRows, UploadPlace
from shelfsignal.kernel import lake
from shelfsignal.kernel.clock import Clock


def job_item(job: Job, clock: Clock) -> models.JobItem:
    """The job without its products."""
    figures = job.figures
    return models.JobItem.model_validate(
        {
            **{name: getattr(job, name) for name in _SAME},
            "marketplace_id": job.marketplace.marketplace_id,
            "cancel_requested": job.cancel_requested_at is not None,
            "total_asins": figures.total or len(job.asins),
            "completed_asins": figures.completed,
            "failed_asins": figures.failed,
            "total_reviews_fetched": figures.reviews,
            "pages_fetched": figures.pages,
            "duration_seconds": job.seconds(clock()),
        }
    )


def job_page(page: JobPage, clock: Clock) -> models.JobPage:
    """A page of jobs without their products."""
    items = tuple(job_item(each, clock) for each in page.jobs)
    return models.JobPage(items=items, cursor=page.cursor)


_SAME = (
    *("job_id", "kind", "mode", "status", "seller_id", "day", "attempt", "failure", "upload"),
    *("created_at", "started_at", "finished_at"),
)


def job_report(job: Job, page: ItemPage, clock: Clock) -> models.JobReport:
    """The job with these of its products."""
    results = tuple(_result(job, item) for item in page.items)
    return models.JobReport(
        **job_item(job, clock).model_dump(),
        s3_raw_keys=tuple(key for each in results for key in each.s3_raw_keys),
        s3_processed_keys=tuple(each.s3_processed_key for each in results if each.s3_processed_key),
        errors=tuple(
            models.JobError(asin=each.asin, error=each.error, reason=each.reason or "")
            for each in results
            if each.error
        ),
        results=results,
        cursor=page.cursor,
    )


def _result(job: Job, item: JobItem) -> models.JobResult:
    task = task_of(job, item)
    source, pages = job.kind.source, range(1, item.pages + 1)
    raw = (lake.raw_texts_key(task, item.asin, number, source) for number in pages)
    return models.JobResult(
        asin=item.asin,
        state=item.state,
        pages=item.pages,
        reviews=item.reviews,
        s3_raw_keys=tuple(raw),
        s3_processed_key=lake.page_key(task, item.number) if item.listing else None,
        error=item.error,
        reason=item.reason,
    )


def upload_item(job: Job, place: UploadPlace | None, clock: Clock) -> models.UploadItem:
    """The job of a file, and where the file is to be put."""
    return models.UploadItem(
        **job_item(job, clock).model_dump(),
        upload_url=place.url if place else None,
        upload_expires_at=place.expires_at if place else None,
    )


def upload_report(
    job: Job, report: FileReport | None, bad: BadRows, clock: Clock
) -> models.UploadReport:
    """The job of a file with these of its bad rows."""
    return models.UploadReport(
        **job_item(job, clock).model_dump(),
        encoding=report.encoding if report else None,
        delimiter=report.delimiter if report else None,
        columns=report.columns if report else (),
        ignored=report.ignored if report else (),
        rows=tuple(models.UploadRow.model_validate(row) for row in bad.rows),
        cursor=bad.cursor,
    )
