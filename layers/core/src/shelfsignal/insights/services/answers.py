"""From what the stores keep to what the read side answers with."""

from __future__ import annotations

from dataclasses import replace

from shelfsignal.insights.domain.attention import Assessment
from shelfsignal.insights.domain.in_category import InCategory, compare
from shelfsignal.insights.domain.ledger import LedgerEntry
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.domain.views import InsightView, ReviewFilter, Rollup
from shelfsignal.kernel.clock import to_z


def insight_view(version: Version, *, is_latest: bool) -> InsightView:
    body = version.body
    return InsightView(
        head=version.head,
        is_latest=is_latest,
        ratings=body.ratings,
        mean_rating=body.mean_rating,
        sentiment=body.sentiment,
        unanalysed=body.unanalysed,
        issues=tuple(issue.figures for issue in body.issues),
        aspects=body.aspects,
        summary=body.summary,
        rejected_quotes=body.rejected_quotes,
        rejected_labels=body.rejected_labels,
    )


def judged(assessment: Assessment, portfolio: Rollup | None) -> Assessment:
    """With every rise marked as confirmed or not, if the portfolio's figures of its day say so."""
    if portfolio is None or portfolio.alarms is None or portfolio.day != assessment.day:
        return assessment
    control = portfolio.alarms.products
    return replace(assessment, rising=tuple(control.judge(rise) for rise in assessment.rising))


def in_category(version: Version, category: Rollup | None) -> tuple[InCategory, ...]:
    """The version's issues against its category's figures; nothing without these."""
    if category is None or not category.mentions:
        return ()
    issues = [issue.figures for issue in version.body.issues]
    return compare(issues, version.body.analysed, category.mentions, category.analysed)


def newest_first(entry: LedgerEntry) -> tuple[str, str]:
    return to_z(entry.review.review_date), entry.review.review_id


def matches(entry: LedgerEntry, where: ReviewFilter) -> bool:
    analysis = entry.labels.analysis if entry.labels else None
    if where.rating is not None and entry.review.rating != where.rating:
        return False
    if where.sentiment is not None and (analysis is None or analysis.sentiment != where.sentiment):
        return False
    if where.issue is None:
        return True
    return analysis is not None and any(i.label == where.issue for i in analysis.issues)
