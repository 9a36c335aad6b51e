"""The accounts table: its connection, its keys, and how its refusals become ours.

Look-ups that do not know an organisation yet have a partition of their own; all else is in its
organisation's:

    pk                sk                     what
    ORG#<org>         ORG                    the organisation, and how many owners it has
    ORG#<org>         MEMBER#<user>          a membership
    ORG#<org>         INVITE#<invite>        an open invite (expires)
    ORG#<org>         KEY#<key>              an API key in its organisation's list
    ORG#<org>         AUDIT#<entry>          who did what; entries sort by time
    ORG#<org>         REPEAT#<hash>          a request's Idempotency-Key and its answer (expires)
    ORG#<org>         VIEW#<user>#<view>     a saved view
    USER#<user>       USER                   a person
    USER#<user>       ORG#<org>              the same membership, to find a person's organisations
    EMAIL#<address>   EMAIL                  whose address it is
    SUBJECT#<hash>    SUBJECT                whom an external issuer's subject stands for
    KEY#<key>         KEY                    an API key with its secret's hash
    SESSION#<family>  SESSION                a family of refresh tokens (expires)
    TOKEN#<hash>      TOKEN                  a mailed token (expires)
    TRIES#<key>       TRIES                  how often something was tried (expires)
    SIGNING           KEY#<kid>              a public key of access tokens (expires once retired)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import TableConnection
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from shelfsignal.kernel.errors import StoreUnavailable

RowT = TypeVar("RowT", bound=Model)
_REFUSED = "ConditionalCheckFailed"


class Row(Model):
    """Every item's key."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class ConditionFailed(Exception):  # noqa: N818 - an outcome of these adapters, always translated
    """A condition did not hold. refused: for each item of a transaction, in PynamoDB's order
    (checks, deletes, puts, updates), whether it was this one's."""

    def __init__(self, refused: tuple[bool, ...] = (True,)) -> None:
        super().__init__()
        self.refused = refused


def bind(row: type[RowT], table: str) -> type[RowT]:
    """The row class tied to a table's name; all rows of a table share one connection."""
    return type(row.__name__, (row,), {"Meta": _meta(table), "_connection": connection_of(table)})


@cache
def connection_of(table: str) -> TableConnection:
    """The table's one connection; a request waits seconds, not PynamoDB's minute."""
    schema: Any = type("Schema", (Row,), {"Meta": _meta(table)})
    connection: TableConnection = schema._get_connection()
    return connection


def transaction(table: str) -> TransactWrite:
    """All or nothing, on the table's connection."""
    return TransactWrite(connection=connection_of(table).connection)


@contextmanager
def accounts_store() -> Iterator[None]:
    """DoesNotExist passes; a failed condition and a failing store get our own names."""
    try:
        yield
    except DoesNotExist:
        raise
    except TransactWriteError as error:
        refused = tuple(bool(why and why.code == _REFUSED) for why in error.cancellation_reasons)
        if any(refused):
            raise ConditionFailed(refused) from error
        raise StoreUnavailable("accounts") from error
    except PynamoDBException as error:
        if error.cause_response_code == f"{_REFUSED}Exception":
            raise ConditionFailed from error
        raise StoreUnavailable("accounts") from error


def _meta(table: str) -> type:
    limits = {"connect_timeout_seconds": 2, "read_timeout_seconds": 3, "max_retry_attempts": 2}
    return type("Meta", (), {"table_name": table, **limits})
