"""The one owner of the data bucket's key layout; nobody else formats a key.

Days are the UTC day a run is stated for, so a page fetched twice, or by a later attempt of the run,
lands on the same key.
"""

from datetime import date

from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def raw_report_key(scope: ScopeRef, report_type: str) -> str:
    """raw/<org>/listings/<marketplace>/<yyyy>/<mm>/<dd>/<run>/<report type>-<seller>.tsv.gz"""
    return _of_run("raw", scope, "listings", f"{report_type}-{scope.seller_id}.tsv.gz")


def listed_key(scope: ScopeRef, part: int) -> str:
    """normalised/<org>/listings/<marketplace>/<day>/<run>/<seller>-<part>.jsonl.gz

    A product of the seller's report a line.
    """
    return _of_run("normalised", scope, "listings", f"{scope.seller_id}-{part:05d}.jsonl.gz")


def _of_run(kind: str, scope: ScopeRef, folder: str, name: str) -> str:
    """<kind>/<org>/<folder>/<marketplace>/<yyyy>/<mm>/<dd>/<run>/<name>"""
    day = _day(scope.day)
    return f"{kind}/{scope.org_id}/{folder}/{scope.marketplace}/{day}/{scope.run_id}/{name}"


def raw_page_key(scope: ScopeRef, source: str, operation: str, page: int, part: int = 0) -> str:
    """raw/<org>/<source>/<marketplace>/<yyyy>/<mm>/<dd>/<run>/<operation>-<seller>-<page>.json.gz

    part counts answers beyond the operation's first: …-<page>-<part>.json.gz
    """
    number = f"{page:06d}" + (f"-{part}" if part else "")
    return _of_run("raw", scope, source, f"{operation}-{scope.seller_id}-{number}.json.gz")


def raw_product_key(scope: ScopeRef, source: str, operation: str, asin: Asin, page: int) -> str:
    """raw/…/<run>/<operation>-<seller>-<asin>-<page>.json.gz: what was asked of one product."""
    return _of_run("raw", scope, source, f"{operation}-{scope.seller_id}-{asin}-{page:06d}.json.gz")


def raw_texts_key(scope: ScopeRef, asin: Asin, page: int, source: str) -> str:
    """raw/<org>/<source>/<marketplace>/<day>/<job>/listReviewTexts-<seller>-<asin>-<page>.json.gz"""
    return raw_product_key(scope, source, "listReviewTexts", asin, page)


def texts_page_key(scope: ScopeRef, asin: Asin, page: int) -> str:
    """normalised/<org>/texts/<marketplace>/<day>/<job>/<asin>-<page>.jsonl.gz

    A page of a walk that has not reached its end, for whoever goes on with it.
    """
    return _of_run("normalised", scope, "texts", f"{asin}-{page:06d}.jsonl.gz")


def tasks_key(org_id: OrgId, job_id: RunId, attempt: int) -> str:
    """manifests/<org>/<job>/tasks-<attempt>.jsonl: a ReviewTask a line."""
    return f"manifests/{org_id}/{job_id}/tasks-{attempt:03d}.jsonl"


def upload_key(org_id: OrgId, job_id: RunId) -> str:
    """uploads/<org>/<job>/upload.csv: a file as somebody uploaded it; it expires."""
    return f"uploads/{org_id}/{job_id}/upload.csv"


def upload_part_key(org_id: OrgId, job_id: RunId, asin: Asin) -> str:
    """uploads/<org>/<job>/parts/<asin>.json.gz: the usable rows of one product."""
    return f"uploads/{org_id}/{job_id}/parts/{asin}.json.gz"


def upload_report_key(org_id: OrgId, job_id: RunId) -> str:
    """uploads/<org>/<job>/report.json.gz: which rows are not usable, and why."""
    return f"uploads/{org_id}/{job_id}/report.json.gz"


def page_key(scope: ScopeRef, page: int) -> str:
    """normalised/<org>/products/<marketplace>/<day>/<run>/<seller>-<page>.jsonl.gz

    A ProductListing a line.
    """
    return f"{pages_prefix(scope)}{page:06d}.jsonl.gz"


def tail_key(scope: ScopeRef, asin: Asin) -> str:
    """normalised/<org>/reviews/<marketplace>/<day>/<run>/<asin>.jsonl.gz

    One ProductListing of kind complete.
    """
    return _of_run("normalised", scope, "reviews", f"{asin}.jsonl.gz")


def scopes_key(org_id: OrgId, run_id: RunId) -> str:
    """manifests/<org>/<run>/scopes.jsonl: a ScopeRef a line."""
    return f"manifests/{org_id}/{run_id}/scopes.jsonl"


def batches_key(scope: ScopeRef) -> str:
    """manifests/<org>/<run>/<seller>-<marketplace>/batches.jsonl: a BatchRef a line."""
    return (
        f"manifests/{scope.org_id}/{scope.run_id}/{scope.seller_id}-{scope.marketplace}/"
        "batches.jsonl"
    )


def batches_part_key(scope: ScopeRef, page: int) -> str:
    """manifests/<org>/<run>/<seller>-<marketplace>/parts/<page>.jsonl: one page's BatchRefs."""
    return (
        f"manifests/{scope.org_id}/{scope.run_id}/{scope.seller_id}-{scope.marketplace}/"
        f"parts/{page:06d}.jsonl"
    )


def results_prefix(org_id: OrgId, run_id: RunId) -> str:
    """results/<org>/<run>/: the batch results of a run."""
    return f"results/{org_id}/{run_id}/"


def scope_results_prefix(scope: ScopeRef) -> str:
    """results/<org>/<run>/<seller>-<marketplace>/"""
    return f"{results_prefix(scope.org_id, scope.run_id)}{scope.seller_id}-{scope.marketplace}/"


def result_key(batch: BatchRef) -> str:
    """results/<org>/<run>/<seller>-<marketplace>/<batch>.json.gz"""
    return f"{scope_results_prefix(batch)}{batch.batch}.json.gz"


def rolled_up_key(org_id: OrgId, run_id: RunId) -> str:
    """rolled/<org>/<run>.json: that a run, or an act of an operator, was rolled up."""
    return f"{rolled_up_prefix(org_id)}{run_id}.json"


def rolled_up_prefix(org_id: OrgId) -> str:
    """rolled/<org>/"""
    return f"rolled/{org_id}/"


def restated_prefix(results: str) -> str:
    """restated/<org>/…: beside any prefix or key of results/"""
    return f"restated/{results.removeprefix('results/')}"


def restated_key(result: str, act: RunId) -> str:
    """restated/<org>/<run>/<seller>-<marketplace>/<batch>.json.gz/<act>: a result before `act`."""
    return f"{restated_prefix(result)}/{act}"


def ledger_key(org_id: OrgId, product: ProductId, ledger_hash: str) -> str:
    """ledger/<org>/<product>/<hash>.jsonl.gz: content-addressed, a labelled review a line."""
    return f"ledger/{org_id}/{product}/{ledger_hash}.jsonl.gz"


def insight_body_key(org_id: OrgId, product: ProductId, version: int, body_hash: str) -> str:
    """insights/<org>/<product>/<version>-<hash>.json.gz: a version's body too large for its item.

    The hash keeps a writer that loses the race for a version from overwriting the winner's body.
    """
    return f"insights/{org_id}/{product}/{version:09d}-{body_hash}.json.gz"


def version_key(org_id: OrgId, product: ProductId, version: int) -> str:
    """insights/<org>/<product>/<version>.json.gz: all of a version, for rebuilds."""
    return f"insights/{org_id}/{product}/{version:09d}.json.gz"


def pointers_prefix(org_id: OrgId) -> str:
    """pointers/<org>/: a folder a product."""
    return f"pointers/{org_id}/"


def runs_prefix(org_id: OrgId) -> str:
    """results/<org>/: a folder a run."""
    return f"results/{org_id}/"


def listed_pages_prefix(org_id: OrgId, marketplace: Marketplace) -> str:
    """normalised/<org>/products/<marketplace>/: pages of every run."""
    return f"normalised/{org_id}/products/{marketplace}/"


def pages_prefix(scope: ScopeRef) -> str:
    """normalised/<org>/products/<marketplace>/<day>/<run>/<seller>-: a scope's pages of a run."""
    return _of_run("normalised", scope, "products", f"{scope.seller_id}-")


def pointer_key(org_id: OrgId, product: ProductId, version: int, moved_at: str) -> str:
    """pointers/<org>/<product>/<time>-<version>.json: every move of LATEST, for rebuilds."""
    return f"pointers/{org_id}/{product}/{moved_at}-{version:09d}.json"


def export_key(org_id: OrgId, export: str) -> str:
    """exports/<org>/<export>.csv: a list somebody asked for; it expires."""
    return f"exports/{org_id}/{export}.csv"


def answer_key(org_id: OrgId, question_hash: str) -> str:
    """answers/<org>/<2 digits>/<hash>.json.gz: what a model answered about one review."""
    return f"answers/{org_id}/{question_hash[:2]}/{question_hash}.json.gz"


def chunks_key(org_id: OrgId, backfill: RunId) -> str:
    """manifests/<org>/<backfill>/chunks.jsonl: a ChunkRef a line."""
    return f"manifests/{org_id}/{backfill}/chunks.jsonl"


def backfills_prefix(org_id: OrgId) -> str:
    """backfills/<org>/: a folder a backfill."""
    return f"backfills/{org_id}/"


def backfill_key(org_id: OrgId, backfill: RunId) -> str:
    """backfills/<org>/<backfill>/backfill.json.gz: what it is and how it ended."""
    return f"{backfills_prefix(org_id)}{backfill}/backfill.json.gz"


def chunk_results_prefix(org_id: OrgId, backfill: RunId) -> str:
    """backfills/<org>/<backfill>/results/"""
    return f"{backfills_prefix(org_id)}{backfill}/results/"


def chunk_result_key(org_id: OrgId, backfill: RunId, chunk: int) -> str:
    """backfills/<org>/<backfill>/results/<chunk>.json.gz"""
    return f"{chunk_results_prefix(org_id, backfill)}{chunk:05d}.json.gz"


def order_key(org_id: OrgId, backfill: RunId, name: str) -> str:
    """backfills/<org>/<backfill>/orders/<name>.json.gz: which answers were ordered in a batch."""
    return f"{backfills_prefix(org_id)}{backfill}/orders/{name}.json.gz"


def order_lines_key(org_id: OrgId, backfill: RunId, name: str) -> str:
    """backfills/<org>/<backfill>/orders/<name>.jsonl.gz: the order as it was sent."""
    return f"{backfills_prefix(org_id)}{backfill}/orders/{name}.jsonl.gz"


def marketplace_of(product: ProductId) -> Marketplace:
    """The marketplace of a product id.

    >>> marketplace_of(ProductId("UK-B07X6C9RMF"))
    <Marketplace.UK: 'UK'>
    """
    return Marketplace(product.split("-", 1)[0])
