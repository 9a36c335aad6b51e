"""Rollups, their history by day, and the runs each scope is counted from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any, Final

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import insights_store
from shelfsignal.insights.adapters.dynamo.map_store import MapStore
from shelfsignal.insights.domain.names import SubjectNames
from shelfsignal.insights.domain.portfolio_map import PortfolioMap
from shelfsignal.insights.domain.ports import ScopeRun
from shelfsignal.insights.domain.rollup_lists import summary_of
from shelfsignal.insights.domain.subject_counts import SubjectCounts, counts_of
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    Rollup,
    Subject,
    SubjectSummary,
)
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId

HISTORY_KEPT_FOR: Final = timedelta(days=800)


class DynamoRollupStore:
    """RollupStore over the insights table. history_for: how long a day's figures stay; those shown
    now stay as long as they are shown."""

    def __init__(self, table: str, history_for: timedelta = HISTORY_KEPT_FOR) -> None:
        self._history_for = history_for
        self._rollup = rows.bind(rows.RollupRow, table)
        self._scope = rows.bind(rows.ScopeRow, table)
        self._counts = rows.bind(rows.CountsRow, table)
        self._names = rows.bind(rows.SubjectNamesRow, table)
        self._map = MapStore(table)

    def scope_runs(self, org: OrgId) -> dict[str, tuple[ScopeRun, ...]]:
        with insights_store():
            found = list(
                self._scope.query(
                    rows.rollup_pk(org),
                    self._scope.sk.startswith(rows.SCOPE_PREFIX),
                    consistent_read=True,
                )
            )
        return {
            row.sk.removeprefix(rows.SCOPE_PREFIX): tuple(
                ScopeRun(RunId(run), date.fromisoformat(day), prefix)
                for run, day, prefix in json.loads(row.runs)
            )
            for row in found
        }

    def put_scope_runs(self, org: OrgId, runs: Mapping[str, tuple[ScopeRun, ...]]) -> None:
        with insights_store(), self._scope.batch_write() as batch:
            for scope, counted in runs.items():
                text = json.dumps(
                    [[one.run_id, one.day.isoformat(), one.prefix] for one in counted]
                )
                batch.save(
                    self._scope(rows.rollup_pk(org), f"{rows.SCOPE_PREFIX}{scope}", runs=text)
                )

    def put(self, org: OrgId, rollups: Sequence[Rollup]) -> int:
        pk = rows.rollup_pk(org)
        with insights_store():
            known = {
                row.sk: row.fingerprint
                for row in self._rollup.batch_get(
                    [(pk, rollup.subject.key) for rollup in rollups],
                    consistent_read=True,
                    attributes_to_get=["pk", "sk", "fingerprint"],
                )
            }
        fresh = [
            (rollup, mark)
            for rollup in rollups
            if known.get(rollup.subject.key) != (mark := _fingerprint(rollup))
        ]
        with insights_store(), self._rollup.batch_write() as batch:
            for rollup, mark in fresh:
                key = rollup.subject.key
                fields = _fields(rollup, mark)
                day = f"DAY#{rollup.day.isoformat()}"
                until = self._until(rollup.day)
                batch.save(self._rollup(rows.history_pk(org, key), day, expires_at=until, **fields))
                batch.save(self._rollup(pk, key, **fields))
        with insights_store(), self._counts.batch_write() as batch:
            for rollup, _ in fresh:
                row = self._counts(
                    rows.counts_pk(org),
                    rollup.subject.key,
                    counts=codec.pack(counts_of(rollup), SubjectCounts),
                    summary=codec.pack(summary_of(rollup), SubjectSummary),
                )
                batch.save(row)
        return len(fresh)

    def _until(self, day: date) -> int:
        midnight = datetime.combine(day, time.min, UTC)
        return int((midnight + self._history_for).timestamp())

    def remove_others(self, org: OrgId, kept: set[Subject]) -> int:
        pk, keys = rows.rollup_pk(org), {subject.key for subject in kept}
        with insights_store():
            shown = [
                row.sk
                for row in self._rollup.query(pk, attributes_to_get=["pk", "sk"])
                if not row.sk.startswith(rows.SCOPE_PREFIX)
            ]
            gone = [sk for sk in shown if sk not in keys]
            with self._rollup.batch_write() as batch:
                for sk in gone:
                    batch.delete(self._rollup(pk, sk))
            with self._counts.batch_write() as batch:
                for sk in gone:
                    batch.delete(self._counts(rows.counts_pk(org), sk))
        return len(gone)

    def counts(self, org: OrgId, subjects: Sequence[Subject]) -> dict[Subject, SubjectCounts]:
        by_key = {subject.key: subject for subject in subjects}
        with insights_store():
            found = list(self._counts.batch_get([(rows.counts_pk(org), key) for key in by_key]))
        return {by_key[row.sk]: codec.unpack(row.counts, SubjectCounts) for row in found}

    def put_map(
        self, org: OrgId, made: PortfolioMap, marketplace: Marketplace | None = None
    ) -> None:
        self._map.put(org, made, marketplace)

    def get_map(self, org: OrgId, marketplace: Marketplace | None = None) -> PortfolioMap | None:
        return self._map.get(org, marketplace)

    def put_names(self, org: OrgId, names: SubjectNames) -> None:
        row = self._names(rows.names_pk(org), rows.SUBJECTS, names=codec.pack(names, SubjectNames))
        with insights_store():
            row.save()

    def names(self, org: OrgId) -> SubjectNames:
        with insights_store():
            found = list(self._names.batch_get([(rows.names_pk(org), rows.SUBJECTS)]))
        return codec.unpack(found[0].names, SubjectNames) if found else SubjectNames()

    def stated_day(self, org: OrgId) -> date | None:
        found = self.counts(org, [PORTFOLIO]).get(PORTFOLIO)
        return found.day if found else None

    def get(self, org: OrgId, subject: Subject, day: date | None) -> Rollup | None:
        key = (
            (rows.rollup_pk(org), subject.key)
            if day is None
            else (rows.history_pk(org, subject.key), f"DAY#{day.isoformat()}")
        )
        with insights_store():
            found = list(self._rollup.batch_get([key]))
        return codec.unpack(found[0].body, Rollup) if found else None

    def summaries(self, org: OrgId, first: Subject, limit: int) -> list[SubjectSummary]:
        after = f"{first.key}\x00" if first.name else f"{first.list_key}#"
        with insights_store():
            found = list(
                self._counts.query(
                    rows.counts_pk(org),
                    self._counts.sk.between(after, f"{first.list_key}$"),
                    limit=limit,
                    page_size=limit,
                    attributes_to_get=["pk", "sk", "summary"],
                )
            )
        return [codec.unpack(row.summary, SubjectSummary) for row in found]


def _fingerprint(rollup: Rollup) -> str:
    """Without the run: a run that found nothing new writes nothing."""
    body = codec.to_json(replace(rollup, run_id=RunId("")), Rollup)
    return blake2b(body, digest_size=12).hexdigest()


def _fields(rollup: Rollup, mark: str) -> dict[str, Any]:
    return {
        "day": rollup.day.isoformat(),
        "run_id": rollup.run_id,
        "fingerprint": mark,
        "body": codec.pack(rollup, Rollup),
    }
