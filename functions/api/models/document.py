"""The files of the docs page."""

from enum import StrEnum

from pydantic import Field

from shelfsignal.runtime.web.fields import Given


class DocsFile(StrEnum):
    """What the page loads, all of it from here."""

    STYLE = "swagger-ui.css"
    OWN_STYLE = "docs.css"
    VIEWER = "swagger-ui-bundle.js"
    START = "docs.js"


class DocsPath(Given):
    file: DocsFile = Field(description="A file of the page.")
