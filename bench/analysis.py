"""How well and how fast reviews are read: python -m bench.analysis --data FOLDER.

FOLDER holds sentiment.jsonl and issues_cesamard.jsonl (or .jsonl.gz). Rows a model was trained on
are never scored: rows whose split is `train`, and CESAMARD rows of the products that the model's
own file names as its training products. Prints a table, then one JSON object as the last line.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.analysis_readers import OurEngine, Reads, Vader, as_review_text
from bench.analysis_scores import (
    accuracy,
    calibration_error,
    f1_by_class,
    group_rows,
    macro_f1,
    micro_f1,
    top_label,
)
from bench.analysis_speed import Speed, measure_speed
from scripts.training.corpus import (
    LabelledReview,
    product_digest,
    read_complaints,
    read_starred,
)
from shelfsignal.insights.adapters.local_engine import LocalEngine
from shelfsignal.insights.adapters.local_engine.heads import SEVERITY_BY_LABEL
from shelfsignal.insights.domain.taxonomy import load_taxonomy

LEAST_REVIEWS = 5
"""Reviews a product needs for its share of negative ones and its top issue to be scored."""

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    engine = LocalEngine.load()
    ours = OurEngine(engine)
    stars = [row for row in read_starred(folder) if not row.is_train]
    people = [row for row in read_complaints(folder) if not _was_trained_on(row, engine)]
    figures = _figures(ours, stars, people)
    figures.update(_honesty(ours, [*stars, *people]))
    speed = measure_speed(folder)
    figures.update(speed.to_json())
    baseline = Vader()
    figures["baselines"] = {baseline.name: _figures(baseline, stars, people)}
    figures["rows"] = {"sentiment": len(stars), "cesamard": len(people)}
    figures.update(engine=engine.engine, model_version=engine.model_version)
    _print_table(figures, speed)
    print(json.dumps({"bench": "analysis", **figures}))


def _was_trained_on(row: LabelledReview, engine: LocalEngine) -> bool:
    return row.is_train_split or product_digest(row.product_id or "") in engine.trained_products


def _figures(
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
    """aspect_micro_f1: aspects complained of, over all rows, whether a complaint or not."""
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
        "aspect_micro_f1": round(
            micro_f1([_complained(row) for row in rows], [set(a.complained) for a in answers]), 4
        ),
    }


def _rollup(reader: Reads, rows: Sequence[LabelledReview]) -> Figures:
    """Per product: error of the negative share; whether the aspect most complained of is right."""
    answers = reader.answers(rows)
    errors, right = [], []
    for group in group_rows([row.product_id or "" for row in rows], LEAST_REVIEWS):
        true_share = sum(rows[at].sentiment == "negative" for at in group) / len(group)
        share = sum(answers[at].sentiment == "negative" for at in group) / len(group)
        errors.append(abs(share - true_share))
        wanted = top_label(_complained(rows[at]) for at in group)
        if wanted:
            right.append(wanted == top_label(set(answers[at].complained) for at in group))
    return {
        "share_negative_mae": round(sum(errors) / max(1, len(errors)), 4),
        "top1_issue": round(sum(right) / max(1, len(right)), 4),
        "products": len(errors),
    }


def _complained(row: LabelledReview) -> set[str]:
    return {aspect.aspect for aspect in row.aspects if aspect.complaint}


def _honesty(reader: OurEngine, rows: Sequence[LabelledReview]) -> Figures:
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


def _print_table(figures: Figures, speed: Speed) -> None:
    vader = figures["baselines"]["vader"]
    print(f"{'':34}{figures['engine']:>10}{'vader':>10}")
    for part in ("sentiment", "cesamard", "rollup"):
        for name, value in figures[part].items():
            if not isinstance(value, dict):
                print(f"{part + ' ' + name:34}{value:>10}{vader[part][name]:>10}")
    quotes = figures["quotes"]
    print(f"{'quotes verbatim':34}{quotes['verbatim']:>10.3f}   of {quotes['n']}")
    print(f"{'labels outside the taxonomy':34}{figures['labels_outside_taxonomy']:>10}")
    print(f"{'reviews/s sentiment, one core':34}{speed.sentiment_per_s:>10.0f}")
    print(f"{'reviews/s end to end, one core':34}{speed.reviews_per_s:>10.0f}")
    print(f"{'memory, MB':34}{speed.rss_mb:>10.0f}")


if __name__ == "__main__":
    main()
