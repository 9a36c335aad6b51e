"""Read known reviews anew with another engine, look at what would change, then show it.

    python -m scripts.backfill_engine start   --machine <BackfillMachineArn> --org demo --mode batch
    python -m scripts.backfill_engine status  --table … --bucket … --org demo
    python -m scripts.backfill_engine compare --table … --bucket … --org demo \\
        --engine openai --model-version gpt-4o-mini
    python -m scripts.backfill_engine promote (the same): points products at what was staged

Which engine reads is the deployment's choice (BACKFILL_ANALYSIS_ENGINE and so on). Nothing that is
shown moves before `promote`, which skips products whose reviews have changed since, lists them, and
restates brand, category and portfolio figures. Each prints one JSON object; AWS settings,
AWS_ENDPOINT_URL included, come from the environment.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shelfsignal.insights.domain.backfills import Backfill, BackfillMode
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.services.comparison import compare_staged
from shelfsignal.insights.services.promotion import promote
from shelfsignal.insights.services.restate_rollups import restate_rollups
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import OrgId, new_run_id
from shelfsignal.runtime.repointing import Repointing, wire_repointing

Json = dict[str, Any]


@dataclass(frozen=True)
class Stores:
    """InsightResources as named on the command line."""

    insights_table: str
    data_bucket: str


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0; 2 when products are left; 1 with the reason on standard error."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], Json] = given.run
    try:
        answer = command(given)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(answer))
    return 2 if answer.get("stuck") else 0


def _start(given: argparse.Namespace) -> Json:
    import boto3

    wanted = {"org_id": given.org, "mode": given.mode}
    wanted |= {"backfill_id": given.backfill_id} if given.backfill_id else {}
    client = boto3.client("stepfunctions")
    started = client.start_execution(stateMachineArn=given.machine, input=json.dumps(wanted))
    return {"execution_arn": started["executionArn"]}


def _status(given: argparse.Namespace) -> Json:
    found = _wired(given).backfills.of_org(OrgId(given.org))
    return {"backfills": [_shown(backfill) for backfill in found]}


def _shown(backfill: Backfill) -> Json:
    total = backfill.total
    return {
        "backfill_id": backfill.backfill_id,
        "status": backfill.status.value,
        "mode": backfill.mode.value,
        "engine": backfill.engine.engine,
        "model_version": backfill.engine.model_version,
        "taxonomy_version": backfill.engine.taxonomy_version,
        "started_at": to_z(backfill.started_at),
        "finished_at": to_z(backfill.finished_at) if backfill.finished_at else None,
        "products": backfill.products,
        "staged": total.staged,
        "unchanged": total.unchanged,
        "failed": len(total.failures),
        "reviews_read": total.reviews_read,
        "unread": sum(total.unread.values()),
        "tokens": backfill.spent.tokens,
        "cost_usd": str(backfill.cost_usd),
        "failure": backfill.failure,
    }


def _compare(given: argparse.Namespace) -> Json:
    wired = _wired(given).repoint
    return asdict(compare_staged(OrgId(given.org), _engine(given), wired.insights, wired.cards))


def _promote(given: argparse.Namespace) -> Json:
    wired, org, run = _wired(given), OrgId(given.org), new_run_id()
    done = promote(org, _engine(given), run, wired.repoint)
    return {
        "run_id": run,
        "moved": done.moved,
        "untouched": done.untouched,
        "stuck": list(done.stuck),
        "rollups_restated": restate_rollups(org, run, wired.restate),
    }


def _wired(given: argparse.Namespace) -> Repointing:
    return wire_repointing(Stores(given.table, given.bucket))


def _engine(given: argparse.Namespace) -> EngineBlock:
    return EngineBlock(given.engine, given.model_version, given.taxonomy_version)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="backfill_engine", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    start = commands.add_parser("start", help="begin a backfill, or go on with one")
    start.add_argument("--machine", required=True, help="ARN of analysis_backfill")
    start.add_argument("--mode", choices=list(BackfillMode), default=BackfillMode.ONLINE.value)
    start.add_argument("--backfill-id", help="the one to go on with")
    start.set_defaults(run=_start)
    for name, run, words in (
        ("status", _status, "every backfill, newest first"),
        ("compare", _compare, "what would change"),
        ("promote", _promote, "show what was staged"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--table", required=True, help="name of the insights table")
        command.add_argument("--bucket", required=True, help="name of the data bucket")
        command.set_defaults(run=run)
        if name != "status":
            command.add_argument("--engine", required=True, help="local, openai, …")
            command.add_argument("--model-version", help="as the versions of a product name it")
            command.add_argument("--taxonomy-version")
    for command in commands.choices.values():
        command.add_argument("--org", required=True, help="organisation id")
    return parser


if __name__ == "__main__":
    sys.exit(main())
