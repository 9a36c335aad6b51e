"""Puts sentences together the way a person in a given mood would."""

from collections.abc import Iterable, Sequence

from mock_amazon.dataset.phrasebook import Draw, Phrase, say
from mock_amazon.dataset.speaker import Slots
from mock_amazon.dataset.tongue import Tongue

_KEEP_CAPITAL = ("I ", "I'", "Amazon", "OK")


class Composer:
    """One review in the making; remembers what was said, so that nothing is said twice."""

    def __init__(self, tongue: Tongue, slots: Slots, salt: int, draw: Draw) -> None:
        self.tongue, self.slots, self.salt, self.draw = tongue, slots, salt, draw
        self.mentioned: list[str] = []
        self._said: set[int] = set()
        self._spent = False

    def happy(self, length: int, issues: Iterable[str]) -> list[str]:
        """Sentences of a satisfied buyer, with small reservations where there are issues."""
        lines = self._start("happy_openers", 0.55, length)
        closing = length > 1 and self.draw() < 0.45
        nits = [nit for issue in issues if length > 1 and (nit := self._nit(issue))]
        while len(lines) < max(1, length - closing - len(nits)) and not self._spent:
            aside = bool(lines) and self.draw() < 0.09
            lines.append(self._filler() if aside else self._praise())
        lines += map(self._turn, nits)
        return [*lines, self._line("closers_happy")] if closing else lines

    def mixed(self, length: int, issues: tuple[str, ...]) -> list[str]:
        """Sentences of a buyer who is torn."""
        if length == 1:
            return [(issues and self._nit(issues[0])) or self._line("mixed_openers")]
        lines = self._start("mixed_openers", 0.6, length)
        lines += [self._fact() for _ in range(1 + (length > 4 and self.draw() < 0.4))]
        for turn, issue in enumerate(issues[: length - 1]):
            line = (self.draw() < 0.4 and self._nit(issue)) or self._complaint(issue)
            lines.append(self._add(line) if turn else self._turn(line))
        if self.draw() < 0.6:
            lines.append(self._line("closers_mixed"))
        while len(lines) < length and not self._spent:
            lines.insert(-1, self._fact() if self.draw() < 0.6 else self._filler())
        return lines

    def unhappy(self, length: int, issues: tuple[str, ...]) -> list[str]:
        """Sentences of a disappointed buyer; every issue that fits the length gets at least one."""
        lines = self._start("unhappy_openers", 0.6, length)
        closing = length > 1 and self.draw() < 0.55
        for issue in issues[: max(1, length - len(lines))]:
            lines.append(self._add(self._complaint(issue)))
        while len(lines) + closing < length and not self._spent:
            lines.append(self._more_trouble(issues))
        return [*lines, self._line("closers_unhappy")] if closing else lines

    def tiny(self, mood: str) -> list[str]:
        """A few words."""
        return [self._line(f"tiny_{mood}")]

    def title(self, mood: str) -> str:
        """A headline: often the first issue mentioned, when the mood is bad."""
        draw = self.draw()
        if self.mentioned and mood != "happy" and draw < 0.5:
            titles = self.tongue.issue_titles.get(self.mentioned[0])
            if titles:
                return self._speak(titles)
        return self._line(f"titles_{mood}")

    def sarcastic(self, issue: str) -> str | None:
        """A line that praises and means the contrary; None where there is none for the issue."""
        lines = self.tongue.sarcasm.get(issue)
        if not lines:
            return None
        self._mention(issue)
        return self._speak(lines)

    def afterthought(self, mood: str) -> str:
        """What an edit adds."""
        return self._line(f"edits_{mood}")

    def spam(self) -> str:
        """Advertising, or words that are about something else."""
        return self._speak(self.tongue.spam)

    def praise_list(self, count: int) -> list[str]:
        """Single good points."""
        return [self._praise() for _ in range(count)]

    def complaint_list(self, issues: tuple[str, ...]) -> list[str]:
        """Single bad points, one an issue."""
        return [self._complaint(issue) for issue in issues]

    def _start(self, pool: str, chance: float, length: int) -> list[str]:
        return [self._line(pool)] if length > 1 and self.draw() < chance else []

    def _filler(self) -> str:
        asides = self.tongue.asides if self.draw() < 0.5 else ()
        return self._speak(asides or self.tongue.pools["digressions"])

    def _more_trouble(self, issues: tuple[str, ...]) -> str:
        draw = self.draw()
        if draw < 0.36 and issues:
            return self._add(self._complaint(issues[int(self.draw() * len(issues))]))
        if draw < 0.82:
            return self._line("aftermath")
        return self._line("concessions") if draw < 0.92 else self._filler()

    def _praise(self) -> str:
        own, general = self.tongue.own_praise, self.tongue.pools["praise"]
        return self._speak(own, general) if self.draw() < 0.58 else self._speak(general, own)

    def _fact(self) -> str:
        """A good point about the thing itself, without enthusiasm."""
        return self._speak(self.tongue.own_praise, self.tongue.pools["concessions"])

    def _complaint(self, issue: str) -> str:
        """A complaint about the issue; when all of them are said, what it led to."""
        self._mention(issue)
        own, general = self.tongue.own_complaints.get(issue), self.tongue.complaints[issue]
        later = self.tongue.pools["aftermath"]
        if own and self.draw() < 0.55:
            return self._speak(own, general, later)
        return self._speak(general, own or later, later)

    def _nit(self, issue: str) -> str | None:
        nits = self.tongue.nits.get(issue)
        if not nits:
            return None
        self._mention(issue)
        return self._speak(nits)

    def _turn(self, line: str) -> str:
        return self._joined("turners", line) if self.draw() < 0.5 else line

    def _add(self, line: str) -> str:
        return self._joined("adders", line) if self.mentioned[1:] and self.draw() < 0.3 else line

    def _joined(self, pool: str, line: str) -> str:
        start = self._line(pool)
        keeps = line.startswith(_KEEP_CAPITAL) or not line[1:2].islower()
        if keeps or self.tongue.capital_after_colon:
            return start + line
        return start + line[0].lower() + line[1:]

    def _mention(self, issue: str) -> None:
        if issue not in self.mentioned:
            self.mentioned.append(issue)

    def _line(self, pool: str) -> str:
        return self._speak(self.tongue.pools[pool])

    def _speak(self, *pools: Sequence[Phrase]) -> str:
        """A phrase of the first pool that still has one unsaid (of the last, if none has)."""
        phrase: Phrase = ""
        for pool in pools:
            phrase, fresh = self._pick(pool)
            if fresh:
                break
        else:
            self._spent = True
        self._said.add(id(phrase))
        text = phrase if isinstance(phrase, str) else say(phrase, self.slots, self.draw)
        return text if text[:1].isupper() else text[:1].upper() + text[1:]

    def _pick(self, pool: Sequence[Phrase]) -> tuple[Phrase, bool]:
        """A phrase, and whether it is unsaid; each product leans to a part of the pool."""
        count = len(pool)
        start = self.salt + int(count * self.draw() ** 1.6)
        for step in range(count):
            phrase = pool[(start + step) % count]
            if id(phrase) not in self._said:
                return phrase, True
        return pool[start % count], False
