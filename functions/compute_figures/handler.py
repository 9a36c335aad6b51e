"""A product's figures of the day, asked for by the API when somebody read stale ones.

in:  {"org_id", "product_id"}
out: {}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ConfigDict

from functions.compute_figures.settings import ComputeFiguresSettings
from shelfsignal.insights.services.compute_figures import ComputeDeps, compute_figures
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.insight_reads import wire_compute_figures

log = logger()


class Wanted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    org_id: OrgId
    product_id: ProductId


@entrypoint(ComputeFiguresSettings, wire_compute_figures)
def handler(event: JsonDict, deps: ComputeDeps, _context: LambdaContext) -> JsonDict:
    wanted = Wanted.model_validate(event)
    made = compute_figures(wanted.org_id, wanted.product_id, deps)
    day = made.assessment.day.isoformat()
    log.info("figures_computed", extra={"product_id": wanted.product_id, "day": day})
    return {}
