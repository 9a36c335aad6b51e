"""Uploads: reviews from a CSV file, as a review job."""

from http import HTTPStatus

from functions.api.job_answers import job_item, upload_item, upload_report
from functions.api.models.jobs import (
    IdempotencyHeaders,
    JobItem,
    JobPath,
    NewUpload,
    UploadItem,
    UploadReport,
)
from functions.api.reads import uploads_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.errors import SellerNotFound
from shelfsignal.collection.domain.job_errors import (
    IdempotencyConflict,
    JobNotCancellable,
    JobNotFound,
    UnreadableUpload,
    UploadMissing,
)
from shelfsignal.collection.services import uploads as services
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, RunId, SellerId
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.fields import Listed
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("uploads")


@routes.post(
    "/v1/uploads",
    scope=Scope.JOBS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(SellerNotFound, IdempotencyConflict, InvalidInput),
)
def start_upload(
    principal: Principal, headers: IdempotencyHeaders, body: NewUpload, deps: ApiDeps
) -> UploadItem:
    """Take reviews from a CSV file: in the request, or put to the answer's upload_url."""
    command = services.NewUpload(
        org_id=principal.org_id,
        marketplace=Marketplace[body.marketplace_id.name],
        filename=body.filename,
        seller_id=SellerId(body.seller_id) if body.seller_id else None,
        csv=body.csv,
        size_bytes=body.size_bytes,
        day=body.day,
        idempotency_key=headers.key,
    )
    job, place = services.start_upload(uploads_of(principal, deps), command)
    return upload_item(job, place, deps.jobs.clock)


@routes.get("/v1/uploads/{job_id}", scope=Scope.JOBS_READ, errors=(JobNotFound, BadCursor))
def show_upload(principal: Principal, path: JobPath, query: Listed, deps: ApiDeps) -> UploadReport:
    """Show what was made of a file: which rows are not usable, by line and column, and why."""
    job, report, bad = services.upload_report(
        uploads_of(principal, deps), principal.org_id, RunId(path.job_id), query.limit, query.cursor
    )
    return upload_report(job, report, bad, deps.jobs.clock)


@routes.post(
    "/v1/uploads/{job_id}/start",
    scope=Scope.JOBS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(JobNotFound, JobNotCancellable, UploadMissing, UnreadableUpload),
)
def start_uploaded(principal: Principal, path: JobPath, deps: ApiDeps) -> JobItem:
    """Start a job whose file has been put to its upload_url."""
    job = services.start_uploaded(uploads_of(principal, deps), principal.org_id, RunId(path.job_id))
    return job_item(job, deps.jobs.clock)
