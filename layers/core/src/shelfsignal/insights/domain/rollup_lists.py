"""A rollup as a line of the list of brands, categories or marketplaces."""

from shelfsignal.insights.domain.views import Rollup, SubjectSummary


def summary_of(rollup: Rollup) -> SubjectSummary:
    return SubjectSummary(
        subject=rollup.subject,
        day=rollup.day,
        products=rollup.products,
        reviews=rollup.reviews,
        analysed=rollup.analysed,
        mean_rating=rollup.mean_rating,
        negative=rollup.sentiment.negative,
        window=rollup.window,
        top_issue=rollup.top_issues[0].name if rollup.top_issues else None,
        needing_attention=rollup.needing_attention,
    )
