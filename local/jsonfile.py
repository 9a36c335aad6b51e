"""Small JSON files: written whole or not at all."""

import json
from pathlib import Path
from typing import Any

PRIVATE = 0o600


def write_json(path: Path, document: Any, *, mode: int = PRIVATE) -> None:
    """Replaces the file in one step; readable by its owner alone unless said otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.touch(mode=mode)
    fresh.chmod(mode)
    fresh.write_text(json.dumps(document, indent=2) + "\n")
    fresh.replace(path)


def read_json(path: Path) -> Any:
    """Its content; None when there is no such file, or what is there is no JSON."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
