"""Review jobs: fetch the reviews of named products, watch, stop and retry."""

from http import HTTPStatus
from typing import Final

from functions.api.job_answers import job_item, job_page, job_report
from functions.api.models.jobs import (
    IdempotencyHeaders,
    JobItem,
    JobPage,
    JobPath,
    JobReport,
    JobStatusQuery,
    NewFetch,
    SellerJobsPath,
)
from functions.api.reads import jobs_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SellerNotFound
from shelfsignal.collection.domain.job_errors import (
    IdempotencyConflict,
    JobNotCancellable,
    JobNotFound,
    JobNotRetryable,
    ProductsNotFound,
)
from shelfsignal.collection.services import list_jobs as lists
from shelfsignal.collection.services import review_jobs as services
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Asin, Marketplace, RunId, SellerId
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.fields import Listed
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("jobs")
_STARTING: Final = (
    *(SellerNotFound, ProductsNotFound, ReauthoriseSeller),
    *(InvalidInput, IdempotencyConflict),
)


@routes.post(
    "/v1/fetch/reviews", scope=Scope.JOBS_WRITE, status=HTTPStatus.ACCEPTED, errors=_STARTING
)
def fetch_reviews(
    principal: Principal, headers: IdempotencyHeaders, body: NewFetch, deps: ApiDeps
) -> JobItem:
    """Start fetching the reviews of up to 500 products of a connected seller."""
    command = services.FetchReviews(
        org_id=principal.org_id,
        seller_id=SellerId(body.seller_id),
        marketplace=Marketplace[body.marketplace_id.name],
        asins=tuple(Asin(each) for each in body.asins),
        mode=body.mode,
        day=body.day,
        idempotency_key=headers.key,
    )
    return job_item(services.start_fetch(jobs_of(principal, deps), command), deps.jobs.clock)


@routes.get("/v1/jobs/{job_id}/status", scope=Scope.JOBS_READ, errors=(JobNotFound, BadCursor))
def show_job_status(
    principal: Principal, path: JobPath, query: JobStatusQuery, deps: ApiDeps
) -> JobReport:
    """Show how far a job is, with its products, their objects and errors, a page at a time."""
    desk = jobs_of(principal, deps)
    job = services.watch_job(desk, principal.org_id, RunId(path.job_id))
    page = services.job_items(desk, job, query.limit, query.cursor, query.state)
    return job_report(job, page, deps.jobs.clock)


@routes.post(
    "/v1/jobs/{job_id}/cancel",
    scope=Scope.JOBS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(JobNotFound, JobNotCancellable),
)
def cancel_job(principal: Principal, path: JobPath, deps: ApiDeps) -> JobItem:
    """Have a job stop at its next page; what it has fetched stays."""
    job = services.cancel_job(jobs_of(principal, deps), principal.org_id, RunId(path.job_id))
    return job_item(job, deps.jobs.clock)


@routes.post(
    "/v1/jobs/{job_id}/retry",
    scope=Scope.JOBS_WRITE,
    status=HTTPStatus.ACCEPTED,
    errors=(JobNotFound, JobNotRetryable),
)
def retry_job(principal: Principal, path: JobPath, deps: ApiDeps) -> JobItem:
    """Go on with what a job left: failed products, and those a cancellation kept it from."""
    job = services.retry_job(jobs_of(principal, deps), principal.org_id, RunId(path.job_id))
    return job_item(job, deps.jobs.clock)


@routes.get("/v1/jobs", scope=Scope.JOBS_READ, errors=(BadCursor,))
def list_jobs(principal: Principal, query: Listed, deps: ApiDeps) -> JobPage:
    """List the jobs of all sellers and files, newest first."""
    desk = jobs_of(principal, deps)
    found = lists.list_jobs(desk, principal.org_id, query.limit, query.cursor)
    return job_page(found, deps.jobs.clock)


@routes.get(
    "/v1/seller/{seller_id}/jobs", scope=Scope.JOBS_READ, errors=(SellerNotFound, BadCursor)
)
def list_seller_jobs(
    principal: Principal, path: SellerJobsPath, query: Listed, deps: ApiDeps
) -> JobPage:
    """List a seller's jobs, newest first; of seller CSV: those of files that name no seller."""
    desk, seller = jobs_of(principal, deps), SellerId(path.seller_id)
    found = lists.list_jobs(desk, principal.org_id, query.limit, query.cursor, seller)
    return job_page(found, deps.jobs.clock)
