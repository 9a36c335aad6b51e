"""Create or revoke an API key, for `make run` and for operators.

    python -m scripts.create_api_key --table <accounts table> --org demo --name "make run" \\
        --scopes products:read runs:read runs:write
    python -m scripts.create_api_key --table <accounts table> --org demo --revoke <key_id>

Prints one JSON object; the key is in it this once. AWS settings, AWS_ENDPOINT_URL included, come
from the environment.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import NewKey, create_key
from shelfsignal.accounts.services.revoke_key import revoke_key
from shelfsignal.kernel.clock import to_z, utc_now
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.ids import OrgId


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 with the reason on standard error."""
    given = _parser().parse_args(arguments)
    store = DynamoKeyStore(given.table)
    try:
        answer = _revoked(given, store) if given.revoke else _created(given, store)
    except ShelfSignalError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(answer))
    return 0


def _created(given: argparse.Namespace, store: KeyStore) -> dict[str, object]:
    wanted = NewKey(OrgId(given.org), given.name, frozenset(given.scopes))
    issued = create_key(wanted, store, utc_now)
    return {
        "api_key": str(issued.text),
        "key_id": issued.key.key_id,
        "org_id": issued.key.org_id,
        "name": issued.key.name,
        "scopes": sorted(issued.key.scopes),
        "created_at": to_z(issued.key.created_at),
    }


def _revoked(given: argparse.Namespace, store: KeyStore) -> dict[str, object]:
    revoke_key(OrgId(given.org), given.revoke, store, utc_now)
    return {"key_id": given.revoke, "revoked": True}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="create_api_key", description=__doc__.split("\n")[0])
    parser.add_argument("--table", required=True, help="name of the accounts table")
    parser.add_argument("--org", required=True, help="organisation id")
    parser.add_argument("--name", default="operator", help="what the key is for")
    parser.add_argument(
        "--scopes", nargs="+", type=Scope, default=list(Scope), metavar="SCOPE", help="default: all"
    )
    parser.add_argument("--revoke", metavar="KEY_ID", help="revoke this key instead")
    return parser


if __name__ == "__main__":
    sys.exit(main())
