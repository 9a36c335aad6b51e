"""Withdraw a bad engine or taxonomy version: its insights are no longer shown, none is deleted.

    python -m scripts.rollback_engine --table <insights table> --bucket <data bucket> --org demo \\
        --engine local --model-version 3+1a2b3c [--taxonomy-version 2] [--unblock]

Blocks the version and points every product that shows one of its insights at its last insight of
another version that it has shown; brand, category and portfolio figures follow at once. Done
again, it does only what is missing: do so after a failure, and once runs that were under way have
ended.
--unblock takes the block back and moves nothing. Prints one JSON object; AWS settings,
AWS_ENDPOINT_URL included, come from the environment.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.services.restate_rollups import restate_rollups
from shelfsignal.insights.services.rollback import roll_back
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import OrgId, new_run_id
from shelfsignal.runtime.repointing import Repointing, wire_repointing


@dataclass(frozen=True)
class Stores:
    """InsightResources as named on the command line."""

    insights_table: str
    data_bucket: str


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0; 2 when products are stuck; 1 with the reason on standard error."""
    given = _parser().parse_args(arguments)
    deps = wire_repointing(Stores(given.table, given.bucket))
    try:
        block = EngineBlock(given.engine, given.model_version, given.taxonomy_version)
        answer = _unblocked(given, block, deps) if given.unblock else _done(given, block, deps)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(answer))
    return 2 if answer.get("stuck") else 0


def _done(given: argparse.Namespace, block: EngineBlock, deps: Repointing) -> dict[str, object]:
    run = new_run_id()
    org = OrgId(given.org)
    done = roll_back(org, block, run, deps.repoint)
    return {
        "run_id": run,
        "moved": done.moved,
        "untouched": done.untouched,
        "stuck": list(done.stuck),
        "rollups_restated": restate_rollups(org, run, deps.restate),
    }


def _unblocked(
    given: argparse.Namespace, block: EngineBlock, deps: Repointing
) -> dict[str, object]:
    deps.repoint.insights.unblock(OrgId(given.org), block)
    return {"unblocked": True}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rollback_engine", description=__doc__.split("\n")[0])
    parser.add_argument("--table", required=True, help="name of the insights table")
    parser.add_argument("--bucket", required=True, help="name of the data bucket")
    parser.add_argument("--org", required=True, help="organisation id")
    parser.add_argument("--engine", required=True, help="local, openai, …")
    parser.add_argument("--model-version", help="as the versions of a product name it")
    parser.add_argument("--taxonomy-version", help="alone: whatever model used that taxonomy")
    parser.add_argument("--unblock", action="store_true", help="let the version write again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
