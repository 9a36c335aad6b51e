"""Connects a seller and puts its organisation on the schedule, if asked to.

    python -m scripts.register_seller --table shelfsignal-local-collection \\
        --secret-prefix shelfsignal/local/sellers --token-key <output TokenKey> --org demo \\
        --seller A1B2C3 --name "Northwind" --marketplaces UK,DE [--schedule-hours 24]

The refresh token is read from standard input, so that it is in no argument list and no shell
history.
"""

import argparse
import json
import sys

from shelfsignal.collection.services.register_seller import RegisterSeller, register_seller
from shelfsignal.collection.services.schedule import Timetable, set_schedule
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from shelfsignal.runtime.collection import operator_deps


def main(arguments: list[str] | None = None) -> int:
    """0 when the seller is connected; 1 and one line on standard error when it is refused."""
    args = _parser().parse_args(arguments)
    org_id = OrgId(args.org)
    deps = operator_deps(args.table, args.secret_prefix, args.token_key)
    try:
        command = RegisterSeller(
            org_id=org_id,
            seller_id=SellerId(args.seller),
            name=args.name or args.seller,
            marketplaces=tuple(Marketplace(each) for each in args.marketplaces.split(",")),
        )
        connection = register_seller(deps.office, command, sys.stdin.read().strip())
        if args.schedule_hours is not None:
            set_schedule(
                deps.schedule,
                deps.clock,
                org_id,
                enabled=args.schedule_hours > 0,
                timetable=Timetable(args.schedule_hours) if args.schedule_hours else None,
            )
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"seller_id": connection.seller_id, "status": connection.status.value}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Connect a seller; its refresh token on stdin.")
    parser.add_argument("--table", required=True, help="the collection table")
    parser.add_argument("--secret-prefix", required=True, help="where seller secrets are kept")
    parser.add_argument("--token-key", required=True, help="the KMS key of tokens: output TokenKey")
    parser.add_argument("--org", required=True)
    parser.add_argument("--seller", required=True, help="the selling partner's id")
    parser.add_argument("--name", help="what to call it; its id by default")
    parser.add_argument(
        "--marketplaces", required=True, help="comma-separated, of one region: US, or UK,DE"
    )
    parser.add_argument("--schedule-hours", type=int, help="hours between runs; 0 switches off")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
