"""Writes the review that a plan calls for, and knows what it says."""

from typing import NamedTuple

from mock_amazon.dataset.chance import stream
from mock_amazon.dataset.composer import Composer
from mock_amazon.dataset.foreign import foreign_review, language_of
from mock_amazon.dataset.phrasebook import Draw
from mock_amazon.dataset.quirks import roughen
from mock_amazon.dataset.speaker import english_slots, german_slots, salt_of
from mock_amazon.dataset.timeline import Plan
from mock_amazon.dataset.tongue import english, german
from mock_amazon.dataset.vocabulary import phrases

_SENTIMENT = {"happy": "positive", "mixed": "neutral", "unhappy": "negative"}
_PARAGRAPH_FROM = 7
_FILES = {"en": "english", "de": "german"}


class Written(NamedTuple):
    """A review's words and the truth about them.

    `afterthought` is what a later edit appends; `flags` name what is odd (spam, injection, sarcasm,
    mismatch); `sentiment` and `issues` are what the words say, whatever the stars, and
    `later_issues` what the afterthought adds to them.
    """

    title: str
    text: str
    afterthought: str
    language: str
    sentiment: str
    issues: tuple[str, ...]
    flags: tuple[str, ...] = ()
    later_issues: tuple[str, ...] = ()


def write_review(plan: Plan, seed: int) -> Written:
    """The words of a plan; the same plan always gets the same words."""
    draw = stream(seed, "words", plan.owner.index, plan.words).random
    mood = "happy" if plan.rating > 3 else "mixed" if plan.rating == 3 else "unhappy"
    issues, flags = plan.issues, tuple[str, ...]()
    if plan.rating in (1, 5) and draw() < 0.006:
        mood, flags = ("unhappy" if mood == "happy" else "happy"), ("mismatch",)
        issues = () if mood == "happy" else (plan.owner.weaknesses[0][0],)
    language = language_of(plan.owner.marketplace, draw())
    if language not in ("en", "de"):
        title, text, said = foreign_review(language, mood, issues, draw)
        return Written(title, text, "", language, _SENTIMENT[mood], said, flags)
    salt = salt_of(plan.owner, seed)
    if language == "de":
        tongue, slots = (
            german(plan.owner.department, plan.owner.kind),
            german_slots(plan.owner, salt, draw),
        )
    else:
        tongue, slots = (
            english(plan.owner.department, plan.owner.kind),
            english_slots(plan.owner, salt, draw),
        )
    composer = Composer(tongue, slots, salt, draw)
    return _finish(composer, mood, issues, language, flags)


def _finish(
    composer: Composer, mood: str, issues: tuple[str, ...], language: str, flags: tuple[str, ...]
) -> Written:
    draw = composer.draw
    odd = draw()
    if odd < 0.006 and mood == "happy" and composer.tongue.spam:
        text = composer.spam()
        return Written(composer.title(mood), text, "", language, "positive", (), (*flags, "spam"))
    text = _body(composer, mood, issues, draw)
    implied = _implied(text, language)
    if mood == "unhappy" and odd < 0.03 and issues and (line := composer.sarcastic(issues[0])):
        text, flags = f"{line} {text}", (*flags, "sarcasm")
    text = roughen(text.replace(" ,", ",").replace(" .", "."), mood, draw, german=language == "de")
    if odd > 0.9985:
        text, flags = _attack(text, draw), (*flags, "injection")
    title = composer.title(mood)
    afterthought = composer.afterthought(mood)
    said = tuple(dict.fromkeys((*composer.mentioned, *implied)))
    later = tuple(issue for issue in _implied(afterthought, language) if issue not in said)
    return Written(title, text, afterthought, language, _SENTIMENT[mood], said, flags, later)


def _implied(text: str, language: str) -> list[str]:
    """The issues that general phrases tell of without being complaints about one."""
    ends: dict[str, list[str]] = phrases(_FILES[language])["implied"]
    return [issue for issue, found in ends.items() if any(end in text for end in found)]


def _body(composer: Composer, mood: str, issues: tuple[str, ...], draw: Draw) -> str:
    length = _length(draw)
    if not length:
        return composer.tiny(mood)[0]
    if length > 3 and mood != "happy" and issues and draw() < 0.06:
        return _pros_and_cons(composer, issues, draw)
    if mood == "happy":
        lines = composer.happy(length, issues)
    elif mood == "mixed":
        lines = composer.mixed(length, issues)
    else:
        lines = composer.unhappy(length, issues)
    return _paragraphs(lines, draw)


def _length(draw: Draw) -> int:
    """Sentences wanted; 0 means a few words."""
    kind = draw()
    if kind < 0.09:
        return 0
    if kind < 0.24:
        return 1
    if kind < 0.66:
        return 2 + int(draw() * 3)
    return 5 + int(draw() * 4) if kind < 0.945 else 9 + int(draw() * 9)


def _paragraphs(lines: list[str], draw: Draw) -> str:
    if len(lines) < _PARAGRAPH_FROM or draw() < 0.4:
        return " ".join(lines)
    cut = 2 + int(draw() * (len(lines) - 4))
    return " ".join(lines[:cut]) + "\n\n" + " ".join(lines[cut:])


def _pros_and_cons(composer: Composer, issues: tuple[str, ...], draw: Draw) -> str:
    good = "\n".join(f"- {line}" for line in composer.praise_list(1 + int(draw() * 2)))
    bad = "\n".join(f"- {line}" for line in composer.complaint_list(issues))
    return f"Pros:\n{good}\n\nCons:\n{bad}"


def _attack(text: str, draw: Draw) -> str:
    attacks: list[str] = phrases("english")["injections"]
    return attacks[int(draw() * len(attacks))] + text
