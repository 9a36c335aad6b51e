"""The figures of the analysis benchmark for one reader: what they mean stands in bench.analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.analysis_readers import Answer, OurEngine, Reads, as_review_text
from bench.analysis_scores import (
    accuracy,
    calibration_error,
    f1_by_class,
    group_rows,
    macro_f1,
    micro_f1,
    top_is_right,
)
from scripts.training.corpus import LabelledReview
from shelfsignal.insights.adapters.local_engine.heads import SEVERITY_BY_LABEL
from shelfsignal.insights.domain.taxonomy import load_taxonomy

LEAST_REVIEWS = 5
"""Reviews a product needs for its share of negative ones to be scored."""

Figures = dict[str, Any]


def all_figures(
    reader: Reads, stars: Sequence[LabelledReview], people: Sequence[LabelledReview]
) -> Figures:
    return {
        "sentiment": _sentiment(reader, stars),
        "cesamard": _cesamard(reader, people),
        "rollup": _rollup(reader, people),
    }


def _sentiment(reader: Reads, rows: Sequence[LabelledReview]) -> Figures:
    """binary_accuracy: which side is taken, on the rows that are not neutral."""
    answers = reader.answers(rows)
    truth, guess = [row.sentiment for row in rows], [answer.sentiment for answer in answers]
    sided = [at for at, label in enumerate(truth) if label != "neutral"]
    return {
        "macro_f1": round(macro_f1(truth, guess), 4),
        "accuracy": round(accuracy(truth, guess), 4),
        "binary_accuracy": round(
            accuracy(
                [truth[at] == "negative" for at in sided],
                [answers[at].negative_lean > 0 for at in sided],
            ),
            4,
        ),
        "per_class": {label: round(f1, 4) for label, f1 in f1_by_class(truth, guess).items()},
        "calibration_error": round(
            calibration_error(
                [answer.confidence for answer in answers],
                [t == g for t, g in zip(truth, guess, strict=True)],
            ),
            4,
        ),
    }


def _cesamard(reader: Reads, rows: Sequence[LabelledReview]) -> Figures:
    answers = reader.answers(rows)
    severity = [SEVERITY_BY_LABEL.get(row.severity or "", "none") for row in rows]
    return {
        "sentiment_macro_f1": round(
            macro_f1([row.sentiment for row in rows], [a.sentiment for a in answers]), 4
        ),
        "complaint_macro_f1": round(
            macro_f1([bool(row.complaint) for row in rows], [a.complaint for a in answers]), 4
        ),
        "severity_macro_f1": round(
            macro_f1([str(label) for label in severity], [a.severity for a in answers]), 4
        ),
        "aspect_micro_f1": _aspects(
            [pair for pair in zip(rows, answers, strict=True) if pair[0].complaint]
        ),
        "aspect_micro_f1_all_rows": _aspects(list(zip(rows, answers, strict=True))),
        **_aspect_calibration(rows, answers),
    }


def _aspects(read: Sequence[tuple[LabelledReview, Answer]]) -> float:
    truth, guess = [row.complained for row, _ in read], [set(a.complained) for _, a in read]
    return round(micro_f1(truth, guess), 4)


def _aspect_calibration(
    rows: Sequence[LabelledReview], answers: Sequence[Answer]
) -> dict[str, float]:
    """Of aspects said to be complained of, and of those merely spoken of."""
    pairs = list(zip(rows, answers, strict=True))
    return {
        "aspect_calibration_error": _calibration(
            (row.complained, answer.complained) for row, answer in pairs
        ),
        "mention_calibration_error": _calibration(
            ({aspect.aspect for aspect in row.aspects}, answer.spoken_of) for row, answer in pairs
        ),
    }


def _calibration(said: Iterable[tuple[set[str], Mapping[str, float]]]) -> float:
    claims = [
        (confidence, aspect in truth)
        for truth, aspects in said
        for aspect, confidence in aspects.items()
    ]
    return round(calibration_error([sure for sure, _ in claims], [right for _, right in claims]), 4)


def _rollup(reader: Reads, rows: Sequence[LabelledReview]) -> Figures:
    """Per product: error of the negative share; whether the aspect most complained of is right."""
    answers = reader.answers(rows)
    errors = []
    products = [row.product_id or "" for row in rows]
    for group in group_rows(products, LEAST_REVIEWS):
        true_share = sum(rows[at].sentiment == "negative" for at in group) / len(group)
        share = sum(answers[at].sentiment == "negative" for at in group) / len(group)
        errors.append(abs(share - true_share))
    right = top_is_right(
        products, [row.complained for row in rows], [answer.complained for answer in answers]
    )
    return {
        "share_negative_mae": round(sum(errors) / max(1, len(errors)), 4),
        "top1_issue": round(sum(right) / max(1, len(right)), 4),
        "products": len(errors),
        "top1_products": len(right),
    }


def on_seen_products(reader: Reads, rows: Sequence[LabelledReview]) -> Figures:
    """What training says of its own folds, for a reader that learned nothing from these rows."""
    cesamard, rollup = _cesamard(reader, rows), _rollup(reader, rows)
    names = ("aspect_micro_f1", "aspect_micro_f1_all_rows")
    return {
        **{name: cesamard[name] for name in names},
        **{name: rollup[name] for name in ("top1_issue", "top1_products")},
    }


def honesty(reader: OurEngine, rows: Sequence[LabelledReview]) -> Figures:
    """Every quote must stand in its review, every label in the taxonomy."""
    taxonomy = load_taxonomy()
    quotes = verbatim = outside = 0
    for row, analysis in zip(rows, reader.analyses(rows), strict=True):
        for issue in analysis.issues:
            quotes += 1
            verbatim += issue.evidence.is_verbatim(as_review_text(row))
            outside += issue.label not in taxonomy.issues
        outside += sum(mention.aspect not in taxonomy.aspects for mention in analysis.aspects)
    share = verbatim / quotes if quotes else 1.0
    return {"quotes": {"n": quotes, "verbatim": share}, "labels_outside_taxonomy": outside}


def issue_confidence(reader: OurEngine, people: Sequence[LabelledReview]) -> Figures:
    """Of issues named: is the review that is said to report one a complaint to people?

    Nobody labelled our issues in these reviews, so that this says nothing of an issue's name; how
    often that is right is `planted issue_precision`.
    """
    claims = [
        (issue.confidence, bool(row.complaint))
        for row, analysis in zip(people, reader.analyses(people), strict=True)
        for issue in analysis.issues
    ]
    error = calibration_error([sure for sure, _ in claims], [right for _, right in claims])
    return {"issue_confidence": {"n": len(claims), "calibration_error": round(error, 4)}}
