"""Makes the first owner of an organisation; everybody after them is invited.

    python -m scripts.create_owner --table <AccountsTable> --org acme --organisation "Acme" \\
        --email ada@example.com --name "Ada Lovelace"

The password is read from standard input, so that it is in no argument list and no shell history.
"""

import argparse
import json
import sys

from shelfsignal.accounts.services.create_owner import FirstOwner
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import OrgId
from shelfsignal.runtime.identity import found_organisation


def main(arguments: list[str] | None = None) -> int:
    """0 and the user's id; 1 and one line on standard error when it is refused."""
    given = _parser().parse_args(arguments)
    wanted = FirstOwner(
        org_id=OrgId(given.org),
        organisation_name=given.organisation,
        email=given.email,
        name=given.name,
        password=sys.stdin.readline().rstrip("\n"),
    )
    try:
        user = found_organisation(given.table, wanted)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"user_id": user.user_id, "organisation_id": given.org}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Make an owner; the password on stdin.")
    parser.add_argument("--table", required=True, help="the accounts table")
    parser.add_argument("--org", required=True, help="the organisation's id, as keys have it")
    parser.add_argument("--organisation", required=True, help="what to call it")
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
