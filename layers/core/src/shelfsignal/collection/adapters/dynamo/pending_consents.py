"""PendingConsents: pk OAUTHSTATE#<hash>, sk STATE; DynamoDB removes those that expire."""

from contextlib import suppress
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store
from shelfsignal.collection.adapters.dynamo.rows import Row, bind
from shelfsignal.collection.domain.consents import PendingConsent
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId, Region

_SK = "STATE"


class StateRow(Row):
    """expires_at: the table's time to live, in seconds; good_until: the same, exactly."""

    org_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    region = UnicodeAttribute()
    browser = UnicodeAttribute()
    good_until = UnicodeAttribute()
    expires_at = NumberAttribute()


class DynamoPendingConsents:
    """PendingConsents."""

    def __init__(self, table: str) -> None:
        self._row = bind(StateRow, table)

    def put(self, state_hash: str, pending: PendingConsent) -> None:
        """See PendingConsents.put."""
        with collection_store():
            self._row(
                _pk(state_hash),
                _SK,
                org_id=pending.org_id,
                user_id=pending.user_id,
                region=pending.region.value,
                browser=pending.browser,
                good_until=to_z(pending.expires_at),
                expires_at=_seconds(pending.expires_at),
            ).save()

    def take(self, state_hash: str) -> PendingConsent | None:
        """See PendingConsents.take: the delete that finds it is the one that has it."""
        with collection_store():
            try:
                row = self._row.get(_pk(state_hash), _SK, consistent_read=True)
            except self._row.DoesNotExist:
                return None
        with suppress(ConditionFailed):
            with collection_store():
                row.delete(condition=self._row.pk.exists())
            return PendingConsent(
                org_id=OrgId(row.org_id),
                user_id=row.user_id,
                region=Region(row.region),
                browser=row.browser,
                expires_at=from_z(row.good_until),
            )
        return None


def _pk(state_hash: str) -> str:
    return f"OAUTHSTATE#{state_hash}"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp()) + 60
