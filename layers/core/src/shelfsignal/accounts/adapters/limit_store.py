"""Limits that differ from the plan's: one item an organisation, read at most every 30 seconds.

pk ORG#<org>#QUOTA  sk LIMITS    organisation, caller, by_subject: {minute, day, month}
"""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.accounts.domain.quota import Limits, Overrides
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoLimits:
    """LimitStore."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, org_id: OrgId) -> Overrides:
        """See LimitStore.get."""
        try:
            answer = self._client.get_item(TableName=self._table, Key=_key(org_id))
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("quota") from error
        item: dict[str, Any] = {**answer.get("Item", {})}
        named = item.get("by_subject", {"M": {}})["M"]
        return Overrides(
            organisation=_limits(item.get("organisation")),
            caller=_limits(item.get("caller")),
            by_subject={name: found for name, each in named.items() if (found := _limits(each))},
        )

    def put(self, org_id: OrgId, overrides: Overrides) -> None:
        """See LimitStore.put."""
        named = {name: _wire(each) for name, each in overrides.by_subject.items()}
        item = {**_key(org_id), "by_subject": {"M": named}}
        for name in ("organisation", "caller"):
            limits = getattr(overrides, name)
            item |= {name: _wire(limits)} if limits else {}
        try:
            self._client.put_item(TableName=self._table, Item=item)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("quota") from error


def _key(org_id: OrgId) -> dict[str, Any]:
    return {"pk": {"S": f"ORG#{org_id}#QUOTA"}, "sk": {"S": "LIMITS"}}


def _wire(limits: Limits) -> dict[str, Any]:
    return {"M": {name: {"N": str(value)} for name, value in vars(limits).items()}}


def _limits(value: Any) -> Limits | None:
    return Limits(**{name: int(each["N"]) for name, each in value["M"].items()}) if value else None
