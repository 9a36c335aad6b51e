"""Reading the events of review_fetch's functions, once, at the edge."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from shelfsignal.collection.services.record_job_failure import JobFailureReport
from shelfsignal.kernel.ids import OrgId, RunId


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class JobEvent(_Document):
    """Which attempt of which job."""

    org_id: OrgId
    job_id: RunId
    attempt: int


class OpenJobEvent(_Document):
    """What the state OpenReviewJob passes: the execution's input."""

    input: JobEvent


class JobFailureEvent(_Document):
    """What the recording states pass; a product's task bears its job's id as run_id."""

    input: dict[str, Any]
    error: str = "Unknown"
    cause: str = ""
    stage: str = "unknown"

    def report(self) -> JobFailureReport | None:
        """None when it does not say which job it is about."""
        about = self.input
        job_id = about.get("job_id") or about.get("run_id")
        if not about.get("org_id") or not job_id or "attempt" not in about:
            return None
        return JobFailureReport(
            org_id=OrgId(str(about["org_id"])),
            job_id=RunId(str(job_id)),
            attempt=int(about["attempt"]),
            item=int(about["item"]) if "item" in about else None,
            error=self.error,
            cause=self.cause,
            state=self.stage,
        )
