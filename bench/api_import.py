"""What importing the API's app costs, over importing the packages of others that it imports.

Each import is a fresh interpreter; the two take turns, and the least of each counts, for whatever
else the machine does only ever adds. Processor time, not the clock's, for the same reason. The
interpreter's own start is taken off both.
"""

import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any, Final

ROUNDS: Final = 12
ROOT: Final = Path(__file__).resolve().parent.parent
_APP: Final = "import functions.api.app"
_THEIRS: Final = (
    f"{_APP}\nimport sys\n"
    "print(*[name for name, module in sys.modules.items() "
    "if 'site-packages' in (getattr(module, '__file__', None) or '')])"
)


def import_figures() -> dict[str, Any]:
    """ratio: the app's import over its bare dependencies'."""
    found = subprocess.run(
        [sys.executable, "-c", _THEIRS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    theirs = [name for name in found.stdout.split() if not name.startswith("__editable__")]
    programs = {"nothing": "pass", "theirs": f"import {','.join(theirs)}", "app": _APP}
    best = dict.fromkeys(programs, float("inf"))
    for _ in range(ROUNDS):
        for name, program in programs.items():
            best[name] = min(best[name], _seconds(program))
    bare, app = best["theirs"] - best["nothing"], best["app"] - best["nothing"]
    return {
        "bench": "api_import",
        "app_ms": round(app * 1000, 1),
        "bare_dependencies_ms": round(bare * 1000, 1),
        "ratio": round(app / bare, 2),
        "boto3_imported": any(name.split(".")[0] == "boto3" for name in theirs),
    }


def layer_figures() -> dict[str, Any] | None:
    """The built core layer; None when nothing is built."""
    layer = ROOT / "build" / "layers" / "local" / "core" / "python"
    if not layer.is_dir():
        return None
    sizes = [path.stat().st_size for path in layer.rglob("*") if path.is_file()]
    return {"bench": "api_layer", "mb": round(sum(sizes) / 1e6, 1), "limit_mb": 40}


def _seconds(program: str) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
