"""The local engine: reads reviews in batches, each review by its own words alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from shelfsignal.insights.adapters.local_engine.encoder import FoldedReview, known_facts, token_ids
from shelfsignal.insights.adapters.local_engine.german import GermanReader
from shelfsignal.insights.adapters.local_engine.issues import ReadSentence, find_issues
from shelfsignal.insights.adapters.local_engine.language import SUPPORTED, detect_language
from shelfsignal.insights.adapters.local_engine.phrases import load_phrases
from shelfsignal.insights.adapters.local_engine.readings import Reader, Reading
from shelfsignal.insights.adapters.local_engine.sentences import (
    Sentence,
    named_issues,
    telling_sentences,
)
from shelfsignal.insights.adapters.local_engine.weights import Weights
from shelfsignal.insights.adapters.local_engine.words import TOKEN
from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    ReviewAnalysis,
    ReviewText,
    Sentiment,
)
from shelfsignal.insights.domain.taxonomy import Taxonomy, load_taxonomy

MODEL_PACKAGE: Final = "shelfsignal_models"
MODEL_FILE: Final = "review_model.npz"
BATCH: Final = 256
"""Reviews a numpy call: large enough to amortise it, small enough for some megabytes."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A review in a language the engine reads, folded and cut into words."""

    place: int
    review: ReviewText
    tokens: list[str]
    language: str
    sentences: list[Sentence]


class LocalEngine:
    """A `ReviewAnalyser` that needs neither network nor key; deterministic.

    English is read by the trained heads, German by a lexicon of its own; issues come from phrase
    lexicons in both. Star ratings are never looked at.
    """

    engine = "local"
    prompt_version = "none"

    def __init__(self, weights: Weights, taxonomy: Taxonomy, digest: str) -> None:
        self._reader = Reader(weights)
        self._known = weights.token_ids()
        self._german = GermanReader()
        self._taxonomy = taxonomy
        self.model_version = f"{weights.about['version']}+{digest}"
        self.taxonomy_version = taxonomy.version
        self.trained_products = frozenset(weights.about["trained_products"])
        self.unseen_folds: dict[str, float] = weights.about["unseen_folds"]

    @classmethod
    def load(cls, path: Path | None = None) -> LocalEngine:
        """The engine with the arrays at `path`, by default those of the analysis layer.

        Raises: ModuleNotFoundError when no path is given and the layer is not installed.
        """
        if path is not None:
            return cls(Weights.load(path), load_taxonomy(), _digest(path))
        with as_file(files(MODEL_PACKAGE).joinpath(MODEL_FILE)) as packaged:
            return cls.load(packaged)

    def analyse(self, reviews: Sequence[ReviewText]) -> list[ReviewAnalysis]:
        return [
            analysis
            for first in range(0, len(reviews), BATCH)
            for analysis in self._analyse_batch(reviews[first : first + BATCH])
        ]

    def sentiments(self, reviews: Sequence[ReviewText]) -> list[Sentiment | None]:
        """Sentiment alone, for callers that need nothing else; None where there is none to read."""
        return [
            sentiment
            for first in range(0, len(reviews), BATCH)
            for sentiment in self._sentiments_of_batch(reviews[first : first + BATCH])
        ]

    def _sentiments_of_batch(self, reviews: Sequence[ReviewText]) -> list[Sentiment | None]:
        found: list[Sentiment | None] = [None] * len(reviews)
        english, german = _by_language(self._open_all(reviews)[1])
        read = self._german.read([item.tokens for item in german])
        for item, reading in zip(german, read, strict=True):
            found[item.place] = reading.sentiment
        for item, sentiment in zip(english, self._english_sentiments(english), strict=True):
            found[item.place] = sentiment
        return found

    def _english_sentiments(self, items: list[_Opened]) -> list[Sentiment]:
        if not items:
            return []
        sequences = [token_ids(item.tokens, self._known) for item in items]
        return self._reader.sentiments(sequences, self._facts(items, self._families(items)))

    def _analyse_batch(self, reviews: Sequence[ReviewText]) -> list[ReviewAnalysis]:
        results, opened = self._open_all(reviews)
        for items, readings in self._read(opened):
            for item, analysis in self._finish(items, readings):
                results[item.place] = analysis
        return [results[place] for place in range(len(reviews))]

    def _open_all(
        self, reviews: Sequence[ReviewText]
    ) -> tuple[dict[int, ReviewAnalysis], list[_Opened]]:
        """Reviews that cannot be read, by place, with their reason; and those that can."""
        unread: dict[int, ReviewAnalysis] = {}
        opened: list[_Opened] = []
        for place, review in enumerate(reviews):
            found = self._open(place, review)
            if isinstance(found, ReviewAnalysis):
                unread[place] = found
            else:
                opened.append(found)
        return unread, opened

    def _read(self, opened: list[_Opened]) -> Iterator[tuple[list[_Opened], list[Reading]]]:
        """The readings, a language at a time."""
        english, german = _by_language(opened)
        yield english, self._read_english(english)
        yield german, self._german.read([item.tokens for item in german])

    def _open(self, place: int, review: ReviewText) -> _Opened | ReviewAnalysis:
        folded = FoldedReview.of(review.title, review.body)
        tokens = folded.tokens()
        if not any(token[0].isalnum() for token in tokens):
            return ReviewAnalysis(review.review_id, AnalysisStatus.NO_TEXT)
        language = detect_language(tokens, review.language, self._known, self._german.words)
        if language not in SUPPORTED:
            return ReviewAnalysis(
                review.review_id, AnalysisStatus.UNSUPPORTED_LANGUAGE, language=language
            )
        sentences = telling_sentences(folded, load_phrases(language), language)
        return _Opened(place, review, tokens, language, sentences)

    def _read_english(self, items: list[_Opened]) -> list[Reading]:
        if not items:
            return []
        sequences = [token_ids(item.tokens, self._known) for item in items]
        families = self._families(items)
        return self._reader.read(sequences, self._facts(items, families), families)

    def _families(self, items: list[_Opened]) -> list[str | None]:
        return [self._taxonomy.family_of(item.review.category) for item in items]

    def _facts(self, items: list[_Opened], families: Sequence[str | None]) -> list[list[int]]:
        order = self._reader.issue_order
        return [
            known_facts(family, named_issues(item.sentences), order)
            for item, family in zip(items, families, strict=True)
        ]

    def _finish(
        self, items: list[_Opened], readings: list[Reading]
    ) -> Iterator[tuple[_Opened, ReviewAnalysis]]:
        """Adds the issues: all sentences that need it are read in one more batch."""
        wanted: list[list[Sentence]] = [
            _worth_reading(item, reading) for item, reading in zip(items, readings, strict=True)
        ]
        shares = iter(self._negative_shares(items, [s for found in wanted for s in found]))
        for item, reading, sentences in zip(items, readings, wanted, strict=True):
            read = [ReadSentence(sentence, next(shares)) for sentence in sentences]
            yield item, self._analysis(item, reading, read)

    def _negative_shares(self, items: list[_Opened], sentences: list[Sentence]) -> list[float]:
        if not sentences:
            return []
        tokens = [TOKEN.findall(sentence.text) for sentence in sentences]
        if items[0].language == "de":
            return self._german.negative_share(tokens)
        return self._reader.negative_share([token_ids(t, self._known) for t in tokens])

    def _analysis(
        self, item: _Opened, reading: Reading, sentences: list[ReadSentence]
    ) -> ReviewAnalysis:
        named = find_issues(
            item.review, sentences, reading.sentiment, reading.complaint, self._taxonomy
        )
        return ReviewAnalysis(
            review_id=item.review.review_id,
            status=AnalysisStatus.ANALYSED,
            language=item.language,
            sentiment=reading.sentiment,
            confidence=reading.confidence,
            complaint=reading.complaint,
            severity=reading.severity,
            aspects=reading.aspects,
            issues=self._reader.issues_sure.apply(named, reading.complaint),
        )


def _by_language(opened: list[_Opened]) -> tuple[list[_Opened], list[_Opened]]:
    """(English, German)."""
    english = [item for item in opened if item.language == "en"]
    return english, [item for item in opened if item.language == "de"]


def _worth_reading(item: _Opened, reading: Reading) -> list[Sentence]:
    """Sentences with an issue phrase; all of them when a complaint names none."""
    telling = [sentence for sentence in item.sentences if sentence.matches]
    return telling or (item.sentences if reading.complaint else [])


def _digest(model: Path) -> str:
    """Short hash of the arrays and the lexicons: a result can always tell what it was made with."""
    parts = hashlib.sha256(model.read_bytes())
    lexicons = (file for file in files(__package__).iterdir() if file.name.endswith(".toml"))
    for lexicon in sorted(lexicons, key=lambda file: file.name):
        parts.update(lexicon.read_bytes())
    return parts.hexdigest()[:8]
