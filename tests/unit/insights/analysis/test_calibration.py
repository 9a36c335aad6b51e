"""Confidences are shares of claims that are right, and never change what is claimed."""

import numpy as np
import pytest

from bench.analysis_scores import calibration_error
from scripts.training.heads import fit_shares
from shelfsignal.insights.adapters.local_engine.calibration import Calibration, IssueCalibration
from shelfsignal.insights.domain.analysis import (
    Evidence,
    IssueMention,
    ReviewText,
    Severity,
    TextField,
)
from shelfsignal.kernel.ids import ReviewId

REVIEW = ReviewText(ReviewId("r"), "", "It broke and it leaks.")


def an_issue(label, confidence):
    evidence = Evidence.cut(REVIEW, TextField.BODY, 0, len(REVIEW.body))
    return IssueMention(label, None, Severity.MEDIUM, evidence, confidence)


def test_claims_that_boast_are_brought_down_to_how_often_they_are_right():
    chance = np.random.default_rng(7)
    scores = chance.normal(1.0, 2.0, 4_000)
    is_right = chance.random(4_000) < 1 / (1 + np.exp(-(0.4 * scores - 1.0)))
    boasted = Calibration([1.0, 0.0]).shares(scores)

    honest = Calibration(fit_shares(scores[:2_000, None], is_right[:2_000])).shares(scores)

    before = calibration_error(boasted[2_000:].tolist(), is_right[2_000:].tolist())
    after = calibration_error(honest[2_000:].tolist(), is_right[2_000:].tolist())
    assert before > 0.2
    assert after < 0.05


def test_evidence_adds_up():
    shares = Calibration([2.0, -1.0, 0.5]).shares(np.array([1.0, 0.0]), np.array([1.0, 0.0]))

    assert shares.tolist() == pytest.approx([1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(-0.5))])


def test_issues_keep_their_order_and_are_surer_in_a_complaint():
    issues = (an_issue("leaks", 0.9), an_issue("breaks_early", 0.6))
    calibration = IssueCalibration([3.0, 2.0, -4.0])

    calm, angry = (calibration.apply(issues, is_complaint) for is_complaint in (False, True))

    assert [issue.label for issue in angry] == ["leaks", "breaks_early"]
    assert all(a.confidence > c.confidence for a, c in zip(angry, calm, strict=True))
    assert angry[0].confidence == pytest.approx(1 / (1 + np.exp(-0.7)), abs=0.001)
    assert angry[0].evidence == issues[0].evidence


def test_without_a_fit_the_lexicons_scores_stay():
    issues = (an_issue("leaks", 0.9),)

    assert IssueCalibration(None).apply(issues, is_complaint=True) == issues
    assert IssueCalibration([1.0, 1.0, 0.0]).apply((), is_complaint=True) == ()


def test_the_shipped_engine_is_less_sure_of_issues_that_no_complaint_frames(engine):
    angry = ReviewText(ReviewId("a"), "Awful", "It broke after a week. Terrible, avoid.")
    calm = ReviewText(
        ReviewId("b"), "Great", "Love it. The old one broke after a week, this rocks."
    )

    read = engine.analyse([angry, calm])

    assert read[0].complaint
    assert not read[1].complaint
    assert all(0.0 < issue.confidence < 1.0 for each in read for issue in each.issues)
    assert max(i.confidence for i in read[0].issues) > max(
        (i.confidence for i in read[1].issues), default=0.0
    )
