"""Keys of repeatable requests in the accounts table, each claimed by one conditional write."""

from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist

from shelfsignal.accounts.adapters.row_values import epoch, org_pk
from shelfsignal.accounts.adapters.table import ConditionFailed, Row, accounts_store, bind
from shelfsignal.accounts.domain.repeats import KEPT_FOR, WORKED_FOR, Answered, Claim, Taken


class RepeatRow(Row):
    """pk ORG#<org>, sk REPEAT#<name>. free_at: when the claim runs out, in seconds; status and body
    are there once it was answered."""

    request = UnicodeAttribute()
    free_at = NumberAttribute()
    expires_at = NumberAttribute()
    status = NumberAttribute(null=True)
    body = UnicodeAttribute(null=True)

    def to_taken(self) -> Taken:
        said = None if self.status is None else Answered(int(self.status), self.body or "")
        return Taken(self.request, said)


class DynamoRepeats:
    """RepeatStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._row = bind(RepeatRow, table)

    def claim(self, claim: Claim, now: datetime) -> Taken | None:
        row = self._row(
            *_key(claim),
            request=claim.request,
            free_at=epoch(now + WORKED_FOR),
            expires_at=epoch(now + KEPT_FOR),
        )
        # Expired items are there until the table gets to them.
        free = (
            self._row.pk.does_not_exist()
            | (self._row.expires_at <= epoch(now))
            | (self._row.status.does_not_exist() & (self._row.free_at <= epoch(now)))
        )
        try:
            with accounts_store():
                row.save(free)
        except ConditionFailed:
            return self._taken(claim)
        return None

    def keep(self, claim: Claim, answer: Answered, now: datetime) -> None:
        row = self._row(
            *_key(claim),
            request=claim.request,
            free_at=epoch(now),
            expires_at=epoch(now + KEPT_FOR),
            status=answer.status,
            body=answer.body,
        )
        with accounts_store():
            row.save()

    def release(self, claim: Claim) -> None:
        with accounts_store():
            self._row(*_key(claim)).delete()

    def _taken(self, claim: Claim) -> Taken:
        """Released between the two looks: it counts as still at work, and is asked for again."""
        try:
            with accounts_store():
                return self._row.get(*_key(claim), consistent_read=True).to_taken()
        except DoesNotExist:
            return Taken(claim.request, None)


def _key(claim: Claim) -> tuple[str, str]:
    return org_pk(claim.org_id), f"REPEAT#{claim.name}"
