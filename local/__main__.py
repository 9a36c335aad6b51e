"""``python -m local run|stop|status|clean|tools|dashboard|synth|deploy``: what make calls."""

import argparse
import sys

from rich.console import Console

from local.cloud import deploy_to, synthesise
from local.conductor import Conductor
from local.dashboard import build_dashboard, install_dashboard
from local.failures import LocalFailure
from local.installs import install_node
from local.options import RunOptions
from local.paths import Paths

_COMMANDS = ("run", "stop", "status", "clean")
_INTERRUPTED = 130
_INSTALLS = {
    "tools": install_node,
    "dashboard": build_dashboard,
    "dashboard-tools": install_dashboard,
}


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 done, 1 the run did not succeed, 2 something is missing or in the way."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "synth":
            return synthesise(given.target)
        if given.command == "deploy":
            return deploy_to(given.target)
        if given.command in _INSTALLS:
            _INSTALLS[given.command](print)
            return 0
        conductor = Conductor(Paths(), RunOptions.from_environment(), Console())
        status: int = getattr(conductor, given.command)()
    except LocalFailure as failure:
        print(f"shelfsignal: {failure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted. The stack is left as it is: `make stop` ends it.", file=sys.stderr)
        return _INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="local")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in _COMMANDS:
        commands.add_parser(name)
    commands.add_parser("tools", help="install the CDK command line and the ASL validator")
    commands.add_parser("dashboard", help="install and build the dashboard")
    commands.add_parser("dashboard-tools", help="install what builds and checks the dashboard")
    synth = commands.add_parser("synth", help="write the templates to cdk.out/")
    synth.add_argument("--target", default="local")
    deploy = commands.add_parser("deploy", help="deploy to LocalStack or to AWS")
    deploy.add_argument("target", choices=["localstack", "aws"])
    return parser


if __name__ == "__main__":
    sys.exit(main())
