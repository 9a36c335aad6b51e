"""Lists as files."""

from pydantic import Field

from shelfsignal.insights.domain.exports import ExportStatus
from shelfsignal.runtime.web.fields import Answer, Given, Moment


class ExportPath(Given):
    export_id: str = Field(
        pattern=r"^[0-9A-Z]{1,26}$",
        description="The id of an export.",
        examples=["01KAMXZ0000000000000000000"],
    )


class Export(Answer):
    """A list being written to a file. Ask again until it is ready or failed.

    url: where to fetch the CSV from, without other credentials and for a quarter of an hour; null
    until it is ready. rows: products in it.
    """

    export_id: str
    status: ExportStatus
    rows: int
    created_at: Moment
    expires_at: Moment
    url: str | None
