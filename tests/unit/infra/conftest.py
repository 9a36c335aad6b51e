"""The templates of a target, synthesised once: without credentials, without built packages."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from infra_cdk.config import StageConfig

from scripts.build import LAYERS

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")

Resource = dict[str, Any]


@dataclass(frozen=True)
class Templates:
    """Template by stack: Data, Jobs, Api, Monitoring; and the app they came from."""

    by_stack: dict[str, Any]
    app: Any

    def resources(self, stack: str, type_: str) -> dict[str, Resource]:
        """Resource by logical id, of one CloudFormation type."""
        found = self.by_stack[stack]["Resources"]
        return {name: each for name, each in found.items() if each["Type"] == type_}

    def all(self, type_: str) -> Iterator[tuple[str, Resource]]:
        """(stack/logical id, properties) of one type over the service's stacks.

        The dashboard's is apart: half of it is what CDK brings to upload files, a function of its
        own included; test_dashboard.py looks at it.
        """
        for stack in self.by_stack.keys() - {"Dashboard"}:
            for name, each in self.resources(stack, type_).items():
                yield f"{stack}/{name}", each.get("Properties", {})


def staged_packages(folder: Path) -> Path:
    """What infra_cdk looks for in build/, with nothing in it."""
    from infra_cdk.constructs.telemetry import CONSUMER
    from infra_cdk.stacks import api, jobs
    from infra_cdk.stacks.reads import FUNCTIONS as BEHIND

    specs = (*api.FUNCTIONS, *jobs.FUNCTIONS, CONSUMER, *BEHIND)
    names = [f"{kind}/{spec.name}" for kind in ("functions", "folded") for spec in specs]
    names.append("dashboard")
    names += [f"layers/{kind}/{layer}" for kind in ("cloud", "local") for layer in LAYERS]
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / ".inputs").write_text(name)
        (folder / name / "module.py").touch()
    return folder


def synthesise(target: "str | StageConfig", folder: Path) -> Templates:
    """The templates of a target, or of a stage; its packages are staged below the folder."""
    from aws_cdk import App

    from infra_cdk.app import add_stacks
    from infra_cdk.config import config_for
    from infra_cdk.flags import FLAGS

    config = config_for(target) if isinstance(target, str) else target
    app = App(context=FLAGS, outdir=str(folder / "out"))
    add_stacks(app, config, staged_packages(folder / "build"))
    app.synth()
    found = {
        path.name.split(".")[0].rsplit("-", 1)[1]: json.loads(path.read_text())
        for path in (folder / "out").glob("*.template.json")
    }
    return Templates(found, app)


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return synthesise("prod", tmp_path_factory.mktemp("prod"))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return synthesise("local", tmp_path_factory.mktemp("local"))
