"""Makes a new key for access tokens: the first one of a deployment, or the next.

    python -m scripts.rotate_signing_key --table <AccountsTable> --secret <SigningSecretArn>

Tokens of the old key are accepted until the last of them has expired, twenty minutes at most; with
--at-once they are not, as after a leak: signed-in people's pages then refresh by themselves.
"""

import argparse
import json
import sys

from shelfsignal.accounts.services.rotate_key import rotate_signing_key
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.runtime.identity import wire_key_ring


def main(arguments: list[str] | None = None) -> int:
    """0 and the new key's id; 1 and one line on standard error when a store refuses."""
    parser = argparse.ArgumentParser(description="Sign access tokens with a new key.")
    parser.add_argument("--table", required=True, help="the accounts table")
    parser.add_argument("--secret", required=True, help="the signing secret's ARN")
    parser.add_argument("--at-once", action="store_true", help="believe the old keys no longer")
    given = parser.parse_args(arguments)
    try:
        key = rotate_signing_key(wire_key_ring(given.table, given.secret), at_once=given.at_once)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"kid": key.kid}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
