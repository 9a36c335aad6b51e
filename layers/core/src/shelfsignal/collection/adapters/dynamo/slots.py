"""The limiter's slots in DynamoDB.

Written with the plain client rather than a PynamoDB model: the two decisive parts of the protocol,
ReturnValuesOnConditionCheckFailure on UpdateItem and arithmetic on the stored number inside the
condition's reach, are not offered by the model.
"""

import time
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.collection.domain.limiter_ports import Granted, Refused
from shelfsignal.collection.domain.pace import Bucket, LimiterKey, SlotState
from shelfsignal.kernel.errors import StoreUnavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TTL_S: Final = 7 * 24 * 3600
_FREE: Final = "attribute_not_exists(tat) OR (tat < :now AND limit_rps = :rate)"
_BUSY: Final = "limit_rps = :rate AND tat BETWEEN :now AND :latest"
_GROUNDED: Final = (
    "(attribute_not_exists(lease_until) OR lease_until < :now)"
    " AND (attribute_not_exists(tat) OR tat <= :now)"
)


class DynamoSlots:
    """SlotStore. `writes` counts every UpdateItem sent, refused ones too: both are billed."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self.writes = 0

    def read(self, key: LimiterKey) -> SlotState | None:
        """See SlotStore.read."""
        try:
            answer = self._client.get_item(
                TableName=self._table, Key=_item_key(key), ConsistentRead=True
            )
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("limiter") from error
        return _state(answer.get("Item"))

    def follow(
        self, key: LimiterKey, bucket: Bucket, now_ms: float, latest_tat_ms: float
    ) -> Granted | Refused:
        """See SlotStore.follow."""
        return self._update(
            key,
            "SET tat = tat + :step, expires_at = :ttl",
            _BUSY,
            {
                ":step": bucket.interval_ms,
                ":now": now_ms,
                ":latest": latest_tat_ms,
                ":rate": bucket.rate,
                ":ttl": _expiry(),
            },
        )

    def restart(self, key: LimiterKey, bucket: Bucket, now_ms: float) -> Granted | Refused:
        """See SlotStore.restart."""
        return self._update(
            key,
            "SET tat = :tat, limit_rps = :rate, expires_at = :ttl",
            _FREE,
            {
                ":tat": now_ms + bucket.interval_ms,
                ":now": now_ms,
                ":rate": bucket.rate,
                ":ttl": _expiry(),
            },
        )

    def adopt_rate(self, key: LimiterKey, old: float, new: float) -> None:
        """See SlotStore.adopt_rate."""
        self._update(key, "SET limit_rps = :new", "limit_rps = :old", {":new": new, ":old": old})

    def postpone(self, key: LimiterKey, bucket: Bucket, tat_ms: float) -> None:
        """See SlotStore.postpone."""
        self._update(
            key,
            "SET tat = :tat, limit_rps = if_not_exists(limit_rps, :rate), expires_at = :ttl",
            "attribute_not_exists(tat) OR tat < :tat",
            {":tat": tat_ms, ":rate": bucket.rate, ":ttl": _expiry()},
        )

    def lease(
        self, key: LimiterKey, bucket: Bucket, now_ms: float, owner: str, until_ms: float
    ) -> Granted | Refused:
        """See SlotStore.lease."""
        return self._update(
            key,
            "SET lease_owner = :owner, lease_until = :until, tat = :tat,"
            " limit_rps = if_not_exists(limit_rps, :rate), expires_at = :ttl",
            _GROUNDED,
            {
                ":owner": owner,
                ":until": until_ms,
                ":tat": now_ms + bucket.interval_ms,
                ":now": now_ms,
                ":rate": bucket.rate,
                ":ttl": _expiry(),
            },
        )

    def land(self, key: LimiterKey, owner: str, tat_ms: float) -> None:
        """See SlotStore.land."""
        self._update(
            key,
            "SET tat = :tat REMOVE lease_owner, lease_until",
            "lease_owner = :owner",
            {":tat": tat_ms, ":owner": owner},
        )

    def _update(
        self, key: LimiterKey, update: str, condition: str, values: dict[str, float | str]
    ) -> Granted | Refused:
        self.writes += 1
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=_item_key(key),
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: _wire(value) for name, value in values.items()},
                ReturnValues="UPDATED_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as refusal:
            return Refused(_state(dict(refusal.response).get("Item")))
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("limiter") from error
        return Granted(float(answer["Attributes"].get("tat", {"N": "0"})["N"]))


def _item_key(key: LimiterKey) -> dict[str, Any]:
    partition = f"LIMITER#{key.application}#{key.seller_id}#{key.region}#{key.operation}"
    return {"pk": {"S": partition}, "sk": {"S": "SLOT"}}


def _wire(value: float | str) -> dict[str, str]:
    return {"S": value} if isinstance(value, str) else {"N": f"{value:.6f}"}


def _expiry() -> float:
    return float(int(time.time()) + TTL_S)


def _state(item: Any) -> SlotState | None:
    if not item:
        return None
    return SlotState(
        tat_ms=float(item["tat"]["N"]),
        rate=float(item["limit_rps"]["N"]),
        lease_until_ms=float(item["lease_until"]["N"]) if "lease_until" in item else 0.0,
    )
