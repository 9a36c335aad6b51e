"""Give an organisation, its callers or one of them other limits than their plan's.

    python -m scripts.set_limits --table <table> --org acme --organisation 6000,500000,9000000
    python -m scripts.set_limits --table <table> --org acme --subject <key id>=600,90000,900000
    python -m scripts.set_limits --table <table> --org acme --clear

Three numbers: requests a minute, a day and a month. Prints what holds afterwards, as JSON; in force
within 30 seconds. AWS settings, AWS_ENDPOINT_URL included, come from the environment.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace

from shelfsignal.accounts.domain.quota import Limits, Overrides
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import OrgId
from shelfsignal.runtime.usage import wire_limits


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 with the reason on standard error."""
    given = _parser().parse_args(arguments)
    store = wire_limits(given.table)
    try:
        before = Overrides() if given.clear else store.get(OrgId(given.org))
        after = _changed(before, given)
        store.put(OrgId(given.org), after)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(after)))
    return 0


def _changed(before: Overrides, given: argparse.Namespace) -> Overrides:
    named = dict(before.by_subject)
    if given.subject:
        named |= [given.subject]
    return replace(
        before,
        organisation=given.organisation or before.organisation,
        caller=given.caller or before.caller,
        by_subject=named,
    )


def _limits(text: str) -> Limits:
    """Raises: ValueError."""
    minute, day, month = (int(part) for part in text.split(","))
    return Limits(minute=minute, day=day, month=month)


def _named_limits(text: str) -> tuple[str, Limits]:
    """Raises: ValueError."""
    name, _, limits = text.partition("=")
    return name, _limits(limits)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="set_limits", description=__doc__.split("\n")[0])
    parser.add_argument("--table", required=True, help="name of the accounts table")
    parser.add_argument("--org", required=True, help="organisation id")
    for option, whose in (
        ("--organisation", "of the organisation as a whole"),
        ("--caller", "of each of its callers"),
    ):
        parser.add_argument(option, type=_limits, metavar="MINUTE,DAY,MONTH", help=whose)
    parser.add_argument(
        "--subject",
        type=_named_limits,
        metavar="ID=MINUTE,DAY,MONTH",
        help="of one key or user, by its id",
    )
    parser.add_argument("--clear", action="store_true", help="forget all the others first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
