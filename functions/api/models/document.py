"""The OpenAPI document as an answer: its own shape is OpenAPI's, not ours."""

from typing import Any

from pydantic import ConfigDict, RootModel


class OpenApiDocument(RootModel[dict[str, Any]]):
    """OpenAPI 3.1."""

    model_config = ConfigDict(frozen=True, defer_build=True)
