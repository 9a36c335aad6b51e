"""The data bucket as a rebuild reads it: what each product has shown and each run left behind."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from pydantic import ValidationError

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.s3.past_results import S3PastResults
from shelfsignal.insights.adapters.s3.results import S3Results
from shelfsignal.insights.adapters.s3.stores import S3Ledgers, S3Listings
from shelfsignal.insights.domain.deliveries import Delivery, by_product, delivered
from shelfsignal.insights.domain.ports import ResultStore, UnreadableLedger
from shelfsignal.insights.domain.rebuilding import History, PastScope, UnusableObject
from shelfsignal.insights.domain.versions import Latest, PointerMove, Version
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.clock import from_z
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId, SellerId
from shelfsignal.kernel.objects import S3Objects

_GARBLED = "is not one of ours"
_MISSING = "is missing"


class S3RebuildSource:
    """RebuildSource over pointers/, insights/, ledger/, normalised/, and results/ with what stands
    beside them."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects
        self._ledgers = S3Ledgers(objects)
        self._listings = S3Listings(objects)

    def products(self, org: OrgId) -> list[ProductId]:
        return [ProductId(name) for name in self._folders(lake.pointers_prefix(org))]

    def history(self, org: OrgId, product: ProductId) -> History:
        prefix = f"{lake.pointers_prefix(org)}{product}/"
        keys = list(self._objects.keys(prefix))
        moves = sorted(map(self._move, keys), key=lambda move: move.moved_at)
        latest = moves[-1].latest
        if latest is None:
            raise UnusableObject(keys[-1], "was logged without what LATEST was then")
        numbers = range(1, latest.newest + 1)
        versions = tuple(self._version(org, product, number) for number in numbers)
        for key, move in zip(keys, moves, strict=True):
            if move.product_id != product or move.version not in numbers:
                raise UnusableObject(key, "tells of another product or version")
            if versions[move.version - 1].inputs_hash != move.inputs_hash:
                raise UnusableObject(key, f"is no move to version {move.version} as it is kept")
        return History(product, versions, tuple(moves), latest)

    def check_ledger(self, org: OrgId, version: Version) -> None:
        product, name = version.product_id, version.ledger_object
        key = lake.ledger_key(org, product, name)
        try:
            ledger = self._ledgers.get(org, product, name)
        except UnreadableLedger as error:
            raise UnusableObject(key, "is missing or not one of ours") from error
        if ledger.hash != version.ledger_hash:
            raise UnusableObject(key, f"does not count what version {version.number} counts")

    def scopes(self, org: OrgId) -> list[PastScope]:
        found = set[ScopeRef]()
        for marketplace in Marketplace:
            prefix = lake.listed_pages_prefix(org, marketplace)
            found |= {self._scope(org, key) for key in self._objects.keys(prefix)}
        scopes = sorted(found, key=lambda one: (one.run_id, one.seller_id, one.marketplace))
        return [PastScope(scope, lake.scope_results_prefix(scope)) for scope in scopes]

    def rolled_up(self, org: OrgId) -> dict[RunId, date]:
        days: dict[RunId, date] = {}
        prefix = lake.rolled_up_prefix(org)
        for key in self._objects.keys(prefix):
            run = RunId(key.removeprefix(prefix).removesuffix(".json"))
            try:
                days[run] = date.fromisoformat(json.loads(self._objects.get(key))["day"])
            except (ValueError, KeyError, TypeError) as error:
                raise UnusableObject(key, _GARBLED) from error
        return dict(sorted(days.items()))

    def result_prefixes(self, org: OrgId) -> set[str]:
        runs = map(RunId, self._folders(lake.runs_prefix(org)))
        results = S3Results(self._objects)
        return {prefix for run in runs for prefix in results.scopes(org, run).values()}

    def deliveries(self, scope: ScopeRef) -> Iterator[Delivery]:
        for key in self._objects.keys(lake.pages_prefix(scope)):
            for listings in by_product(self._page(key)):
                yield delivered(listings, lambda asin: self._tail(scope, asin))

    def results_at(self, run: RunId) -> ResultStore:
        return S3PastResults(self._objects, run)

    def _scope(self, org: OrgId, key: str) -> ScopeRef:
        """The inverse of lake.page_key."""
        try:
            _, _, _, marketplace, year, month, day, run, name = key.split("/")
            return ScopeRef(
                org_id=org,
                run_id=RunId(run),
                day=date(int(year), int(month), int(day)),
                seller_id=SellerId(name.rpartition("-")[0]),
                marketplace=Marketplace(marketplace),
                correlation_id="",
            )
        except ValueError as error:
            raise UnusableObject(key, _GARBLED) from error

    def _folders(self, prefix: str) -> list[str]:
        found = self._objects.folders(prefix)
        return sorted(folder.removeprefix(prefix).rstrip("/") for folder in found)

    def _move(self, key: str) -> PointerMove:
        try:
            said = json.loads(self._objects.get(key))
            moved_at = from_z(said["moved_at"])
            return PointerMove(
                product_id=ProductId(said["product_id"]),
                version=int(said["version"]),
                inputs_hash=str(said["inputs_hash"]),
                moved_at=moved_at,
                run_id=RunId(said["run_id"]),
                latest=_latest(said.get("latest"), moved_at),
            )
        except (ValueError, KeyError, TypeError, AttributeError, codec.Undecodable) as error:
            raise UnusableObject(key, _GARBLED) from error

    def _version(self, org: OrgId, product: ProductId, number: int) -> Version:
        key = lake.version_key(org, product, number)
        body = self._objects.find(key)
        if body is None:
            raise UnusableObject(key, _MISSING)
        try:
            version = codec.unpack(body, Version)
        except codec.Undecodable as error:
            raise UnusableObject(key, _GARBLED) from error
        if (version.product_id, version.number) != (product, number):
            raise UnusableObject(key, "holds another version")
        return version

    def _page(self, key: str) -> list[ProductListing]:
        try:
            text = self._objects.find_gzip(key) or b""
            return [ProductListing.model_validate_json(line) for line in text.splitlines()]
        except (ValidationError, EOFError, OSError, zlib.error) as error:
            raise UnusableObject(key, _GARBLED) from error

    def _tail(self, scope: ScopeRef, asin: Asin) -> ProductListing | None:
        try:
            return self._listings.tail(scope, asin)
        except (ValidationError, EOFError, OSError, zlib.error) as error:
            raise UnusableObject(lake.tail_key(scope, asin), _GARBLED) from error


def _latest(said: object, moved_at: datetime) -> Latest | None:
    """With the time as every store reads it: a card's fingerprint sees the time zone's class."""
    if said is None:
        return None
    latest = codec.from_json(json.dumps(said).encode(), Latest)
    return replace(latest, moved_at=moved_at)
