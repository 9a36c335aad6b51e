"""A purse and a drawer of answers in memory."""

import threading
from dataclasses import dataclass, field
from typing import Any

from shelfsignal.insights.domain.metering import Limits, Payer, Reservation, Spent
from shelfsignal.kernel.ids import OrgId, RunId


@dataclass
class FakeBudget:
    """Budget; spent is by run and by day. `day` is moved by tests."""

    run_limits: Limits = Limits()
    day_limits: Limits = Limits()
    day: str = "2026-11-22"
    by_run: dict[tuple[OrgId, RunId], Spent] = field(default_factory=dict)
    by_day: dict[tuple[OrgId, str], Spent] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self, payer: Payer, amount: Spent) -> Reservation | None:
        with self.lock:
            of_run = self.by_run.get((payer.org_id, payer.run_id), Spent()) + amount
            of_day = self.by_day.get((payer.org_id, self.day), Spent()) + amount
            if not (_fits(of_run, self.run_limits) and _fits(of_day, self.day_limits)):
                return None
            self.by_run[payer.org_id, payer.run_id] = of_run
            self.by_day[payer.org_id, self.day] = of_day
            return Reservation(payer, self.day, amount)

    def spent(self, payer: Payer) -> Spent:
        return self.by_run.get((payer.org_id, payer.run_id), Spent())

    def settle(self, reservation: Reservation, used: Spent) -> None:
        payer = reservation.payer
        with self.lock:
            change = used - reservation.amount
            self.by_run[payer.org_id, payer.run_id] += change
            self.by_day[payer.org_id, reservation.day] += change


def _fits(spent: Spent, limits: Limits) -> bool:
    return (limits.usd_nano is None or spent.usd_nano <= limits.usd_nano) and (
        limits.tokens is None or spent.tokens <= limits.tokens
    )


@dataclass
class FakeAnswers:
    """AnswerStore."""

    stored: dict[tuple[OrgId, str], dict[str, Any]] = field(default_factory=dict)

    def get(self, org: OrgId, key: str) -> dict[str, Any] | None:
        return self.stored.get((org, key))

    def put(self, org: OrgId, key: str, answer: dict[str, Any]) -> None:
        self.stored[org, key] = answer
