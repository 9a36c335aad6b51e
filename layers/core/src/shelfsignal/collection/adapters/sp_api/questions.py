"""One seller's questions in one marketplace, for the length of one call of ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.collect_ports import SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.kernel.ids import Marketplace

T = TypeVar("T")


@dataclass(frozen=True)
class SellerQuestions:
    """What all of them share: who asks, where, how long a slot is waited for, where it counts."""

    client: SpApiClient
    connection: SellerConnection
    marketplace: Marketplace
    seconds_left: SecondsLeft
    tally: CallTally

    def ask(
        self,
        operation: Operation,
        path: str,
        params: Mapping[str, str],
        parse: Callable[[bytes], T],
        body: Mapping[str, Any] | None = None,
    ) -> T:
        """What parse makes of the answer. Raises: as SpApiClient.ask."""
        call = Call(
            operation,
            self.connection,
            self.marketplace,
            path,
            params,
            max_wait_s=self.seconds_left,
            body=body,
        )
        return self.client.ask(call, parse, self.tally)
