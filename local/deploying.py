"""Plain `cdk` against the emulator: bootstrap once, deploy what changed, remember the outputs."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.aws import ACCOUNT, REGION, Clients, fake_environment
from local.failures import LocalFailure
from local.fixes import apply_fixes
from local.jsonfile import read_json, write_json
from local.paths import CDK, NODE_HOME, ROOT, Paths
from local.ports import Ports
from scripts.build import locked, tree_hash

_INPUTS = ("infra_cdk", "statemachine", "cdk.json", "requirements/run.lock")
_SHARED_OPTIONS = ("--no-notices", "--no-color", "--no-version-reporting")


@dataclass(frozen=True)
class Deployment:
    """Value by output name, of all stacks."""

    outputs: Mapping[str, str]

    @property
    def api_id(self) -> str:
        return self.outputs["ApiId"]


class Deployer:
    """Deploys the `local` target to one emulator."""

    def __init__(
        self, paths: Paths, ports: Ports, analysis: Mapping[str, str] | None = None
    ) -> None:
        self._paths, self._ports, self._analysis = paths, ports, dict(analysis or {})
        self._clients = Clients(ports.url("emulator"))

    def deploy(self) -> Deployment:
        """Deploys unless the same inputs are there already. Raises: LocalFailure."""
        with locked():
            return self._deploy()

    def _deploy(self) -> Deployment:
        inputs = self._inputs()
        deployed = read_json(self._paths.deployed)
        if deployed and deployed["inputs"] == inputs and self._is_there(deployed["outputs"]):
            return Deployment(deployed["outputs"])
        self._paths.deployed.unlink(missing_ok=True)
        if not self._is_bootstrapped():
            bootstrap(self._environment())
        self._cdk(["deploy", "--all", "--require-approval", "never", "--concurrency", "4"])
        outputs = self._outputs()
        apply_fixes(self._clients, self._paths.cdk_out)
        write_json(self._paths.deployed, {"inputs": inputs, "outputs": outputs})
        return Deployment(outputs)

    def _inputs(self) -> str:
        stamps = sorted((ROOT / "build").glob("functions/*/.inputs"))
        stamps += sorted((ROOT / "build").glob("layers/local/*/.inputs"))
        sources = [ROOT / name for name in _INPUTS if (ROOT / name).exists()]
        return tree_hash(
            *(_less_modules(path) for path in sources),
            *stamps,
            repr(self._ports),
            repr(sorted(self._analysis.items())),
        )

    def _is_there(self, outputs: Mapping[str, str]) -> bool:
        """The emulator may have lost what it was given: ask for the last thing deployed."""
        try:
            return self._outputs() == outputs
        except self._clients("cloudformation").exceptions.ClientError:
            return False

    def _is_bootstrapped(self) -> bool:
        cloudformation = self._clients("cloudformation")
        try:
            return bool(cloudformation.describe_stacks(StackName="CDKToolkit")["Stacks"])
        except cloudformation.exceptions.ClientError:
            return False

    def _outputs(self) -> dict[str, str]:
        stacks = self._clients("cloudformation").describe_stacks()["Stacks"]
        return {
            output["OutputKey"]: output["OutputValue"]
            for stack in stacks
            if stack["StackName"].startswith("ShelfSignal-")
            for output in stack.get("Outputs", [])
        }

    def _cdk(self, arguments: Sequence[str]) -> None:
        context = {
            "target": "local",
            "sp_api_url": self._ports.url("mock"),
            "dashboard_url": self._ports.url("web"),
            "mail_folder": str(self._paths.mail.resolve()),
            **self._analysis,
        }
        output = ["--output", str(self._paths.cdk_out)]
        run_cdk([*arguments, *output], context, self._environment())

    def _environment(self) -> dict[str, str]:
        return {**fake_environment(self._ports.url("emulator")), **quiet_node()}


def _less_modules(path: Path) -> Any:
    """A folder's sources without what npm put there."""
    return path if path.is_file() else _sources(path)


def _sources(folder: Path) -> str:
    files = sorted(
        each
        for pattern in ("**/*.py", "**/*.json")
        for each in folder.glob(pattern)
        if "node_modules" not in each.parts
    )
    return tree_hash(*files)


def quiet_node() -> dict[str, str]:
    """Neither telemetry nor advice about Node versions."""
    return {
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    }


def bootstrap(environment: Mapping[str, str], *, shown: bool = False) -> None:
    """What CDK needs in the account. Raises: LocalFailure with the end of what it said.

    From a folder without our app: CDK would synthesise it first, to see where else it goes.
    """
    _call_cdk(["bootstrap", f"aws://{ACCOUNT}/{REGION}"], environment, NODE_HOME, shown)


def run_cdk(
    arguments: Sequence[str],
    context: Mapping[str, str],
    environment: Mapping[str, str],
    *,
    shown: bool = False,
) -> None:
    """Runs the pinned CDK on our app. Raises: LocalFailure with the end of what it said."""
    pairs = [part for name, value in context.items() for part in ("-c", f"{name}={value}")]
    app = ["--app", f'"{sys.executable}" -m infra_cdk.app']
    _call_cdk([*arguments, *app, *pairs], environment, ROOT, shown)


def _call_cdk(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, shown: bool
) -> None:
    node = shutil.which("node")
    if node is None:
        message = "node was not found: install Node.js 20.19+ or 22.12+."
        raise LocalFailure(message)
    result = subprocess.run(
        [node, str(CDK), *arguments, *_SHARED_OPTIONS],
        cwd=folder,
        env=dict(environment),
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        tail = "\n".join((result.stdout or "").splitlines()[-25:])
        message = f"cdk {arguments[0]} failed:\n{tail}"
        raise LocalFailure(message)
