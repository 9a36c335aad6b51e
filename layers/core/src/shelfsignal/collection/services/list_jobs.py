"""Lists of review jobs, newest first, a page at a time."""

from dataclasses import dataclass
from typing import Final

from shelfsignal.collection.domain.errors import SellerNotFound
from shelfsignal.collection.domain.jobs import NO_SELLER, Job
from shelfsignal.collection.services.review_jobs import MAX_LISTED, JobDesk, without_file
from shelfsignal.kernel.ids import OrgId, RunId, SellerId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

# A caller who sees few of many jobs gets a short page with a cursor rather than a long wait.
_MOST_READS: Final = 10


@dataclass(frozen=True)
class JobPage:
    """cursor is None on the last one; a page before it may hold fewer jobs than were asked for."""

    jobs: tuple[Job, ...]
    cursor: str | None


def list_jobs(
    desk: JobDesk,
    org_id: OrgId,
    limit: int,
    cursor: str | None = None,
    seller_id: SellerId | None = None,
) -> JobPage:
    """The organisation's jobs, or one seller's, one that is disconnected by now included. Those
    whose file never came are closed on the way.

    Raises: BadCursor; SellerNotFound for one the organisation never had anything to do with.
    """
    query = {"list": "jobs", "org_id": org_id, "seller_id": seller_id}
    before = RunId(decode_cursor(query, cursor, before=str)["before"]) if cursor else None
    size = max(1, min(limit, MAX_LISTED))
    seen: list[Job] = []
    for _ in range(_MOST_READS):
        found = desk.jobs.listed(org_id, seller_id=seller_id, before=before, limit=size + 1)
        if seller_id and not found and before is None:
            _require_known(desk, org_id, seller_id)
        seen += [job for job in found if job.is_seen_by(desk.brands)]
        is_last = len(found) <= size
        if is_last or len(seen) > size:
            break
        before = found[-1].job_id
    more = len(seen) > size
    jobs = tuple(without_file(desk, job) for job in seen[:size])
    if is_last and not more:
        return JobPage(jobs, None)
    end = jobs[-1] if more else found[-1]
    return JobPage(jobs, encode_cursor(query, {"before": end.job_id}))


def _require_known(desk: JobDesk, org_id: OrgId, seller_id: SellerId) -> None:
    connected = {each.seller_id for each in desk.connections.of_org(org_id)}
    if seller_id not in connected | {NO_SELLER}:
        raise SellerNotFound(seller_id)
