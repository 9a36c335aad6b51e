"""What is written to the ledger reads back the same, and quotes are only ever cut by code."""

import json

from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    AspectMention,
    Evidence,
    IssueMention,
    Polarity,
    ReviewAnalysis,
    ReviewText,
    Sentiment,
    Severity,
    TextField,
)
from shelfsignal.kernel.ids import ReviewId

REVIEW = ReviewText(ReviewId("r-1"), "Leaks", "Nice look. It leaks from the lid.")


def an_analysis() -> ReviewAnalysis:
    evidence = Evidence.cut(REVIEW, TextField.BODY, 11, 33)
    return ReviewAnalysis(
        review_id=REVIEW.review_id,
        status=AnalysisStatus.ANALYSED,
        language="en",
        sentiment=Sentiment.NEGATIVE,
        confidence=0.81,
        complaint=True,
        severity=Severity.MEDIUM,
        aspects=(AspectMention("quality", Polarity.NEGATIVE, 0.7),),
        issues=(IssueMention("leaks", None, Severity.MEDIUM, evidence, 0.9),),
    )


def test_an_analysis_survives_the_ledger():
    document = json.loads(json.dumps(an_analysis().to_json()))

    assert ReviewAnalysis.from_json(document) == an_analysis()


def test_an_unanalysed_review_survives_the_ledger_with_its_reason():
    refused = ReviewAnalysis(ReviewId("r-2"), AnalysisStatus.REFUSED, reason="content filter")

    assert ReviewAnalysis.from_json(json.loads(json.dumps(refused.to_json()))) == refused
    assert not refused.is_analysed


def test_evidence_quotes_exactly_what_stands_at_its_offsets():
    evidence = Evidence.cut(REVIEW, TextField.BODY, 11, 33)

    assert evidence.quote == "It leaks from the lid."
    assert evidence.is_verbatim(REVIEW)


def test_an_invented_or_misplaced_quote_is_not_verbatim():
    invented = Evidence(11, 33, "It explodes every day!")
    misplaced = Evidence(10, 32, "It leaks from the lid.")
    other_field = Evidence(11, 33, "It leaks from the lid.", TextField.TITLE)
    empty = Evidence(5, 5, "")

    assert not any(e.is_verbatim(REVIEW) for e in (invented, misplaced, other_field, empty))


def test_severities_rank_by_seriousness_not_by_alphabet():
    assert sorted(Severity, key=lambda s: s.rank) == [
        Severity.NONE,
        Severity.LOW,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.CRITICAL,
    ]
