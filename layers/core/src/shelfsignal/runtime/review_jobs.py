"""Wiring of review jobs: for the API, which asks for them, and for the functions that do them."""

from datetime import timedelta

import boto3

from shelfsignal.collection.adapters.dynamo.connections import DynamoConnections
from shelfsignal.collection.adapters.dynamo.job_items import DynamoMarks
from shelfsignal.collection.adapters.dynamo.jobs import DynamoJobs
from shelfsignal.collection.adapters.dynamo.products import DynamoProducts
from shelfsignal.collection.adapters.executions import StepFunctionsExecutions
from shelfsignal.collection.adapters.s3.job_lake import S3JobLake
from shelfsignal.collection.adapters.s3.uploads import S3Uploads, UploadedReviews
from shelfsignal.collection.adapters.secrets import PseudonymKeys, Secrets
from shelfsignal.collection.adapters.sp_api.review_texts import ReviewTexts
from shelfsignal.collection.domain.jobs import JobKind
from shelfsignal.collection.services.close_review_job import JobClosing
from shelfsignal.collection.services.fetch_reviews import Fetching
from shelfsignal.collection.services.open_review_job import AsAsked, JobOpening
from shelfsignal.collection.services.review_jobs import JobDesk
from shelfsignal.collection.services.uploads import FileIntake, UploadDesk
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import new_run_id
from shelfsignal.runtime.collection import STEADY, objects_of, sp_api_client
from shelfsignal.runtime.collector_settings import CollectorSettings
from shelfsignal.runtime.links import LINKS


def job_desk(
    collection_table: str, data_bucket: str, review_machine_arn: str, jobs_kept_for: timedelta
) -> JobDesk:
    """For the API."""
    client = boto3.client("stepfunctions", config=STEADY)
    return JobDesk(
        jobs=DynamoJobs(collection_table, jobs_kept_for),
        connections=DynamoConnections(collection_table),
        products=DynamoProducts(collection_table),
        executions=StepFunctionsExecutions(client, review_machine_arn),
        files=uploads(data_bucket),
        clock=utc_now,
        new_id=new_run_id,
    )


def upload_desk(jobs: JobDesk, seller_secret_prefix: str) -> UploadDesk:
    """For the API."""
    secrets = Secrets(boto3.client("secretsmanager", config=STEADY))
    return UploadDesk(jobs, PseudonymKeys(secrets, seller_secret_prefix))


def uploads(data_bucket: str) -> S3Uploads:
    """Files, and links to put them by."""
    return S3Uploads(lambda: boto3.client("s3", config=STEADY.merge(LINKS)), data_bucket)


def job_store(collection_table: str, jobs_kept_for: timedelta) -> DynamoJobs:
    """For RecordJobFailure."""
    return DynamoJobs(collection_table, jobs_kept_for)


def job_opening(collection_table: str, data_bucket: str) -> JobOpening:
    """For OpenReviewJob."""
    objects = objects_of(data_bucket)
    return JobOpening(
        jobs=DynamoJobs(collection_table),
        lake=S3JobLake(objects),
        preparers={
            JobKind.REVIEW_FETCH: AsAsked(),
            JobKind.CSV_UPLOAD: FileIntake(uploads(data_bucket), DynamoProducts(collection_table)),
        },
        clock=utc_now,
    )


def fetching(settings: CollectorSettings) -> Fetching:
    """For FetchReviews."""
    table = settings.collection_table
    secrets = Secrets(boto3.client("secretsmanager", config=STEADY))
    client = sp_api_client(settings, secrets)
    return Fetching(
        sources={
            JobKind.REVIEW_FETCH: ReviewTexts(client, settings.page_size),
            JobKind.CSV_UPLOAD: UploadedReviews(objects_of(settings.data_bucket)),
        },
        jobs=DynamoJobs(table),
        marks=DynamoMarks(table),
        products=DynamoProducts(table),
        connections=DynamoConnections(table),
        pseudonyms=PseudonymKeys(secrets, settings.seller_secret_prefix),
        lake=S3JobLake(objects_of(settings.data_bucket)),
        clock=utc_now,
    )


def job_closing(collection_table: str, data_bucket: str, jobs_kept_for: timedelta) -> JobClosing:
    """For CloseReviewJob."""
    return JobClosing(
        jobs=DynamoJobs(collection_table, jobs_kept_for),
        marks=DynamoMarks(collection_table),
        lake=S3JobLake(objects_of(data_bucket)),
        clock=utc_now,
    )
