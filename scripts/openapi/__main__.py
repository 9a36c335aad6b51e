"""Write the document that the API serves: ``python -m scripts.openapi``."""

from pathlib import Path
from typing import Final

from infra_cdk.apps import APPS
from scripts.openapi.document import document, text_of

COMMITTED: Final = Path(__file__).resolve().parents[2] / "functions" / "api" / "openapi.json"


def main() -> None:
    text = text_of(document(APPS.values()))
    if not COMMITTED.exists() or COMMITTED.read_text() != text:
        COMMITTED.write_text(text)
        print(f"wrote {COMMITTED.relative_to(COMMITTED.parents[2])}")


if __name__ == "__main__":
    main()
