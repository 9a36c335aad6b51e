"""The insights table's items in PynamoDB, and the one place its keys are formatted.

pk ORG#<org>#PRODUCT#<product_id>   sk LATEST | INSIGHT#<9 digits> | POINTER#<iso> | CARD
                                       | FIGURES | FEEDBACK#<iso>, in feedback_store
pk ORG#<org>#FACET#<list>           sk <product_id>; four indexes, one an order pk
ORG#<org>#ROLLUP                 sk PORTFOLIO | BRAND#x | CATEGORY#x | MARKETPLACE#x | SCOPE#x
pk ORG#<org>#ROLLUP#<subject>       sk DAY#<day>
pk ORG#<org>#COUNTS                 sk PORTFOLIO | BRAND#x | CATEGORY#x | MARKETPLACE#x
(BRAND@US#x, CATEGORY@US#x: of one marketplace, in the three above)
pk ORG#<org>#MAP[#<marketplace>]    sk <brand>
pk ORG#<org>#NAMES                  sk <words typed>#<product_id> | #SUBJECTS
pk ORG#<org>#CLAIMS                 sk <product_id>
pk ORG#<org>#EXPORTS                sk <export_id>
pk ORG#<org>#ENGINES                sk BLOCK#<engine>#<model or *>#<taxonomy or *>
pk ORG#<org>#BUDGET                 sk DAY#<day> | RUN#<run>
pk ORG#<org>#WORK                   sk <product_id>#<issue>, in work_store
pk ORG#<org>#PREFERENCES            sk PREFERENCES, in preference_store
"""

from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import TableConnection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId, RunId

RowT = TypeVar("RowT", bound=Model)

LATEST = "LATEST"
CARD = "CARD"
FIGURES = "FIGURES"
INSIGHT_PREFIX = "INSIGHT#"
POINTER_PREFIX = "POINTER#"
SCOPE_PREFIX = "SCOPE#"
BLOCK_PREFIX = "BLOCK#"
SUBJECTS = "#SUBJECTS"


def org_prefix(org: OrgId) -> str:
    """How every partition of an organisation begins."""
    return f"ORG#{org}#"


def product_pk(org: OrgId, product: ProductId) -> str:
    return f"ORG#{org}#PRODUCT#{product}"


def product_of(pk: str) -> ProductId:
    """The product of a product_pk."""
    return ProductId(pk.rsplit("#PRODUCT#", 1)[1])


def facet_pk(org: OrgId, facet: str) -> str:
    return f"ORG#{org}#FACET#{facet}"


def rollup_pk(org: OrgId) -> str:
    return f"ORG#{org}#ROLLUP"


def history_pk(org: OrgId, subject_key: str) -> str:
    return f"ORG#{org}#ROLLUP#{subject_key}"


def counts_pk(org: OrgId) -> str:
    return f"ORG#{org}#COUNTS"


def map_pk(org: OrgId, marketplace: Marketplace | None) -> str:
    return f"ORG#{org}#MAP#{marketplace}" if marketplace else f"ORG#{org}#MAP"


def names_pk(org: OrgId) -> str:
    return f"ORG#{org}#NAMES"


def name_sk(name: str, product: ProductId) -> str:
    return f"{name}#{product}"


def claims_pk(org: OrgId) -> str:
    return f"ORG#{org}#CLAIMS"


def exports_pk(org: OrgId) -> str:
    return f"ORG#{org}#EXPORTS"


def engines_pk(org: OrgId) -> str:
    return f"ORG#{org}#ENGINES"


def block_sk(engine: str, model_version: str | None, taxonomy_version: str | None) -> str:
    return f"{BLOCK_PREFIX}{engine}#{model_version or '*'}#{taxonomy_version or '*'}"


def budget_pk(org: OrgId) -> str:
    return f"ORG#{org}#BUDGET"


def budget_day_sk(day: str) -> str:
    return f"DAY#{day}"


def budget_run_sk(run: RunId) -> str:
    return f"RUN#{run}"


def insight_sk(version: int) -> str:
    return f"{INSIGHT_PREFIX}{version:09d}"


def pointer_sk(moment: datetime) -> str:
    return f"{POINTER_PREFIX}{to_z(moment)}"


class Row(Model):
    """Every item's key."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class LatestRow(Row):
    """Which version is shown. effort is a JSON document."""

    version = NumberAttribute()
    newest = NumberAttribute()
    inputs_hash = UnicodeAttribute()
    ledger_object = UnicodeAttribute()
    context = UnicodeAttribute()
    seen: ListAttribute[str] = ListAttribute(of=UnicodeAttribute)  # type: ignore[arg-type]  # of= is an attribute class
    held = NumberAttribute()
    held_of = NumberAttribute()
    failed = NumberAttribute()
    run_id = UnicodeAttribute()
    moved_at = UnicodeAttribute()
    effort = UnicodeAttribute()
    is_logged = BooleanAttribute()


class InsightRow(Row):
    """A version; its body is here (gzipped JSON) or, when larger, in the object body_key names."""

    engine = UnicodeAttribute()
    model_version = UnicodeAttribute()
    prompt_version = UnicodeAttribute()
    taxonomy_version = UnicodeAttribute()
    inputs_hash = UnicodeAttribute()
    ledger_hash = UnicodeAttribute()
    ledger_object = UnicodeAttribute()
    created_at = UnicodeAttribute()
    run_id = UnicodeAttribute()
    effort = UnicodeAttribute()
    reviews = NumberAttribute()
    analysed = NumberAttribute()
    tokens = NumberAttribute()
    cost_usd = UnicodeAttribute()
    body = BinaryAttribute(null=True, legacy_encoding=False)
    body_key = UnicodeAttribute(null=True)


class PointerRow(Row):
    """One move of LATEST, at the time in the sort key."""

    version = NumberAttribute()
    inputs_hash = UnicodeAttribute()
    run_id = UnicodeAttribute()


class CardRow(Row):
    """A product's card with the lists it stands in; fingerprint "" while it is being written.

    prices: packed like the card, absent in items older than it.
    """

    card = BinaryAttribute(legacy_encoding=False)
    facets: ListAttribute[str] = ListAttribute(of=UnicodeAttribute)  # type: ignore[arg-type]  # of= is an attribute class
    fingerprint = UnicodeAttribute()
    prices = BinaryAttribute(null=True, legacy_encoding=False)


class FiguresRow(Row):
    """A product's figures of a day."""

    computed_at = UnicodeAttribute()
    figures = BinaryAttribute(legacy_encoding=False)


class ClaimRow(Row):
    """Somebody was asked to compute them, and is waited for until then."""

    until = UnicodeAttribute()
    expires_at = NumberAttribute()


class ExportRow(Row):
    """An export under way or done."""

    export = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute()


class _ByAttention(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # the library's hook
    class Meta:
        index_name = "by_attention"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    by_attention = UnicodeAttribute(range_key=True)


class _ByNegativeShare(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # the library's hook
    class Meta:
        index_name = "by_negative_share"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    by_negative_share = UnicodeAttribute(range_key=True)


class _ByReviewCount(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # the library's hook
    class Meta:
        index_name = "by_review_count"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    by_review_count = UnicodeAttribute(range_key=True)


class _ByLastChange(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # the library's hook
    class Meta:
        index_name = "by_last_change"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    by_last_change = UnicodeAttribute(range_key=True)


class EntryRow(Row):
    """A card in a list."""

    card = BinaryAttribute(legacy_encoding=False)
    by_attention = UnicodeAttribute()
    by_negative_share = UnicodeAttribute()
    by_review_count = UnicodeAttribute()
    by_last_change = UnicodeAttribute()
    attention_index = _ByAttention()
    negative_share_index = _ByNegativeShare()
    review_count_index = _ByReviewCount()
    last_change_index = _ByLastChange()


class RollupRow(Row):
    """A subject's rollup; fingerprint leaves the run id out. expires_at: a day of the history."""

    day = UnicodeAttribute()
    run_id = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    body = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute(null=True)


class CountsRow(Row):
    """How many products a subject's lists hold, and its line in the list of its kind.

    Beside the rollup and not in it: what is read of an item is paid for whole.
    """

    counts = BinaryAttribute(legacy_encoding=False)
    summary = BinaryAttribute(legacy_encoding=False)


class NameRow(Row):
    """What a product is found by while somebody types."""

    title = UnicodeAttribute()
    brand = UnicodeAttribute()


class SubjectNamesRow(Row):
    """The names of brands and categories; # sorts before any word."""

    names = BinaryAttribute(legacy_encoding=False)


class MapRow(Row):
    """A brand's cells of the brand × category map."""

    cells = BinaryAttribute(legacy_encoding=False)


class ScopeRow(Row):
    """The runs a scope is counted from, newest first: [run_id, day, prefix] as JSON."""

    runs = UnicodeAttribute()


class BlockRow(Row):
    """An engine version that may not write; an absent version stands for any."""

    engine = UnicodeAttribute()
    model_version = UnicodeAttribute(null=True)
    taxonomy_version = UnicodeAttribute(null=True)


class BudgetRow(Row):
    """What a run, or an organisation on a day, has spent and set aside; money in 1e-9 USD."""

    usd_nano = NumberAttribute()
    tokens = NumberAttribute()
    expires_at = NumberAttribute(null=True)


def bind(row: type[RowT], table: str) -> type[RowT]:
    """The row class tied to a table's name; region and endpoint come from the environment.

    All rows of a table share one connection: a client costs a cold start a tenth of a second.
    """
    namespace = {"Meta": _meta(table), "_connection": table_connection(table)}
    return type(row.__name__, (row,), namespace)


@cache
def table_connection(table: str) -> TableConnection:
    """The one connection of a table; EntryRow knows every key and index there is."""
    bound: Any = type("Schema", (EntryRow,), {"Meta": _meta(table)})
    connection: TableConnection = bound._get_connection()
    return connection


def _meta(table: str) -> type:
    return type("Meta", (), {"table_name": table})
