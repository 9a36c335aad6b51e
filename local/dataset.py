"""What the mock serves and when it is: kept, so that a restart continues the same story."""

from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from pydantic import BaseModel

from local.jsonfile import read_json, write_json
from local.options import RunOptions
from local.paths import Paths


@dataclass(frozen=True)
class Dataset:
    """anchor: the UTC day on which the generated history ends; now: the mock's clock, last seen."""

    products: int
    seed: int
    anchor: str
    now: str

    @classmethod
    def stored(cls, paths: Paths) -> "Dataset | None":
        document = read_json(paths.dataset)
        return None if document is None else cls(**document)

    @classmethod
    def begun(cls, options: RunOptions, at: datetime) -> "Dataset":
        """A new story that starts today."""
        now = at.astimezone(UTC)
        return cls(options.products, options.seed, f"{now:%Y-%m-%d}", f"{now:%Y-%m-%dT%H:%M:%SZ}")

    def fits(self, options: RunOptions) -> bool:
        return (self.products, self.seed) == (options.products, options.seed)

    def at(self, now: str) -> "Dataset":
        """The same story, later (never earlier)."""
        return Dataset(self.products, self.seed, self.anchor, max(now, self.now))

    def store(self, paths: Paths) -> None:
        write_json(paths.dataset, vars(self))


class MockSeller(BaseModel):
    """One line of GET /admin/sellers; marketplaces are country codes, tokens by region."""

    seller_id: str
    name: str
    marketplaces: list[str]
    refresh_tokens: dict[str, str]


class MockClient:
    """The mock's admin routes that the conductor uses."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def now(self) -> str:
        """ISO time of the virtual present."""
        return str(self._get("/admin/clock")["now"])

    def day(self) -> str:
        """UTC day of the virtual present."""
        return str(self._get("/admin/clock")["day"])

    def advance_a_day(self) -> None:
        answer = self._http.post("/admin/clock", json={"advance_days": 1})
        answer.raise_for_status()

    def sellers(self) -> list[MockSeller]:
        """Every seller of the data set, with the secret a connection needs."""
        answer = self._http.get("/admin/sellers").raise_for_status()
        return [MockSeller.model_validate(each) for each in answer.json()]

    def application(self) -> dict[str, str]:
        found: dict[str, str] = self._get("/admin/application")
        return found

    def _get(self, path: str) -> dict[str, str]:
        answer: dict[str, str] = self._http.get(path).raise_for_status().json()
        return answer
