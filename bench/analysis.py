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
calibration_error   expected calibration error, ten bins: of the confidence in the sentiment, in the
                    aspects said to be complained of, in those merely spoken of, and in issues (is
                    their review a complaint to people?), on all rows
llm                 the same for the LLM engine (bench.analysis_llm), or {"skipped": why}
planted             issues planted in the mock's catalogue: see bench.analysis_planted.

What the held-out figures are worth, and how they read under other definitions: ADR 12.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from bench.analysis_figures import (
    Figures,
    all_figures,
    honesty,
    issue_confidence,
    on_seen_products,
)
from bench.analysis_keywords import KeywordIssues
from bench.analysis_llm import llm_figures
from bench.analysis_planted import PlantedWorld
from bench.analysis_readers import OurEngine, Vader
from bench.analysis_speed import Speed, measure_speed
from scripts.training.corpus import (
    LabelledReview,
    product_digest,
    read_complaints,
    read_starred,
)
from shelfsignal.insights.adapters.local_engine import LocalEngine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--llm-rows", type=int, default=500, help="rows of each file for the LLM")
    arguments = parser.parse_args()
    folder: Path = arguments.data
    engine = LocalEngine.load()
    ours = OurEngine(engine)
    stars = [row for row in read_starred(folder) if not row.is_train]
    people = [row for row in read_complaints(folder) if not _was_trained_on(row, engine)]
    figures = all_figures(ours, stars, people)
    figures.update(honesty(ours, [*stars, *people]))
    figures.update(issue_confidence(ours, people))
    speed = measure_speed(folder)
    figures.update(speed.to_json())
    figures["unseen_folds"] = engine.unseen_folds
    world = PlantedWorld.build()
    figures["planted"] = world.score(engine)
    baseline = Vader()
    seen = [row for row in read_complaints(folder) if _was_trained_on(row, engine)]
    figures["baselines"] = {
        baseline.name: {
            **all_figures(baseline, stars, people),
            "unseen_folds": on_seen_products(baseline, seen),
            "planted": world.score(KeywordIssues()),
        },
        "perfect_reader": {"planted": world.score(world.truth())},
    }
    figures["llm"] = llm_figures(os.environ, stars, people, [ours, baseline], arguments.llm_rows)
    figures["rows"] = {"sentiment": len(stars), "cesamard": len(people)}
    figures.update(engine=engine.engine, model_version=engine.model_version)
    _print_table(figures, speed)
    print_llm(figures["llm"])
    print(json.dumps({"bench": "analysis", **figures}))


def _was_trained_on(row: LabelledReview, engine: LocalEngine) -> bool:
    return row.is_train_split or product_digest(row.product_id or "") in engine.trained_products


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
    issues = figures["issue_confidence"]
    print(f"{'calibration error of issues':40}{issues['calibration_error']:>10}   of {issues['n']}")
    print(f"{'reviews/s sentiment, one core':40}{speed.sentiment_per_s:>10.0f}")
    print(f"{'reviews/s end to end, one core':40}{speed.reviews_per_s:>10.0f}")
    print(f"{'memory, MB':40}{speed.rss_mb:>10.0f}")


def print_llm(figures: Figures) -> None:
    if "skipped" in figures:
        print(f"LLM engine: skipped, {figures['skipped']}")
        return
    others = figures["same_rows"]
    print(f"\nLLM engine {figures['model_version']} on {figures['rows']}:")
    print(f"{figures['tokens']} tokens, {figures['cost_usd']} USD")
    print(f"left unanalysed: {figures['unanalysed'] or 'nothing'}")
    print(f"{'':40}{figures['engine']:>10}" + "".join(f"{name:>10}" for name in others))
    for part in ("sentiment", "cesamard", "rollup"):
        for name, value in figures[part].items():
            if not isinstance(value, dict):
                beside = "".join(f"{each[part][name]!s:>10}" for each in others.values())
                print(f"{part + ' ' + name:40}{value!s:>10}{beside}")
    quotes = figures["quotes"]
    print(f"{'quotes verbatim':40}{quotes['verbatim']:>10.3f}   of {quotes['n']}")
    print(f"{'labels outside the taxonomy':40}{figures['labels_outside_taxonomy']:>10}")


if __name__ == "__main__":
    main()
