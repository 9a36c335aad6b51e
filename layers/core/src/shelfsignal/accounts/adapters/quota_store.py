"""An organisation's counters in one item, moved by one conditional update a request.

    pk ORG#<org>#QUOTA  sk COUNTERS    <caller>#<period> and #<period>: window x SPAN + used

The plain client rather than a PynamoDB model: attribute names are made of ids, and the refused
update has to say what it found (ReturnValuesOnConditionCheckFailure). An item holds the callers of
a month: 16 to a kilobyte, so an update costs one write unit for up to 16 callers.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.accounts.domain.quota import Quota, Step, outdated
from shelfsignal.accounts.domain.quota_ports import Refused
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A refused guess tells what is stored; only others' writes in between can spoil the next one.
MAX_TRIES: Final = 8
_KEPT_FOR: Final = timedelta(days=62)
_PRUNED_AT_ONCE: Final = 30
_REMEMBERED_ORGS: Final = 1000
_OWN: Final = {"pk", "sk", "expires_at"}


class DynamoQuotas:
    """QuotaStore. `writes` counts every update sent, refused ones too: both are billed."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._known: OrderedDict[OrgId, dict[str, int]] = OrderedDict()
        self.writes = 0

    def take(self, org_id: OrgId, quotas: Sequence[Quota], now: datetime) -> Mapping[str, int]:
        """See QuotaStore.take."""
        known = self._remembered(org_id)
        for _ in range(MAX_TRIES):
            steps = [quota.step(known.get(quota.name)) for quota in quotas]
            moved = {step.name for step in steps}
            gone = [quota for quota in outdated(known, now) if quota.name not in moved]
            pruned = gone[:_PRUNED_AT_ONCE]
            try:
                known.update(self._update(org_id, steps, now, pruned))
                for quota in pruned:
                    known.pop(quota.name, None)
            except _Found as found:
                known.clear()
                known.update(found.stored)
                if any(each.used(known.get(each.name)) >= each.limit for each in quotas):
                    raise Refused(dict(known)) from None
            else:
                return dict(known)
        raise StoreUnavailable("quota", reason="too many writers at once")

    def read(self, org_id: OrgId) -> Mapping[str, int]:
        """See QuotaStore.read."""
        try:
            answer = self._client.get_item(TableName=self._table, Key=_key(org_id))
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("quota") from error
        return _counters(answer.get("Item", {}))

    def _remembered(self, org_id: OrgId) -> dict[str, int]:
        """What was stored when this process last looked: a guess that saves the second write."""
        known = self._known.setdefault(org_id, {})
        if not known:
            known.update(self.read(org_id))
        self._known.move_to_end(org_id)
        if len(self._known) > _REMEMBERED_ORGS:
            self._known.popitem(last=False)
        return known

    def _update(
        self, org_id: OrgId, steps: Sequence[Step], now: datetime, pruned: Sequence[Quota]
    ) -> Mapping[str, int]:
        self.writes += 1
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(org_id),
                **_expressions(steps, now, pruned),
                ReturnValues="UPDATED_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as refusal:
            response: dict[str, Any] = {**refusal.response}
            raise _Found(_counters(response.get("Item", {}))) from None
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("quota") from error
        return _counters(answer.get("Attributes", {}))


class _Found(Exception):  # noqa: N818 - an outcome inside this module: the guess was wrong
    def __init__(self, stored: dict[str, int]) -> None:
        super().__init__()
        self.stored = stored


def _expressions(steps: Sequence[Step], now: datetime, pruned: Sequence[Quota]) -> dict[str, Any]:
    expiry = int((now + _KEPT_FOR).timestamp())
    names, values = {"#ttl": "expires_at"}, {":ttl": expiry, ":one": 1}
    sets, adds, conditions = ["#ttl = :ttl"], [], []
    for index, step in enumerate(steps):
        name, floor = f"#c{index}", f":f{index}"
        names[name], values[floor] = step.name, step.floor
        if step.restarts:
            sets.append(f"{name} = {floor} + :one")
            conditions.append(f"(attribute_not_exists({name}) OR {name} < {floor})")
        else:
            values[f":t{index}"] = step.floor + step.limit - 1
            adds.append(f"{name} :one")
            conditions.append(f"{name} BETWEEN {floor} AND :t{index}")
    removed = {f"#r{index}": quota.name for index, quota in enumerate(pruned)}
    for index, quota in enumerate(pruned):
        # A caller that came back meanwhile keeps what it has used.
        values[f":r{index}"] = quota.floor
        conditions.append(f"(attribute_not_exists(#r{index}) OR #r{index} < :r{index})")
    parts = [f"SET {', '.join(sets)}"]
    parts += [f"ADD {', '.join(adds)}"] if adds else []
    parts += [f"REMOVE {', '.join(removed)}"] if removed else []
    return {
        "UpdateExpression": " ".join(parts),
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": names | removed,
        "ExpressionAttributeValues": {name: {"N": str(each)} for name, each in values.items()},
    }


def _key(org_id: OrgId) -> dict[str, Any]:
    return {"pk": {"S": f"ORG#{org_id}#QUOTA"}, "sk": {"S": "COUNTERS"}}


def _counters(item: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(value["N"]) for name, value in item.items() if name not in _OWN}
