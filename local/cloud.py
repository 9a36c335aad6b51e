"""`make synth` and `make deploy TARGET=localstack|aws`: the same app, other targets."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from local.analysis import AnalysisOptions
from local.aws import fake_environment
from local.collection import collection_context
from local.dashboard import DIST, build_dashboard
from local.deploying import bootstrap, quiet_node, run_cdk
from local.failures import LocalFailure
from local.identity import identity_context
from local.installs import install_node
from local.paths import ROOT
from scripts.build import Builder, BuildFailed
from scripts.shipping import Target

LOCALSTACK_URL: Final = "http://127.0.0.1:4566"
_PACKAGES: Final = {"local": "local", "localstack": "localstack", "dev": "cloud", "prod": "cloud"}
_DEPLOY: Final = ["deploy", "--all", "--output", "cdk.out"]


def synthesise(target: str) -> int:
    """Writes the target's templates to cdk.out/, with cdk-nag's verdict. Raises: LocalFailure."""
    _build(target)
    command = [sys.executable, "-m", "infra_cdk.app"]
    environment = {**os.environ, **quiet_node(), "CDK_OUTDIR": str(ROOT / "cdk.out")}
    environment["CDK_CONTEXT_JSON"] = f'{{"target": "{target}"}}'
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def deploy_to(target: str, environment: Mapping[str, str] = os.environ) -> int:
    """localstack: the container of localstack-compose.yml, with fake keys. aws: the account of the
    caller's own credentials, stage STAGE (dev or prod; default dev), asking before it widens
    permissions. Raises: LocalFailure."""
    engine = AnalysisOptions.from_environment(environment)
    chosen = {**engine.context, **collection_context(environment)}
    install_node(print)
    if target == "localstack":
        _build("localstack")
        theirs = {**fake_environment(LOCALSTACK_URL), **quiet_node()}
        bootstrap(theirs, shown=True)
        context = {"target": target, **chosen}
        run_cdk([*_DEPLOY, "--require-approval", "never"], context, theirs, shown=True)
        return 0
    stage = environment.get("STAGE", "dev")
    if stage not in {"dev", "prod"}:
        message = f"STAGE={stage} is none of dev, prod."
        raise LocalFailure(message)
    if environment.get("AWS_ENDPOINT_URL"):
        message = "AWS_ENDPOINT_URL is set: TARGET=aws deploys to an account, not to an emulator."
        raise LocalFailure(message)
    identity = identity_context(environment)
    _build(stage)
    theirs = {name: text for name, text in environment.items() if name != "OPENAI_API_KEY"}
    context = {"target": stage, **chosen, **identity}
    run_cdk(_DEPLOY, context, {**theirs, **quiet_node()}, shown=True)
    return 0


def _build(target: str) -> None:
    if target not in _PACKAGES:
        message = f"{target} is none of {', '.join(_PACKAGES)}."
        raise LocalFailure(message)
    try:
        Builder(Target(_PACKAGES[target])).build()
    except BuildFailed as error:
        message = f"The packages could not be built:\n{error}"
        raise LocalFailure(message) from error
    if _PACKAGES[target] == "cloud":
        build_dashboard(print)
        staged = ROOT / "build" / "dashboard"
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(DIST, staged)
