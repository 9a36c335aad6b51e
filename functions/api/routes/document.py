"""The API describes itself: its OpenAPI document, and a page to read it and try it out."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from functions.api.models.document import DocsPath
from shelfsignal.runtime.web.replies import Content
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("document")
_HERE: Final = Path(__file__).resolve().parent.parent
_MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript"}
# The page needs its own files and the API, and nothing from anywhere else.
_PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@routes.get("/v1/openapi.json", scope=None, produces=("application/json",))
def show_openapi() -> Content:
    """Show this document: every route, parameter, answer and error."""
    return Content(_document(), "application/json")


@routes.get("/v1/docs", scope=None, produces=("text/html",))
def show_docs() -> Content:
    """Show a page to read this document and try the routes; it needs no other site."""
    headers = {"content-security-policy": _PAGE_POLICY}
    return Content(_text("static/docs.html"), "text/html; charset=utf-8", headers=headers)


@routes.get("/v1/docs/{file}", scope=None, produces=tuple(_MEDIA_TYPES.values()))
def show_docs_file(path: DocsPath) -> Content:
    """Show a file of the docs page."""
    media_type = _MEDIA_TYPES[Path(path.file).suffix]
    headers = {"cache-control": "public, max-age=3600"}
    return Content(_text(f"static/{path.file}"), f"{media_type}; charset=utf-8", headers=headers)


@cache
def _document() -> str:
    """Without the spaces that it is committed with, for people to review."""
    return json.dumps(json.loads(_text("openapi.json")), separators=(",", ":"), ensure_ascii=False)


@cache
def _text(file: str) -> str:
    return (_HERE / file).read_text(encoding="utf-8")
