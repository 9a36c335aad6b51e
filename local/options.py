"""What a person may choose, from the environment: PRODUCTS, SEED, FAULTS, DAYS and PORT_BASE, and
who reads the reviews (local/analysis.py), what is collected from (local/collection.py)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from local.analysis import AnalysisOptions
from local.collection import collection_context
from local.failures import LocalFailure
from local.ports import DEFAULT_BASE, Ports

FAULT_PROFILES = ("none", "realistic", "hostile")
MAX_PRODUCTS = 100_000
MAX_DAYS = 365


@dataclass(frozen=True)
class RunOptions:
    """products, seed and sellers decide the data set, faults how badly Amazon behaves.

    days is the number of runs, each a day later.
    """

    products: int = 1000
    seed: int = 7
    faults: str = "realistic"
    days: int = 1
    sellers: int = 4
    ports: Ports = Ports.from_base(DEFAULT_BASE)
    analysis: AnalysisOptions = field(default_factory=AnalysisOptions)
    collection: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] = os.environ,
        default: "RunOptions | None" = None,
    ) -> "RunOptions":
        """What the environment leaves out is as in `default`, ports included.

        Raises: LocalFailure naming the variable that is wrong.
        """
        default = default or cls()
        faults = environment.get("FAULTS") or default.faults
        if faults not in FAULT_PROFILES:
            message = f"FAULTS={faults} is none of {', '.join(FAULT_PROFILES)}."
            raise LocalFailure(message)
        return cls(
            products=_number(environment, "PRODUCTS", default.products, 1, MAX_PRODUCTS),
            seed=_number(environment, "SEED", default.seed, 0, 2**31 - 1),
            faults=faults,
            days=_number(environment, "DAYS", default.days, 1, MAX_DAYS),
            sellers=default.sellers,
            ports=_ports(environment, default.ports),
            analysis=AnalysisOptions.from_environment(environment),
            collection=collection_context(environment),
        )


def _ports(environment: Mapping[str, str], default: Ports) -> Ports:
    if not environment.get("PORT_BASE", "").strip():
        return default
    return Ports.from_base(_number(environment, "PORT_BASE", DEFAULT_BASE, 1024, 65_000))


def _number(
    environment: Mapping[str, str], name: str, default: int, lowest: int, highest: int
) -> int:
    text = environment.get(name, "").strip() or str(default)
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        message = f"{name}={text} must be a whole number from {lowest} to {highest}."
        raise LocalFailure(message)
    return int(text)
