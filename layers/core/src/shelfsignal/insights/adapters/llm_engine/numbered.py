"""A review as the model sees it: sentences under ids, so that evidence is named, never quoted.

The text shown may be cleaned and cut short; the ids lead back to offsets of the text as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypedDict

from shelfsignal.insights.domain.analysis import Evidence, ReviewText, TextField
from shelfsignal.insights.domain.sentences import sentence_spans

LONGEST_SENTENCE: Final = 280
MOST_SENTENCES: Final = 40
MOST_CHARACTERS: Final = 6_000
"""Of a review; what follows is not shown. A review of 50 KB is noise, or an attack."""

_SCANNED: Final = 20_000
"""Characters of a field that are cut into sentences at all."""
_PREFIX: Final = {TextField.TITLE: "t", TextField.BODY: "b"}


class SentenceDoc(TypedDict):
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class NumberedReview:
    """spans: where each sentence id stands in the review."""

    review: ReviewText
    spans: dict[str, tuple[TextField, int, int]]

    @classmethod
    def of(cls, review: ReviewText) -> NumberedReview:
        spans: dict[str, tuple[TextField, int, int]] = {}
        characters = 0
        for name, (field, start, end) in _sentences(review):
            characters += end - start
            if len(spans) == MOST_SENTENCES or characters > MOST_CHARACTERS:
                break
            spans[name] = (field, start, end)
        return cls(review, spans)

    @property
    def has_words(self) -> bool:
        """False when nothing shown has a letter or a digit: there is nothing to ask about."""
        return any(char.isalnum() for each in self.sentences() for char in each["text"])

    def sentences(self) -> list[SentenceDoc]:
        """What is shown: without control characters and lone surrogates, which JSON may carry but
        servers choke on."""
        return [
            {"id": name, "text": _CONTROL.sub(" ", self.review.part(field)[start:end])}
            for name, (field, start, end) in self.spans.items()
        ]

    def evidence(self, sentence: str | None) -> Evidence | None:
        """The sentence itself, cut from the review; None for an id that was never given out."""
        span = self.spans.get(sentence or "")
        return Evidence.cut(self.review, *span) if span else None

    @property
    def is_suspicious(self) -> bool:
        """True when the text looks as if written for a machine: it is then read alone, so that a
        model that obeys it harms no other review. Costs a little; a false alarm costs no more."""
        parts = (self.review.title[:_SCANNED], self.review.body[:_SCANNED])
        length = len(self.review.title) + len(self.review.body)
        return length > MOST_CHARACTERS or any(_FOR_MACHINES.search(part) for part in parts)


def _sentences(review: ReviewText) -> Iterator[tuple[str, tuple[TextField, int, int]]]:
    for field, prefix in _PREFIX.items():
        spans = sentence_spans(review.part(field)[:_SCANNED], LONGEST_SENTENCE)
        for number, (start, end) in enumerate(spans, 1):
            yield f"{prefix}{number}", (field, start, end)


_CONTROL: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

# Markup and JSON, roles and turns, and words that speak to a reader who follows orders.
_FOR_MACHINES: Final = re.compile(
    r"[{}<>\[\]`|]|\\[nu\"]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
    r"|\b(?:system|assistant|user|developer|human|ai)\s*:"
    r"|\b(?:ignore|disregard|forget|override|bypass|overrule)\b.{0,60}"
    r"\b(?:instruction|previous|above|prior|earlier|rule|prompt|everything|said|told)"
    r"|\b(?:rate|mark|label|classify|score|treat|flag|return|output|respond|answer|report)\b.{0,40}"
    r"\b(?:all|every|each|other|everything|positive|negative|neutral|reviews)\b"
    r"|\b(?:prompt|instructions? (?:above|below)|language model|chatgpt|gpt|llm|jailbreak|json"
    r"|sentiment|taxonomy|as an ai|you are (?:now|an?)|new instructions?|end of reviews?)\b"
    r"|\b(?:ignorier\w*|vergiss|missachte\w*|bewerte (?:alle|jede)\w*|anweisung(?:en)?)\b",
    re.IGNORECASE | re.DOTALL,
)
