"""PreferenceStore on DynamoDB: pk ORG#<org>#PREFERENCES, sk PREFERENCES."""

from __future__ import annotations

from decimal import Decimal

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from shelfsignal.insights.adapters.dynamo.border import insights_store
from shelfsignal.insights.adapters.dynamo.rows import Row, bind
from shelfsignal.insights.domain.preferences import Caps, Preferences
from shelfsignal.kernel.ids import OrgId

_SK = "PREFERENCES"


class PreferencesRow(Row):
    """Money as decimal text, so that it is exact."""

    needs_attention_from = NumberAttribute()
    usd_a_run = UnicodeAttribute(null=True)
    usd_a_day = UnicodeAttribute(null=True)
    tokens_a_run = NumberAttribute(null=True)
    tokens_a_day = NumberAttribute(null=True)


class DynamoPreferences:
    """PreferenceStore."""

    def __init__(self, table: str) -> None:
        self._row = bind(PreferencesRow, table)

    def get(self, org: OrgId) -> Preferences:
        """See PreferenceStore.get."""
        with insights_store():
            try:
                row = self._row.get(_pk(org), _SK)
            except self._row.DoesNotExist:
                return Preferences()
        caps = Caps(
            usd_a_run=_money(row.usd_a_run),
            usd_a_day=_money(row.usd_a_day),
            tokens_a_run=_whole(row.tokens_a_run),
            tokens_a_day=_whole(row.tokens_a_day),
        )
        return Preferences(float(row.needs_attention_from), caps)

    def put(self, org: OrgId, preferences: Preferences) -> None:
        """See PreferenceStore.put."""
        caps = preferences.caps
        with insights_store():
            self._row(
                _pk(org),
                _SK,
                needs_attention_from=preferences.needs_attention_from,
                usd_a_run=None if caps.usd_a_run is None else str(caps.usd_a_run),
                usd_a_day=None if caps.usd_a_day is None else str(caps.usd_a_day),
                tokens_a_run=caps.tokens_a_run,
                tokens_a_day=caps.tokens_a_day,
            ).save()


def _pk(org: OrgId) -> str:
    return f"ORG#{org}#PREFERENCES"


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
