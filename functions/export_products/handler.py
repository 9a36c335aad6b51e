"""A list of products written as a CSV file, because it is too long for an answer.

in:  {"org_id", "export_id"}
out: {}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ConfigDict

from functions.export_products.settings import ExportProductsSettings
from shelfsignal.insights.services.exports import write_export
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.exports import WriteDeps, wire_write_export

log = logger()


class Wanted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    org_id: OrgId
    export_id: str


@entrypoint(ExportProductsSettings, wire_write_export)
def handler(event: JsonDict, deps: WriteDeps, _context: LambdaContext) -> JsonDict:
    wanted = Wanted.model_validate(event)
    made = write_export(wanted.org_id, wanted.export_id, deps.reads, deps.exports, deps.files)
    log.info("export_written", extra={"export_id": made.export_id, "rows": made.rows})
    return {}
