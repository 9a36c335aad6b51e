"""How well and how fast reviews are read: python -m bench.analysis --data FOLDER.

FOLDER holds sentiment.jsonl and issues_cesamard.jsonl (or .jsonl.gz). Rows a model was trained on
are never scored: rows whose split is `train`, and CESAMARD rows of the products that the model's
own file names as its training products. Prints a table, then one JSON object as the last line.

What the figures of issues mean, for our engine and the baseline alike:

aspect_micro_f1     F1 over all (review, aspect) pairs, on reviews that people call complaints, of
                    the aspects a reader says are complained of. Readers are not told that it is a
                    complaint: one that misses it says nothing and loses its pairs.
aspect_micro_f1_all_rows
                    the same on all reviews: whatever is said to be complained of in a review that
                    people call no complaint is wrong.
share_negative_mae  products with at least 5 reviews: mean error of their share of negative ones.
top1_issue          products with at least 5 complaints: how often the aspect that people find
                    complained of most is the one with the largest sum of the reader's confidences
                    (1 each for a reader without any); where people's labels tie, any of the tied.
unseen_folds        the same figures on the training products, each read by heads that did not see
                    it (five folds): six times as many products as are held out. Cuts were chosen
                    there, so that they flatter a little; a baseline is simply run on these rows.
planted             issues planted in the mock's catalogue: see bench.analysis_planted.

What the held-out figures are worth, and how they read under other definitions: ADR 12.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.analysis_keywords import KeywordIssues
from bench.analysis_planted import PlantedWorld
from bench.analysis_readers import Answer, OurEngine, Reads, Vader, as_review_text
from bench.analysis_scores import (
    accuracy,
    calibration_error,
    f1_by_class,
    group_rows,
    macro_f1,
    micro_f1,
    top_is_right,
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
"""Reviews a product needs for its share of negative ones to be scored."""

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
    figures["unseen_folds"] = engine.unseen_folds
    world = PlantedWorld.build()
    figures["planted"] = world.score(engine)
    baseline = Vader()
    seen = [row for row in read_complaints(folder) if _was_trained_on(row, engine)]
    figures["baselines"] = {
        baseline.name: {
            **_figures(baseline, stars, people),
            "unseen_folds": _unseen(baseline, seen),
            "planted": world.score(KeywordIssues()),
        },
        "perfect_reader": {"planted": world.score(world.truth())},
    }
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
    }


def _aspects(read: Sequence[tuple[LabelledReview, Answer]]) -> float:
    truth, guess = [row.complained for row, _ in read], [set(a.complained) for _, a in read]
    return round(micro_f1(truth, guess), 4)


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


def _unseen(reader: Reads, rows: Sequence[LabelledReview]) -> Figures:
    """What training says of its own folds, for a reader that learned nothing from these rows."""
    cesamard, rollup = _cesamard(reader, rows), _rollup(reader, rows)
    names = ("aspect_micro_f1", "aspect_micro_f1_all_rows")
    return {
        **{name: cesamard[name] for name in names},
        **{name: rollup[name] for name in ("top1_issue", "top1_products")},
    }


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
    print(f"{'':40}{figures['engine']:>10}{'vader':>10}")
    for part in ("sentiment", "cesamard", "rollup", "unseen_folds", "planted"):
        for name, value in figures[part].items():
            if not isinstance(value, dict):
                print(f"{part + ' ' + name:40}{value!s:>10}{vader[part][name]!s:>10}")
    perfect = figures["baselines"]["perfect_reader"]["planted"]
    print(f"{'planted recall of a perfect reader':40}{perfect['recall']:>10}")
    quotes = figures["quotes"]
    print(f"{'quotes verbatim':40}{quotes['verbatim']:>10.3f}   of {quotes['n']}")
    print(f"{'labels outside the taxonomy':40}{figures['labels_outside_taxonomy']:>10}")
    print(f"{'reviews/s sentiment, one core':40}{speed.sentiment_per_s:>10.0f}")
    print(f"{'reviews/s end to end, one core':40}{speed.reviews_per_s:>10.0f}")
    print(f"{'memory, MB':40}{speed.rss_mb:>10.0f}")


if __name__ == "__main__":
    main()
