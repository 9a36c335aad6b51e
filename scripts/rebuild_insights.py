"""Write an organisation's derived insights anew from the data bucket, into an empty table.

    python -m scripts.rebuild_insights --org acme --bucket <data bucket> --into <table> [--check]

Versions, LATEST, its moves, cards, lists, names, Amazon's topics and rollups with their history.
Not derived, so not written: work on issues, preferences, withdrawn engine versions, budgets,
exports. Bring those before, for preferences decide figures. Everything is read before anything is
written: what is missing or garbled is named, and nothing is written; --check stops there. Prints
one JSON object; AWS settings, AWS_ENDPOINT_URL included, come from the environment.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from shelfsignal.insights.services.rebuild import rebuild
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import OrgId
from shelfsignal.runtime.rebuild import wire_rebuild


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 with the reason on standard error."""
    given = _parser().parse_args(arguments)
    deps = wire_rebuild(given.into, given.bucket)
    try:
        done = rebuild(OrgId(given.org), deps, is_dry=given.check)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(done), default=str))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rebuild_insights", description=__doc__.split("\n")[0])
    parser.add_argument("--org", required=True, help="organisation id")
    parser.add_argument("--bucket", required=True, help="name of the data bucket")
    parser.add_argument("--into", required=True, help="an insights table without items of it")
    parser.add_argument("--check", action="store_true", help="read and check, write nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
