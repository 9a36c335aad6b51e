"""Versions, LATEST and POINTER items; versions are only ever created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import ConditionFailed, insights_store
from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.ledger import Hold
from shelfsignal.insights.domain.ports import UnreadableInsight
from shelfsignal.insights.domain.versions import Effort, Latest, LostRace, Version
from shelfsignal.insights.domain.views import Move, VersionHead
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId, ProductId, RunId

MAX_INLINE_BYTES: Final = 48 * 1024
_HEAD_ATTRIBUTES = [
    name for name in rows.InsightRow.get_attributes() if name not in {"body", "body_key"}
]


class BodyStore(Protocol):
    """Where bodies too large for an item go."""

    def put(self, org: OrgId, product: ProductId, version: int, body: bytes) -> str:
        """The object's key, which other content never gets."""
        ...

    def get(self, key: str) -> bytes | None: ...


class DynamoInsightStore:
    """InsightStore over the insights table."""

    def __init__(self, table: str, bodies: BodyStore) -> None:
        self._latest = rows.bind(rows.LatestRow, table)
        self._insight = rows.bind(rows.InsightRow, table)
        self._pointer = rows.bind(rows.PointerRow, table)
        self._block = rows.bind(rows.BlockRow, table)
        self._connection = rows.table_connection(table).connection
        self._bodies = bodies

    def latest(self, org: OrgId, products: Sequence[ProductId]) -> dict[ProductId, Latest]:
        keys = [(rows.product_pk(org, product), rows.LATEST) for product in products]
        with insights_store():
            found = list(self._latest.batch_get(keys, consistent_read=True))
        return {rows.product_of(row.pk): _latest(row) for row in found}

    def versions(
        self, org: OrgId, wanted: Mapping[ProductId, int]
    ) -> dict[ProductId, Version | UnreadableInsight]:
        keys = [
            (rows.product_pk(org, product), rows.insight_sk(number))
            for product, number in wanted.items()
        ]
        with insights_store():
            found = list(self._insight.batch_get(keys))
        return {rows.product_of(row.pk): self._version(row) for row in found}

    def publish(
        self, org: OrgId, version: Version, latest: Latest, previous: Latest | None
    ) -> None:
        product, pk = version.product_id, rows.product_pk(org, version.product_id)
        shown = self._latest_row(pk, latest)
        insight = self._insight_row(org, version)
        pointer = self._pointer_row(pk, latest)
        unmoved = (
            self._latest.pk.does_not_exist()
            if previous is None
            else self._latest.version == previous.version
        )
        try:
            with insights_store(), TransactWrite(connection=self._connection) as write:
                write.save(insight, condition=self._insight.pk.does_not_exist())
                write.save(shown, condition=unmoved)
                write.save(pointer, condition=self._pointer.pk.does_not_exist())
        except ConditionFailed as error:
            raise LostRace(product) from error

    def stage(self, org: OrgId, version: Version, previous: Latest) -> None:
        product, pk = version.product_id, rows.product_pk(org, version.product_id)
        knowing = self._latest_row(pk, replace(previous, newest=version.number, is_logged=False))
        try:
            with insights_store(), TransactWrite(connection=self._connection) as write:
                write.save(
                    self._insight_row(org, version), condition=self._insight.pk.does_not_exist()
                )
                write.save(knowing, condition=self._is(previous))
        except ConditionFailed as error:
            raise LostRace(product) from error

    def _is(self, latest: Latest) -> Condition:
        moved: Condition = self._latest.moved_at == to_z(latest.moved_at)
        both: Condition = self._stands(latest) & moved
        return both

    def _stands(self, latest: Latest) -> Condition:
        version: Condition = self._latest.version == latest.version
        newest: Condition = self._latest.newest == latest.newest
        both: Condition = version & newest
        return both

    def move_latest(self, org: OrgId, product: ProductId, latest: Latest, previous: Latest) -> None:
        pk = rows.product_pk(org, product)
        unmoved = self._is(previous)
        try:
            with insights_store(), TransactWrite(connection=self._connection) as write:
                write.save(self._latest_row(pk, latest), condition=unmoved)
                write.save(
                    self._pointer_row(pk, latest), condition=self._pointer.pk.does_not_exist()
                )
        except ConditionFailed as error:
            raise LostRace(product) from error

    def update_latest(self, org: OrgId, product: ProductId, latest: Latest) -> None:
        row = self._latest_row(rows.product_pk(org, product), latest)
        try:
            with insights_store():
                row.save(condition=self._stands(latest))
        except ConditionFailed as error:
            raise LostRace(product) from error

    def heads(
        self, org: OrgId, product: ProductId, before: int | None, limit: int
    ) -> list[VersionHead]:
        last = rows.insight_sk(before - 1) if before else f"{rows.INSIGHT_PREFIX}~"
        with insights_store():
            found = list(
                self._insight.query(
                    rows.product_pk(org, product),
                    self._insight.sk.between(rows.insight_sk(0), last),
                    scan_index_forward=False,
                    limit=limit,
                    page_size=limit,
                    attributes_to_get=_HEAD_ATTRIBUTES,
                )
            )
        return [_head(row) for row in found]

    def shown_at(self, org: OrgId, product: ProductId, moment: datetime) -> int | None:
        with insights_store():
            found = self._pointer.query(
                rows.product_pk(org, product),
                self._pointer.sk.between(rows.POINTER_PREFIX, rows.pointer_sk(moment)),
                scan_index_forward=False,
                limit=1,
            )
            return next((int(row.version) for row in found), None)

    def history(
        self, org: OrgId, product: ProductId, until: datetime | None, limit: int
    ) -> list[Move]:
        last = rows.pointer_sk(until) if until else f"{rows.POINTER_PREFIX}~"
        with insights_store():
            found = list(
                self._pointer.query(
                    rows.product_pk(org, product),
                    self._pointer.sk.between(rows.POINTER_PREFIX, last),
                    scan_index_forward=False,
                    limit=limit,
                    page_size=limit,
                )
            )
        return [
            Move(from_z(row.sk.removeprefix(rows.POINTER_PREFIX)), int(row.version))
            for row in found
        ]

    def ever_shown(self, org: OrgId, product: ProductId) -> frozenset[int]:
        with insights_store():
            found = self._pointer.query(
                rows.product_pk(org, product),
                self._pointer.sk.startswith(rows.POINTER_PREFIX),
                attributes_to_get=["pk", "sk", "version"],
            )
            return frozenset(int(row.version) for row in found)

    def blocked(self, org: OrgId) -> tuple[EngineBlock, ...]:
        with insights_store():
            found = list(
                self._block.query(
                    rows.engines_pk(org),
                    self._block.sk.startswith(rows.BLOCK_PREFIX),
                    consistent_read=True,
                )
            )
        return tuple(EngineBlock(r.engine, r.model_version, r.taxonomy_version) for r in found)

    def block(self, org: OrgId, block: EngineBlock) -> None:
        with insights_store():
            self._block_row(org, block).save()

    def unblock(self, org: OrgId, block: EngineBlock) -> None:
        with insights_store():
            self._block_row(org, block).delete()

    def _block_row(self, org: OrgId, block: EngineBlock) -> rows.BlockRow:
        return self._block(
            rows.engines_pk(org),
            rows.block_sk(block.engine, block.model_version, block.taxonomy_version),
            engine=block.engine,
            model_version=block.model_version,
            taxonomy_version=block.taxonomy_version,
        )

    def _pointer_row(self, pk: str, latest: Latest) -> rows.PointerRow:
        return self._pointer(
            pk,
            rows.pointer_sk(latest.moved_at),
            version=latest.version,
            inputs_hash=latest.inputs_hash,
            run_id=latest.run_id,
        )

    def _latest_row(self, pk: str, latest: Latest) -> rows.LatestRow:
        return self._latest(
            pk,
            rows.LATEST,
            version=latest.version,
            newest=latest.newest,
            inputs_hash=latest.inputs_hash,
            ledger_object=latest.ledger_object,
            context=latest.context,
            seen=list(latest.seen),
            held=latest.hold.reviews,
            held_of=latest.hold.of,
            failed=latest.failed,
            run_id=latest.run_id,
            moved_at=to_z(latest.moved_at),
            effort=codec.to_json(latest.effort, Effort).decode(),
            is_logged=latest.is_logged,
        )

    def _insight_row(self, org: OrgId, version: Version) -> rows.InsightRow:
        packed = codec.pack(version.body, InsightBody)
        row = self._insight(
            rows.product_pk(org, version.product_id),
            rows.insight_sk(version.number),
            engine=version.engine.engine,
            model_version=version.engine.model_version,
            prompt_version=version.engine.prompt_version,
            taxonomy_version=version.engine.taxonomy_version,
            inputs_hash=version.inputs_hash,
            ledger_hash=version.ledger_hash,
            ledger_object=version.ledger_object,
            created_at=to_z(version.created_at),
            run_id=version.run_id,
            effort=codec.to_json(version.effort, Effort).decode(),
            reviews=version.body.reviews,
            analysed=version.body.analysed,
            tokens=version.effort.tokens,
            cost_usd=str(version.effort.cost_usd),
        )
        if len(packed) <= MAX_INLINE_BYTES:
            row.body = packed
        else:
            row.body_key = self._bodies.put(org, version.product_id, version.number, packed)
        return row

    def _version(self, row: rows.InsightRow) -> Version | UnreadableInsight:
        product, number = rows.product_of(row.pk), int(row.sk.removeprefix(rows.INSIGHT_PREFIX))
        packed = row.body or self._bodies.get(row.body_key)
        try:
            body = codec.unpack(packed or b"", InsightBody)
        except codec.Undecodable:
            return UnreadableInsight(product, number)
        return Version(
            product_id=product,
            number=number,
            engine=_engine(row),
            inputs_hash=row.inputs_hash,
            ledger_hash=row.ledger_hash,
            ledger_object=row.ledger_object,
            created_at=from_z(row.created_at),
            run_id=RunId(row.run_id),
            effort=_effort(row.effort),
            body=body,
        )


def _engine(row: rows.InsightRow) -> EngineId:
    return EngineId(row.engine, row.model_version, row.prompt_version, row.taxonomy_version)


def _effort(text: str) -> Effort:
    return codec.from_json(text.encode(), Effort)


def _latest(row: rows.LatestRow) -> Latest:
    return Latest(
        version=int(row.version),
        newest=int(row.newest),
        inputs_hash=row.inputs_hash,
        ledger_object=row.ledger_object,
        context=row.context,
        seen=tuple(row.seen),
        hold=Hold(int(row.held), int(row.held_of)),
        failed=int(row.failed),
        run_id=RunId(row.run_id),
        moved_at=from_z(row.moved_at),
        effort=_effort(row.effort),
        is_logged=bool(row.is_logged),
    )


def _head(row: rows.InsightRow) -> VersionHead:
    return VersionHead(
        version=int(row.sk.removeprefix(rows.INSIGHT_PREFIX)),
        created_at=from_z(row.created_at),
        run_id=RunId(row.run_id),
        engine=row.engine,
        model_version=row.model_version,
        prompt_version=row.prompt_version,
        taxonomy_version=row.taxonomy_version,
        inputs_hash=row.inputs_hash,
        ledger_hash=row.ledger_hash,
        reviews=int(row.reviews),
        analysed=int(row.analysed),
        tokens=int(row.tokens),
        cost_usd=str(Decimal(row.cost_usd)),
    )
