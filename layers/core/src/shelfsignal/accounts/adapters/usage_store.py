"""Tallies and counters in the accounts table: numbers that DynamoDB adds up itself.

    pk ORG#<org>#USAGE            sk T#<day>#  R#<day>#<route>  S#<day>#<caller>   an organisation's
    pk ORG#<org>#USAGE#<caller>   sk T#<day>#  R#<day>#<route>                     one caller's
    pk COUNTED#<id>               sk COUNTED                                       a delivery's mark
    pk METRICS                    sk <name>#<labels>                               a series

One transaction marks the deliveries and adds what they bring, so that a redelivery finds its mark
and nothing is half counted.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.accounts.domain.telemetry import Additions, AlreadyCounted
from shelfsignal.accounts.domain.usage import SUMS, Cell, Grain, Tally
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.metrics import DEFINITIONS, Sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Longer than a message can wait: 4 days in the queue, 14 among the dead letters.
_MARKED_FOR: Final = timedelta(days=20)
_METRICS: Final = "METRICS"
_REFUSED: Final = "ConditionalCheckFailed"


class DynamoUsage:
    """UsageStore and MetricStore. kept_for: how long a day's tallies stay."""

    def __init__(
        self, client: "DynamoDBClient", table: str, kept_for: timedelta, clock: Clock
    ) -> None:
        self._client = client
        self._table = table
        self._kept_for = kept_for
        self._clock = clock

    def add(self, additions: Additions) -> None:
        """See UsageStore.add."""
        items = [self._mark(each) for each in additions.ids]
        items += [self._cell(cell, tally) for cell, tally in additions.tallies.items()]
        items += [self._series(sample) for sample in additions.samples]
        try:
            self._client.transact_write_items(TransactItems=items)
        except self._client.exceptions.TransactionCanceledException as refusal:
            response: dict[str, Any] = {**refusal.response}
            reasons = response.get("CancellationReasons", [])
            counted = {
                id_
                for id_, reason in zip(additions.ids, reasons, strict=False)
                if reason.get("Code") == _REFUSED
            }
            if counted:
                raise AlreadyCounted(frozenset(counted)) from None
            raise StoreUnavailable("usage") from refusal
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("usage") from error

    def tallies(
        self, org_id: OrgId, subject: str | None, grain: Grain, first: date, last: date
    ) -> Iterator[tuple[Cell, Tally]]:
        """See UsageStore.tallies."""
        bounds = (f"{grain}#{first}#", f"{grain}#{last}#\U0010ffff")
        for item in self._query(_partition(org_id, subject), bounds):
            _, day, name = item["sk"]["S"].split("#", 2)
            yield Cell(org_id, subject, date.fromisoformat(day), grain, name), _tally(item)

    def samples(self) -> Iterator[Sample]:
        """See MetricStore.samples."""
        for item in self._query(_METRICS, ("!", "~")):
            name, _, labels = item["sk"]["S"].partition("#")
            if name in DEFINITIONS:  # a series of an earlier release is not shown
                size = len(DEFINITIONS[name].buckets) + 1
                counts = [int(item.get(f"c{index}", {"N": "0"})["N"]) for index in range(size)]
                pairs = tuple(sorted(json.loads(labels).items()))
                yield Sample(name, pairs, float(item["v"]["N"]), counts)

    def _query(self, pk: str, bounds: tuple[str, str]) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": {"S": pk},
                ":first": {"S": bounds[0]},
                ":last": {"S": bounds[1]},
            },
        )
        try:
            for page in pages:
                yield from page["Items"]
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("usage") from error

    def _mark(self, id_: str) -> Any:
        item = {
            **_key(f"COUNTED#{id_}", "COUNTED"),
            "expires_at": {"N": str(int((self._clock() + _MARKED_FOR).timestamp()))},
        }
        put = {"TableName": self._table, "Item": item}
        return {"Put": {**put, "ConditionExpression": "attribute_not_exists(pk)"}}

    def _cell(self, cell: Cell, tally: Tally) -> Any:
        amounts: dict[str, int | Decimal] = {
            name: amount for name in SUMS if (amount := getattr(tally, name))
        }
        amounts |= {f"b{index}": count for index, count in tally.bins.items()}
        key = _key(_partition(cell.org_id, cell.subject), f"{cell.grain}#{cell.day}#{cell.name}")
        expiry = int((self._clock() + self._kept_for).timestamp())
        return {"Update": self._adding(key, amounts, expiry)}

    def _series(self, sample: Sample) -> Any:
        amounts: dict[str, int | Decimal] = {"v": Decimal(f"{sample.value:.9f}")}
        amounts |= {f"c{index}": count for index, count in enumerate(sample.counts) if count}
        labels = json.dumps(dict(sample.labels), sort_keys=True, separators=(",", ":"))
        return {"Update": self._adding(_key(_METRICS, f"{sample.name}#{labels}"), amounts)}

    def _adding(
        self, key: Any, amounts: Mapping[str, int | Decimal], expiry: int | None = None
    ) -> Any:
        names = {f"#{index}": name for index, name in enumerate(amounts)}
        values = {f":{index}": {"N": str(each)} for index, each in enumerate(amounts.values())}
        update = "ADD " + ", ".join(f"#{index} :{index}" for index in range(len(amounts)))
        if expiry:
            update += " SET expires_at = :expiry"
            values[":expiry"] = {"N": str(expiry)}
        return {
            "TableName": self._table,
            "Key": key,
            "UpdateExpression": update,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }


def _partition(org_id: OrgId, subject: str | None) -> str:
    return f"ORG#{org_id}#USAGE" + (f"#{subject}" if subject else "")


def _key(pk: str, sk: str) -> Any:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _tally(item: Mapping[str, Any]) -> Tally:
    sums = {name: int(item[name]["N"]) for name in SUMS if name in item}
    bins = {
        int(name[1:]): int(value["N"])
        for name, value in item.items()
        if name[0] == "b" and name[1:].lstrip("-").isdigit()
    }
    return Tally(**sums, bins=bins)
