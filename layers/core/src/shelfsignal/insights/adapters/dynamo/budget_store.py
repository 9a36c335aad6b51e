"""Money and tokens set aside in the insights table: one conditional update a limit.

An item holds what is spent and what is set aside together. A process that dies between the two
leaves its reservation standing: the limit errs on the side of stopping early.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pynamodb.expressions.condition import Condition

from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import ConditionFailed, insights_store
from shelfsignal.insights.domain.metering import Limits, Payer, Reservation, RunAndDay, Spent
from shelfsignal.insights.domain.preferences import PreferenceStore
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId

KEPT_FOR: Final = timedelta(days=90)
"""Longer than any run can be resumed, or its answers come."""


class DynamoBudget:
    """Budget over the insights table; days are UTC days of the clock, not of the run."""

    def __init__(
        self, table: str, limits: RunAndDay, clock: Clock, preferences: PreferenceStore
    ) -> None:
        self._row = rows.bind(rows.BudgetRow, table)
        self._limits = limits
        self._clock = clock
        self._preferences = preferences
        self._known: dict[Payer, RunAndDay] = {}

    def reserve(self, payer: Payer, amount: Spent) -> Reservation | None:
        day = self._clock().date().isoformat()
        limits = self._limits_of(payer)
        if not self._take(payer.org_id, rows.budget_run_sk(payer.run_id), amount, limits.run):
            return None
        if not self._take(payer.org_id, rows.budget_day_sk(day), amount, limits.day):
            self._add(payer.org_id, rows.budget_run_sk(payer.run_id), Spent() - amount)
            return None
        return Reservation(payer, day, amount)

    def spent(self, payer: Payer) -> Spent:
        return spent_by(self._row, payer)

    def settle(self, reservation: Reservation, used: Spent) -> None:
        change = used - reservation.amount
        if change == Spent():
            return
        org = reservation.payer.org_id
        self._add(org, rows.budget_run_sk(reservation.payer.run_id), change)
        self._add(org, rows.budget_day_sk(reservation.day), change)

    def _limits_of(self, payer: Payer) -> RunAndDay:
        """Looked up once a run and process: a change of mind counts from the next run on."""
        if payer not in self._known:
            caps = self._preferences.get(payer.org_id).caps
            self._known[payer] = self._limits.lowered_by(caps)
        return self._known[payer]

    def _take(self, org: OrgId, sk: str, amount: Spent, limits: Limits) -> bool:
        pairs = (
            (self._row.usd_nano, limits.usd_nano, amount.usd_nano),
            (self._row.tokens, limits.tokens, amount.tokens),
        )
        condition: Condition | None = None
        for spent, limit, wanted in pairs:
            if limit is None:
                continue
            if wanted > limit:
                return False
            fits = spent.does_not_exist() | (spent <= limit - wanted)
            condition = fits if condition is None else condition & fits
        try:
            self._add(org, sk, amount, condition)
        except ConditionFailed:
            return False
        return True

    def _add(self, org: OrgId, sk: str, change: Spent, condition: Condition | None = None) -> None:
        row = self._row(rows.budget_pk(org), sk)
        with insights_store():
            row.update(
                actions=[
                    self._row.usd_nano.add(change.usd_nano),
                    self._row.tokens.add(change.tokens),
                    self._row.expires_at.set(int((self._clock() + KEPT_FOR).timestamp())),
                ],
                condition=condition,
            )


def spent_by(row: type[rows.BudgetRow], payer: Payer) -> Spent:
    """What the item of a run says."""
    keys = [(rows.budget_pk(payer.org_id), rows.budget_run_sk(payer.run_id))]
    with insights_store():
        found = list(row.batch_get(keys, consistent_read=True))
    return Spent(int(found[0].tokens), int(found[0].usd_nano)) if found else Spent()
