"""Write what is read off the routes: ``python -m scripts.openapi``.

The OpenAPI document that the API serves, and the index by which it finds a route's module.
"""

import sys
from pathlib import Path
from typing import Final

from infra_cdk.apps import APPS
from scripts.openapi.document import document, text_of
from shelfsignal.runtime.web.index import index_of, tables_in

ROOT: Final = Path(__file__).resolve().parents[2]
COMMITTED: Final = ROOT / "functions" / "api" / "openapi.json"
INDEXES: Final = {"api": ROOT / "functions" / "api" / "index.py"}


def index_text(function: str) -> str:
    """The module that holds the index of a function's routes."""
    lines = ['"""Where each route is declared. Made by `make openapi`; not to be edited."""', ""]
    lines += [
        "# fmt: off",
        "from shelfsignal.runtime.web.index import Index",
        "",
        "INDEX: Index = {",
    ]
    for module, routes in index_of(tables_in(f"functions.{function}.routes")).items():
        lines.append(f'    "{module}": (')
        lines += [f'        ("{method}", "{path}", "{name}"),' for method, path, name in routes]
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


def main() -> None:
    _write(COMMITTED, text_of(document(APPS.values())))
    for function, file in INDEXES.items():
        _write(file, index_text(function))


def _write(file: Path, text: str) -> None:
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
        print(f"wrote {file.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
