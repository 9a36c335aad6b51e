"""Compile the lock files: exact versions with hashes for every supported Python, no index address.

python -m scripts.lock            (needs `uv`, from requirements/audit.lock)
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = tuple(f"layers/{name}/pyproject.toml" for name in ("core", "identity", "analysis"))
# The largest set of .venv is resolved first; the others take its versions, so that installing one
# set after another never moves a package.
LARGEST = "requirements/bench.lock"
# lock file -> what it is compiled from
LOCKS = {
    LARGEST: ("requirements/bench.in", *LAYERS),
    "requirements/dev.lock": ("requirements/dev.in", *LAYERS),
    "requirements/run.lock": ("requirements/run.in", *LAYERS),
    "layers/core/requirements.lock": LAYERS[:1],
    "layers/identity/requirements.lock": LAYERS[1:2],
    "layers/analysis/requirements.lock": LAYERS[2:],
    "requirements/audit.lock": ("requirements/audit.in",),
    "requirements/emulator.lock": ("requirements/emulator.in",),
}
APART = ("requirements/audit.lock", "requirements/emulator.lock")


def main() -> None:
    for lock, sources in LOCKS.items():
        together = () if lock in (LARGEST, *APART) else ("--constraint", LARGEST)
        command = [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
            *("--python-version", "3.11", "--generate-hashes", "--no-header"),
            *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
            *("--no-emit-package", "shelfsignal", "--output-file", lock),
            *(*together, *sources, *sys.argv[1:]),
        ]
        print(lock, flush=True)
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
