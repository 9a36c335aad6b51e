"""Brand, category, marketplace and portfolio figures of a run, stated for its day.

in:  {"org_id", "run_id", "day"}
out: {}
"""

from datetime import date

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ConfigDict

from functions.roll_up.settings import RollUpSettings
from shelfsignal.insights.services.deps import RollUpDeps
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.insights import wire_roll_up

log = logger()


class RollUpInput(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    org_id: OrgId
    run_id: RunId
    day: date


@entrypoint(RollUpSettings, wire_roll_up)
def handler(event: JsonDict, deps: RollUpDeps, _context: LambdaContext) -> JsonDict:
    run = RollUpInput.model_validate(event)
    roll_up(run.org_id, run.run_id, run.day, deps)
    log.info("run_rolled_up", extra={"day": run.day.isoformat()})
    return {}
