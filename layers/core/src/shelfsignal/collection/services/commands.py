"""Reading a handler's event into a typed command, once, at the edge."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from shelfsignal.collection.domain.connections import Selection
from shelfsignal.collection.domain.runs import RunTrigger
from shelfsignal.collection.services.open_run import OpenRun
from shelfsignal.collection.services.record_failure import FailureReport
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId

ModelT = TypeVar("ModelT", bound=BaseModel)


def read(model: type[ModelT], event: Mapping[str, Any]) -> ModelT:
    """Raises: InvalidInput naming every wrong field."""
    try:
        return model.model_validate(event)
    except ValidationError as error:
        wrong = {".".join(map(str, each["loc"])): each["msg"] for each in error.errors()}
        raise InvalidInput(f"Wrong input: {wrong}", fields=sorted(wrong)) from None


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RunInput(_Document):
    """The documented input of an execution; everything but org_id is optional."""

    org_id: OrgId
    run_id: RunId | None = None
    attempt: int | None = None
    day: date | None = None
    trigger: RunTrigger = RunTrigger.CONSOLE
    sellers: frozenset[SellerId] = frozenset()
    marketplaces: frozenset[Marketplace] = frozenset()


class OpenRunEvent(_Document):
    """What the state OpenRun passes."""

    input: RunInput
    execution_arn: str

    def command(self) -> OpenRun:
        given = self.input
        return OpenRun(
            org_id=given.org_id,
            execution_arn=self.execution_arn,
            run_id=given.run_id,
            attempt=given.attempt,
            day=given.day,
            trigger=given.trigger,
            selection=Selection(given.sellers, given.marketplaces),
        )


class CloseRunEvent(_Document):
    """What the state CloseRun passes."""

    org_id: OrgId
    run_id: RunId
    attempt: int


class FailureEvent(_Document):
    """What the recording states pass; input is the input of the execution or of the map's child."""

    org_id: OrgId | None = None
    run_id: RunId | None = None
    attempt: int | None = None
    input: dict[str, Any] = {}
    error: str = "Unknown"
    cause: str = ""
    execution_arn: str
    stage: str = "unknown"

    def report(self) -> FailureReport:
        return FailureReport(
            org_id=self.org_id or self.input.get("org_id"),
            run_id=self.run_id or self.input.get("run_id"),
            attempt=self.attempt or self.input.get("attempt"),
            error=self.error,
            cause=self.cause,
            execution_arn=self.execution_arn,
            state=self.stage,
            subject_input=self.input,
        )
