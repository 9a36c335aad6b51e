"""The baseline for issues: VADER says whether a review is negative, keywords say of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    Evidence,
    IssueMention,
    ReviewAnalysis,
    ReviewText,
    Sentiment,
    Severity,
    TextField,
)
from shelfsignal.kernel.ids import ReviewId

_WORDS: Final = {
    "battery": "battery charge charging akku",
    "breaks_early": "broke broken cracked snapped kaputt gebrochen",
    "colour_differs": "colour color shade farbe",
    "comfort": "uncomfortable hurts unbequem",
    "connectivity": "bluetooth wifi connect connection pairing verbindung",
    "counterfeit": "fake counterfeit fälschung",
    "customer_service": "service support refund kundenservice",
    "damaged_packaging": "packaging box crushed verpackung karton",
    "defective_on_arrival": "defective dead faulty defekt",
    "fit": "fit fits passt",
    "freshness": "stale expired old abgelaufen",
    "hard_to_clean": "clean cleaning reinigen",
    "heat": "hot overheats heat heiß",
    "instructions": "instructions manual anleitung",
    "late_delivery": "late delivery arrived lieferung",
    "leaks": "leak leaks leaking undicht",
    "material": "material cheap thin flimsy dünn",
    "missing_parts": "missing fehlt fehlten",
    "noise": "noise noisy loud laut",
    "not_as_described": "description described beschreibung",
    "performance": "slow weak performance schwach",
    "safety_hazard": "dangerous fire smoke burn gefährlich",
    "size": "size small large tight größe klein",
    "smell": "smell smells odor odour geruch stinkt",
    "software": "app software firmware update",
    "taste": "taste tastes flavor flavour geschmack",
    "value": "price overpriced money expensive preis",
    "wrong_item": "wrong falsche falscher",
}
_CUT: Final = -0.05


class KeywordIssues:
    """A `ReviewAnalyser` of a dozen lines; every negative review's keywords are its issues."""

    engine = "vader"
    prompt_version = "none"
    model_version = "keywords"
    taxonomy_version = "none"

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._rules = SentimentIntensityAnalyzer()
        self._words = {issue: set(words.split()) for issue, words in _WORDS.items()}

    def analyse(self, reviews: Sequence[ReviewText]) -> list[ReviewAnalysis]:
        return [self._read(review) for review in reviews]

    def _read(self, review: ReviewText) -> ReviewAnalysis:
        text = f"{review.title}. {review.body}"
        score = float(self._rules.polarity_scores(text)["compound"])
        said = set("".join(c if c.isalnum() else " " for c in text.lower()).split())
        named = [issue for issue, words in self._words.items() if words & said]
        is_negative = score < _CUT
        sentiment = Sentiment.NEGATIVE if is_negative else Sentiment.POSITIVE
        return _analysis(review, sentiment, named if is_negative else [])


class TruthReader:
    """A `ReviewAnalyser` that names exactly the issues it was given for each review."""

    engine = "truth"
    prompt_version = "none"
    model_version = "none"
    taxonomy_version = "none"

    def __init__(self, issues: Mapping[ReviewId, Iterable[str]]) -> None:
        self._issues = issues

    def analyse(self, reviews: Sequence[ReviewText]) -> list[ReviewAnalysis]:
        return [
            _analysis(each, Sentiment.NEGATIVE, sorted(self._issues.get(each.review_id, ())))
            for each in reviews
        ]


def _analysis(review: ReviewText, sentiment: Sentiment, issues: Iterable[str]) -> ReviewAnalysis:
    field = TextField.BODY if review.body else TextField.TITLE
    evidence = Evidence.cut(review, field, 0, len(review.part(field)))
    return ReviewAnalysis(
        review_id=review.review_id,
        status=AnalysisStatus.ANALYSED,
        sentiment=sentiment,
        complaint=sentiment is Sentiment.NEGATIVE,
        issues=tuple(IssueMention(issue, None, Severity.MEDIUM, evidence, 1.0) for issue in issues),
    )
