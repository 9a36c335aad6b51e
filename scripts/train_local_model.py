"""Trains the local engine's arrays: python -m scripts.train_local_model --data FOLDER.

Deterministic: the same data and library versions give the same file. Test rows (the star-rated
file's own split, a quarter of CESAMARD's products) are never read by any step here.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from scripts.training.aspects import Complaints, FamilyTrainer
from scripts.training.corpus import (
    LabelledReview,
    product_digest,
    read_complaints,
    read_opinions,
    read_starred,
)
from scripts.training.heads import (
    Head,
    Rows,
    best_class_bias,
    best_threshold,
    fit_calibration,
    fit_head,
    fit_shares,
)
from scripts.training.matrix import ISSUE_ORDER, FeatureSpace, Text
from scripts.training.topics import Topics
from scripts.training.unseen import Unseen
from shelfsignal.insights.adapters.local_engine import LocalEngine
from shelfsignal.insights.adapters.local_engine.heads import (
    ASPECTS,
    SENTIMENTS,
    SEVERITIES,
    complained_head,
)
from shelfsignal.insights.domain.analysis import ReviewText
from shelfsignal.kernel.ids import ReviewId

MODEL_VERSION = "local-2026.11.3"
OUTPUT = Path("layers/analysis/src/shelfsignal_models/review_model.npz")
PEOPLE_WEIGHT = 4.0
"""What a review labelled by people counts against one labelled by its stars."""
OPINION_WEIGHT = 1.0


def main() -> None:
    arguments = _arguments()
    started = time.monotonic()
    starred = read_starred(arguments.data)
    tested = [review for review in starred if not review.is_train]
    stars = [review for review in starred if review.is_train]
    people = [review for review in read_complaints(arguments.data) if review.is_train]
    opinions = read_opinions(arguments.data, avoid=tested)
    texts = [Text(r.title, r.text, r.family) for r in (*stars, *people)]
    clauses = [Text("", opinion.text) for opinion in opinions]
    space = FeatureSpace.learn(texts)
    print(f"{len(stars)} starred, {len(people)} labelled by people, {len(space.keys)} features")

    trainer = _Trainer(stars, people, space, texts)
    trainer.sentiment()
    trainer.clause_polarity(clauses, [opinion.sentiment for opinion in opinions])
    trainer.complaint()
    trainer.severity()
    trainer.aspects()
    trainer.save(arguments.output)
    trainer.issues(LocalEngine.load(arguments.output))
    size = trainer.save(arguments.output)
    print(f"{arguments.output}: {size / 1e6:.2f} MB in {time.monotonic() - started:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the labelled files")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    return parser.parse_args()


class _Trainer:
    """Fits one head after the other and collects columns, thresholds and facts for the file."""

    def __init__(
        self,
        stars: list[LabelledReview],
        people: list[LabelledReview],
        space: FeatureSpace,
        texts: list[Text],
    ) -> None:
        self._space = space
        self._stars, self._people = stars, people
        self._all = space.matrix(texts)
        self._by_people = np.arange(len(texts)) >= len(stars)
        self._group = np.array([r.product_id or r.row_id for r in (*stars, *people)])
        self._columns: list[tuple[list[str], Head]] = []
        self._about: dict[str, object] = {
            "version": MODEL_VERSION,
            "issue_order": ISSUE_ORDER,
            "issue_calibration": None,
            "trained_products": sorted({product_digest(r.product_id or "") for r in people}),
            "rows": {"starred": len(stars), "cesamard": len(people)},
        }

    def sentiment(self) -> None:
        """Three classes from stars and people together; stars are in the label, never a feature."""
        label = np.array([SENTIMENTS.index(r.sentiment) for r in (*self._stars, *self._people)])
        weight = np.where(self._by_people, PEOPLE_WEIGHT, 1.0)
        head = fit_head(Rows(self._all, label, weight, self._group), strength=3.0, balanced=True)
        bias = best_class_bias(head.unseen, label, [~self._by_people, self._by_people])
        scale, shift = fit_calibration(head.unseen, label)
        self._about["sentiment_bias"] = bias.tolist()
        self._about["calibration"] = {"scale": scale, "shift": shift.tolist()}
        self._keep([f"sentiment:{name}" for name in SENTIMENTS], head)
        guess = (head.unseen + bias).argmax(axis=1)
        print(f"sentiment, unseen folds: accuracy {np.mean(guess == label):.3f}")

    def clause_polarity(self, clauses: list[Text], polarity: list[str]) -> None:
        """Negative or positive, for single sentences: reviews' extremes and marked opinions."""
        label = [r.sentiment for r in (*self._stars, *self._people)] + polarity
        sided = np.array([at for at, value in enumerate(label) if value != "neutral"])
        from scipy.sparse import vstack

        features = vstack([self._all, self._space.matrix(clauses)]).tocsr()
        group = np.concatenate([self._group, [f"opinion-{at}" for at in range(len(clauses))]])
        weight = np.concatenate([np.ones(len(self._group)), np.full(len(clauses), OPINION_WEIGHT)])
        negative = np.array([int(value == "negative") for value in label])
        rows = Rows(features, negative, weight, group).only(sided)
        head = fit_head(rows, strength=3.0, balanced=True)
        self._keep(["clause:negative"], head)
        print(
            f"clause, unseen folds: accuracy {np.mean((head.unseen[:, 0] > 0) == rows.label):.3f}"
        )

    def complaint(self) -> None:
        truth = np.array([int(bool(r.complaint)) for r in self._people])
        head = fit_head(self._people_rows(truth), strength=5.0, balanced=True, few=True)
        cut = best_threshold(head.unseen[:, 0], truth, "macro")
        self._about["complaint_threshold"] = cut
        self._called_complaint = head.unseen[:, 0] > cut
        self._keep(["complaint"], head)

    def severity(self) -> None:
        """How hard a complaint is, among complaints only: whether it is one has its own head."""
        label = np.array(
            [SEVERITIES.index(r.severity) if r.severity in SEVERITIES else -1 for r in self._people]
        )
        rows = self._people_rows(label).only(np.flatnonzero(label >= 0))
        self._keep([f"severity:{name}" for name in SEVERITIES], fit_head(rows, 2.0, balanced=True))

    def aspects(self) -> None:
        """What complaints complain of, a family at a time; and what any review speaks of."""
        topics = Topics.learn(self._all)
        count = len(self._people)
        trainer = FamilyTrainer(
            Complaints(
                self._all[-count:],
                [review.family for review in self._people],
                self._group[-count:],
                np.array([bool(review.complaint) for review in self._people]),
            ),
            topics,
        )
        unseen = []
        for aspect in ASPECTS:
            found = trainer.fit(self._truth(aspect, "complained"))
            self._keep([complained_head(family, aspect) for family in found.names], found.head)
            unseen.append(found.unseen)
        said = Unseen(self._people, np.stack(unseen, axis=1), self._called_complaint)
        cut, shares, figures = said.best_cut()
        self._about["complained_threshold"], self._about["unseen_folds"] = cut, figures
        self._about["complained_calibration"] = shares
        print(f"aspects, unseen folds: {figures}")
        self._mentions()

    def _mentions(self) -> None:
        truths = [self._truth(aspect, "mentioned") for aspect in ASPECTS]
        heads = [fit_head(self._people_rows(t), strength=20.0, balanced=False) for t in truths]
        for aspect, head in zip(ASPECTS, heads, strict=True):
            self._keep([f"mentioned:{aspect}"], head)
        unseen, truth = np.concatenate([head.unseen for head in heads]), np.concatenate(truths)
        cut = best_threshold(unseen[:, 0], truth, "binary")
        named = unseen[:, 0] > cut
        self._about["mentioned_threshold"] = cut
        self._about["mentioned_calibration"] = fit_shares(unseen[named], truth[named] > 0)

    def issues(self, trained: LocalEngine) -> None:
        """How sure a named issue is: does a person find a complaint where the lexicon finds it?

        trained has all other heads; whether a review is called a complaint is taken from the fold
        that did not see it.
        """
        texts = [_as_text(review) for review in self._people]
        claims = [
            (issue.confidence, float(called), bool(review.complaint))
            for review, called, analysis in zip(
                self._people, self._called_complaint, trained.analyse(texts), strict=True
            )
            for issue in analysis.issues
        ]
        table = np.array(claims)
        self._about["issue_calibration"] = fit_shares(table[:, :2], table[:, 2] > 0)

    def _truth(self, aspect: str, question: str) -> np.ndarray:
        return np.array([_has(review, aspect, question) for review in self._people])

    def save(self, output: Path) -> int:
        names = [name for group, _ in self._columns for name in group]
        matrix = np.concatenate([head.coefficients for _, head in self._columns]).T
        bias = np.concatenate([head.bias for _, head in self._columns])
        self._about["heads"] = names
        weights = self._space.with_heads(matrix, bias, self._about)
        output.parent.mkdir(parents=True, exist_ok=True)
        weights.save(output)
        return output.stat().st_size

    def _people_rows(self, label: np.ndarray) -> Rows:
        count = len(self._people)
        return Rows(self._all[-count:], label, np.ones(count), self._group[-count:])

    def _keep(self, names: list[str], head: Head) -> None:
        self._columns.append((names, head))


def _as_text(review: LabelledReview) -> ReviewText:
    return ReviewText(ReviewId(review.row_id), review.title, review.text, category=review.family)


def _has(review: LabelledReview, aspect: str, question: str) -> int:
    return int(
        any(a.aspect == aspect and (a.complaint or question == "mentioned") for a in review.aspects)
    )


if __name__ == "__main__":
    main()
