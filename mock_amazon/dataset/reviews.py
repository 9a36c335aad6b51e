"""Reviews as the feed sends them, and the truth about them."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from mock_amazon.dataset.reviewers import review_and_reviewer_id, shown_name
from mock_amazon.dataset.timeline import DAY_S, Plan
from mock_amazon.dataset.writer import write_review

Json = dict[str, Any]


def shown_rating(plan: Plan, day: int) -> int:
    """Stars on that day: half of those who edit also change them by one."""
    if not plan.edited_at or plan.at % 2 or not _edited(plan, day):
        return plan.rating
    return {5: 4, 1: 2}.get(plan.rating, plan.rating)


def review_json(plan: Plan, seed: int, day: int) -> Json:
    """The review as shown on that day."""
    owner, number = plan.owner, plan.number
    written = write_review(plan, seed)
    review_id, person = review_and_reviewer_id(seed, owner.index, number)
    luck, who = int(person[1:8], 16), int(person[8:], 16)
    edited = _edited(plan, day) and written.afterthought
    return {
        "review_id": review_id,
        "title": written.title,
        "text": f"{written.text}\n\n{written.afterthought}" if edited else written.text,
        "rating": shown_rating(plan, day),
        "date": _iso(plan.at),
        "reviewer_id": person,
        "reviewer_name": shown_name(who, owner.marketplace),
        "verified_purchase": luck % 100 < 88,
        "helpful_votes": 0 if luck % 7 < 4 else luck // 7 % 9 if luck % 50 else luck // 50 % 140,
        "language": written.language,
    }


def last_change(plan: Plan, day: int) -> int:
    """The moment (UTC epoch seconds) from which the review reads as it does on that day."""
    changed_at = plan.edited_at if _edited(plan, day) else plan.at
    return (changed_at // DAY_S + 1) * DAY_S


def review_truth(plan: Plan, seed: int, day: int) -> Json:
    """What the review really says; `duplicate` names a copied text."""
    written = write_review(plan, seed)
    flags = list(written.flags)
    later = written.later_issues if _edited(plan, day) else ()
    if plan.words != plan.number:
        flags.append("duplicate")
    return {
        "review_id": review_and_reviewer_id(seed, plan.owner.index, plan.number)[0],
        "rating": shown_rating(plan, day),
        "language": written.language,
        "sentiment": written.sentiment,
        "issues": [*written.issues, *later],
        "flags": flags,
    }


def _iso(at: int) -> str:
    day, second = divmod(at, DAY_S)
    minute, second = divmod(second, 60)
    return f"{_date(day)}T{minute // 60:02}:{minute % 60:02}:{second:02}Z"


@lru_cache(4096)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY_S, UTC).strftime("%Y-%m-%d")


def _edited(plan: Plan, day: int) -> bool:
    return 0 < plan.edited_at < day * DAY_S
