"""Seller connections, and which organisation a selling partner belongs to."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from pynamodb.expressions.update import Action

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store
from shelfsignal.collection.adapters.dynamo.rows import OwnerRow, SellerRow, bind
from shelfsignal.collection.domain.connections import ConnectionStatus, SellerConnection
from shelfsignal.collection.domain.errors import SellerNotFound, SellerTaken
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId


class DynamoConnections:
    """ConnectionStore."""

    def __init__(self, table: str) -> None:
        self._row = bind(SellerRow, table)
        self._owner = bind(OwnerRow, table)

    def get(self, grant: Grant) -> SellerConnection:
        """See ConnectionStore.get."""
        with collection_store():
            try:
                row = self._row.get(*_key(grant), consistent_read=True)
            except self._row.DoesNotExist:
                raise SellerNotFound(grant.seller_id) from None
        return _connection(row)

    def of_org(self, org_id: OrgId) -> Sequence[SellerConnection]:
        """See ConnectionStore.of_org."""
        with collection_store():
            rows = self._row.query(
                f"ORG#{org_id}", self._row.sk.startswith("SELLER#"), consistent_read=True
            )
            return [_connection(row) for row in rows]

    def claim(self, org_id: OrgId, seller_id: SellerId) -> None:
        """See ConnectionStore.claim."""
        ours = self._owner.pk.does_not_exist() | (self._owner.org_id == org_id)
        try:
            with collection_store():
                self._owner(f"SELLEROWNER#{seller_id}", "OWNER", org_id=org_id).save(condition=ours)
        except ConditionFailed as refusal:
            raise SellerTaken(seller_id) from refusal

    def release(self, org_id: OrgId, seller_id: SellerId) -> None:
        """See ConnectionStore.release."""
        row = self._owner(f"SELLEROWNER#{seller_id}", "OWNER")
        with suppress(ConditionFailed), collection_store():
            row.delete(condition=self._owner.org_id == org_id)

    def put(self, connection: SellerConnection) -> None:
        """See ConnectionStore.put."""
        with collection_store():
            self._row(
                *_key(connection.grant),
                seller_id=connection.seller_id,
                name=connection.name,
                marketplaces=[each.value for each in connection.marketplaces],
                connected_at=to_z(connection.connected_at),
                status=connection.status.value,
                status_reason=connection.status_reason,
                feedback_refused_on=_text(connection.feedback_refused_on),
                feedback_refusal=connection.feedback_refusal,
            ).save()

    def mark_reauthorise(self, grant: Grant, reason: str) -> None:
        """See ConnectionStore.mark_reauthorise."""
        marked: list[Action] = [
            self._row.status.set(ConnectionStatus.REAUTHORISE.value),
            self._row.status_reason.set(reason),
        ]
        with suppress(ConditionFailed), collection_store():  # disconnected meanwhile
            self._row(*_key(grant)).update(marked, condition=self._row.pk.exists())

    def note_feedback_refused(self, grant: Grant, day: date, reason: str) -> None:
        """See ConnectionStore.note_feedback_refused."""
        noted: list[Action] = [
            self._row.feedback_refused_on.set(day.isoformat()),
            self._row.feedback_refusal.set(reason),
        ]
        with suppress(ConditionFailed), collection_store():  # disconnected meanwhile
            self._row(*_key(grant)).update(noted, condition=self._row.pk.exists())

    def forget_feedback_refused(self, grant: Grant) -> None:
        """See ConnectionStore.forget_feedback_refused."""
        forgotten: list[Action] = [
            self._row.feedback_refused_on.remove(),
            self._row.feedback_refusal.remove(),
        ]
        with suppress(ConditionFailed), collection_store():  # disconnected meanwhile
            self._row(*_key(grant)).update(forgotten, condition=self._row.pk.exists())

    def remove(self, grant: Grant) -> None:
        """See ConnectionStore.remove."""
        with collection_store():
            self._row(*_key(grant)).delete()


def _key(grant: Grant) -> tuple[str, str]:
    return f"ORG#{grant.org_id}", f"SELLER#{grant.seller_id}#{grant.region}"


def _connection(row: SellerRow) -> SellerConnection:
    return SellerConnection(
        org_id=OrgId(row.pk.removeprefix("ORG#")),
        seller_id=SellerId(row.seller_id),
        name=row.name,
        marketplaces=tuple(Marketplace(each) for each in row.marketplaces),
        connected_at=from_z(row.connected_at),
        status=ConnectionStatus(row.status),
        status_reason=row.status_reason,
        feedback_refused_on=_day(row.feedback_refused_on),
        feedback_refusal=row.feedback_refusal,
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
