"""The dashboard's files: built when what they are made of changed, served as CloudFront would.

python -m local dashboard         installs and builds into dashboard/dist
python -m local dashboard-tools   installs only
"""

import shutil
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from infra_cdk.headers import dashboard_headers
from local.installs import Say, install_packages, one_at_a_time, run_quietly
from local.paths import ROOT
from scripts.build import STAMP, staged, tree_hash

HOME: Final = ROOT / "dashboard"
DIST: Final = HOME / "dist"
VITE: Final = HOME / "node_modules" / "vite" / "bin" / "vite.js"
_INPUTS: Final = ("src", "public", "index.html", "package-lock.json", "vite.config.ts")
_NOT_FOUND: Final = 404
# Files whose name holds their hash never change; all others are asked for again.
_FOREVER: Final = "public, max-age=31536000, immutable"


def install_dashboard(say: Say) -> None:
    """What builds and checks the dashboard. Raises: LocalFailure."""
    install_packages(HOME, VITE, "the dashboard's tools", say)


def build_dashboard(say: Say) -> None:
    """dashboard/dist, unless it is made of the same already. Raises: LocalFailure."""
    install_dashboard(say)
    inputs = tree_hash(*(HOME / name for name in _INPUTS))
    stamp = DIST / STAMP
    with one_at_a_time("dashboard-build"):
        if stamp.is_file() and stamp.read_text() == inputs:
            return
        say("Building the dashboard ...")
        with staged(DIST, inputs) as fresh:
            node = shutil.which("node") or "node"
            command = [node, str(VITE), "build", "--outDir", str(fresh), "--emptyOutDir"]
            run_quietly([*command, "--logLevel", "warn"], "vite build", HOME)


class DashboardFiles(StaticFiles):
    """Files by their path; any other address is a page of the dashboard, which has one file."""

    def __init__(self, folder: Path, uploads: str) -> None:
        """uploads: the origin that pages put files to."""
        super().__init__(directory=folder, check_dir=False)
        self._headers = dashboard_headers(uploads)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await self._found(path, scope)
        response.headers.update(self._headers)
        is_forever = path.startswith("assets/") and response.status_code < _NOT_FOUND
        response.headers["cache-control"] = _FOREVER if is_forever else "no-cache"
        return response

    async def _found(self, path: str, scope: Scope) -> Response:
        is_hidden = any(part.startswith(".") and part != "." for part in Path(path).parts)
        try:
            if not is_hidden and path != ".":
                return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != _NOT_FOUND or path.startswith("assets/"):
                raise
        return await super().get_response("index.html", scope)
