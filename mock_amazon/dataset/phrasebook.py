"""Phrases compiled for quick use: `[a|b|]` is a choice, `{slot}` a word of the product or a pool.

A compiled phrase is a plain string, or a tuple of strings, choices (lists) and slots of the product
being written about (ints). Choices may hold phrases in turn.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

Phrase: TypeAlias = str | tuple[str | int | list["Phrase"], ...]
Draw: TypeAlias = Callable[[], float]
Context: TypeAlias = Sequence[Sequence[Phrase]]
_TOKEN = re.compile(r"\[([^\[\]]*)\]|\{(\w+)\}")


class UnknownSlot(KeyError):
    """A phrase names a slot nobody fills."""


def compile_phrase(
    text: str, words: Mapping[str, str], slots: Mapping[str, int], pools: Mapping[str, list[Phrase]]
) -> Phrase:
    """A phrase ready to say.

    `words` are put in now, `slots` are looked up in the product's context when spoken, `pools` are
    drawn from when spoken. Raises: UnknownSlot.
    """
    parts: list[str | int | list[Phrase]] = []
    position = 0
    for match in _TOKEN.finditer(text):
        _add(parts, text[position : match.start()])
        position = match.end()
        choice, slot = match.groups()
        if slot is None:
            options = [compile_phrase(one, words, slots, pools) for one in choice.split("|")]
            parts.append(options)
        elif slot in words:
            _add(parts, words[slot])
        elif slot in slots:
            parts.append(slots[slot])
        elif slot in pools:
            parts.append(pools[slot])
        else:
            raise UnknownSlot(slot)
    _add(parts, text[position:])
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else tuple(parts)


def compile_all(
    texts: Iterable[str],
    words: Mapping[str, str],
    slots: Mapping[str, int],
    pools: Mapping[str, list[Phrase]],
) -> list[Phrase]:
    """Every phrase of a list."""
    return [compile_phrase(text, words, slots, pools) for text in texts]


def say(phrase: Phrase, context: Context, draw: Draw) -> str:
    """The phrase in words."""
    if isinstance(phrase, str):
        return phrase
    spoken = []
    for part in phrase:
        if isinstance(part, str):
            spoken.append(part)
            continue
        pool = context[part] if isinstance(part, int) else part
        chosen = pool[int(draw() * len(pool))]
        spoken.append(chosen if isinstance(chosen, str) else say(chosen, context, draw))
    return "".join(spoken)


def sentence(phrase: Phrase, context: Context, draw: Draw) -> str:
    """The phrase in words, its first letter made large."""
    text = say(phrase, context, draw)
    return text[0].upper() + text[1:] if text else text


def _add(parts: list[str | int | list[Phrase]], text: str) -> None:
    if not text:
        return
    last = parts[-1] if parts else None
    if isinstance(last, str):
        parts[-1] = last + text
    else:
        parts.append(text)
