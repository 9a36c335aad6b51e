"""Checkpoints and scope totals.

One item a scope and run, moved together with the run's counters.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pynamodb.expressions.update import Action

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store, settled
from shelfsignal.collection.adapters.dynamo.counters import additions, read
from shelfsignal.collection.adapters.dynamo.rows import PagesRow, RunRow, bind, transaction
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.checkpoints import Checkpoint, ScopeTotals
from shelfsignal.collection.domain.errors import CheckpointMoved
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.progress import Counters, RunProgress


class DynamoCheckpoints:
    """CheckpointStore; the run's live counters move along."""

    def __init__(self, table: str, progress: RunProgress) -> None:
        self._row = bind(PagesRow, table)
        self._run = bind(RunRow, table)
        self._table = table
        self._progress = progress

    def load(self, scope: ScopeRef) -> Checkpoint:
        """See CheckpointStore.load."""
        with collection_store():
            try:
                row = self._row.get(*_key(scope), consistent_read=True)
            except self._row.DoesNotExist:
                row = self._create(scope)
        return Checkpoint(
            next_page=int(row.next_page),
            next_token=row.next_token,
            prepared=row.prepared,
            walk=int(row.walk),
            high_page=int(row.high_page),
            done=row.done,
            rewalked_in=int(row.rewalked_in),
            failed_in=int(row.failed_in),
            batches=int(row.batches),
            version=int(row.version),
        )

    def move(
        self,
        scope: ScopeRef,
        old: Checkpoint,
        new: Checkpoint,
        counters: Counters,
        tally: CallTally,
    ) -> Checkpoint:
        """See CheckpointStore.move."""
        stored = replace(new, version=old.version + 1)
        row = self._row
        condition = row.version == old.version
        actions: list[Action] = [
            *(
                getattr(row, name).remove() if value is None else getattr(row, name).set(value)
                for name, value in vars(stored).items()
            ),
            *self._amounts(counters, tally),
        ]
        if tally.last_at:
            actions.append(row.last_at.set(to_z(tally.last_at)))
        try:
            self._write(scope, actions, condition, _with_calls(counters, tally))
        except ConditionFailed as refusal:
            raise CheckpointMoved(f"{scope.seller_id}#{scope.marketplace}") from refusal
        return stored

    def add(self, scope: ScopeRef, counters: Counters, tally: CallTally) -> None:
        """See CheckpointStore.add."""
        row, amounts = self._row(*_key(scope)), _with_calls(counters, tally)
        actions = self._amounts(counters, tally)
        if actions:
            settled(lambda: row.update(actions))
            self._progress.add(scope.org_id, scope.run_id, amounts)
        if tally.last_at:
            last = to_z(tally.last_at)
            later = self._row.last_at.does_not_exist() | (self._row.last_at < last)
            with suppress(ConditionFailed):
                settled(lambda: row.update([self._row.last_at.set(last)], condition=later))

    def totals(self, org_id: OrgId, run_id: RunId) -> Sequence[ScopeTotals]:
        """See CheckpointStore.totals."""
        pk = f"ORG#{org_id}#RUN#{run_id}"
        with collection_store():
            rows = self._row.query(pk, self._row.sk.startswith("PAGES#"), consistent_read=True)
            return [_totals(row) for row in rows]

    def _create(self, scope: ScopeRef) -> PagesRow:
        """Made before the first page: a nested count can only be set inside a map that is there."""
        row = self._row(*_key(scope))
        with suppress(ConditionFailed), collection_store():
            row.save(condition=self._row.pk.does_not_exist())
        return row

    def _write(
        self, scope: ScopeRef, actions: list[Action], condition: Any, run_counters: Counters
    ) -> None:
        run_actions = additions(self._run, run_counters)
        run = self._run(f"ORG#{scope.org_id}", f"RUN#{scope.run_id}")

        def both() -> None:
            with transaction(self._table) as write:
                write.update(self._row(*_key(scope)), actions=actions, condition=condition)
                if run_actions:
                    write.update(run, actions=run_actions, condition=self._run.pk.exists())

        settled(both)

    def _amounts(self, counters: Counters, tally: CallTally) -> list[Action]:
        row = self._row
        actions = additions(row, _with_calls(counters, tally))
        for operation, count in tally.requests.items():
            asked: Any = row.asked[operation.value]
            actions.append(asked.set((asked | 0) + count))
        for operation, rate in tally.rates.items():
            actions.append(row.rates[operation.value].set(rate))
        if tally.first_at:
            first: Any = row.first_at
            actions.append(first.set(first | to_z(tally.first_at)))
        return actions


def _key(scope: ScopeRef) -> tuple[str, str]:
    return (
        f"ORG#{scope.org_id}#RUN#{scope.run_id}",
        f"PAGES#{scope.seller_id}#{scope.marketplace}",
    )


def _with_calls(counters: Counters, tally: CallTally) -> Counters:
    return replace(
        counters,
        requests=counters.requests + tally.total,
        http_429=counters.http_429 + tally.http_429,
        retries=counters.retries + tally.retries,
    )


def _totals(row: PagesRow) -> ScopeTotals:
    seller, marketplace = row.sk.removeprefix("PAGES#").rsplit("#", 1)
    asked: Any = row.asked
    announced: Any = row.rates
    return ScopeTotals(
        seller_id=SellerId(seller),
        marketplace=Marketplace(marketplace),
        counters=read(row),
        requests={Operation(name): int(count) for name, count in asked.as_dict().items()},
        rates={Operation(name): float(rate) for name, rate in announced.as_dict().items()},
        first_at=from_z(row.first_at) if row.first_at else None,
        last_at=from_z(row.last_at) if row.last_at else None,
        done=row.done,
        batches=int(row.batches),
    )
