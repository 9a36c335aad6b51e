"""Puts sentences together the way a person in a given mood would."""

from collections.abc import Iterable

from mock_amazon.dataset.phrasebook import Draw, Phrase, sentence
from mock_amazon.dataset.speaker import Slots
from mock_amazon.dataset.tongue import Tongue

_KEEP_CAPITAL = ("I ", "I'", "Amazon", "OK")


class Composer:
    """One review in the making; remembers what was said, so that nothing is said twice."""

    def __init__(self, tongue: Tongue, slots: Slots, salt: int, draw: Draw) -> None:
        self.tongue, self.slots, self.salt, self.draw = tongue, slots, salt, draw
        self.mentioned: list[str] = []
        self._said: set[int] = set()

    def happy(self, length: int, issues: Iterable[str]) -> list[str]:
        """Sentences of a satisfied buyer, with small reservations where there are issues."""
        lines = self._start("happy_openers", 0.55, length)
        closing = length > 1 and self.draw() < 0.45
        nits = [issue for issue in issues if length > 1]
        while len(lines) < max(1, length - closing - len(nits)):
            lines.append(self._praise() if lines and self.draw() < 0.9 else self._filler(lines))
        lines += [self._turn(self._nit(issue)) for issue in nits]
        return [*lines, self._line("closers_happy")] if closing else lines

    def mixed(self, length: int, issues: tuple[str, ...]) -> list[str]:
        """Sentences of a buyer who is torn."""
        lines = self._start("mixed_openers", 0.6, length)
        if length > 1:
            lines += [self._praise() for _ in range(1 + (self.draw() < 0.3 * (length > 4)))]
        for turn, issue in enumerate(issues[: max(1, length - 1)]):
            line = self._complaint(issue)
            lines.append(self._turn(line) if not turn and lines else self._add(line))
        if not lines or (length > 2 and self.draw() < 0.6):
            lines.append(self._line("closers_mixed"))
        while len(lines) < length:
            lines.insert(-1, self._praise() if self.draw() < 0.45 else self._filler(lines))
        return lines

    def unhappy(self, length: int, issues: tuple[str, ...]) -> list[str]:
        """Sentences of a disappointed buyer; every issue that fits the length gets at least one."""
        lines = self._start("unhappy_openers", 0.6, length)
        closing = length > 1 and self.draw() < 0.55
        for issue in issues[: max(1, length - len(lines))]:
            lines.append(self._add(self._complaint(issue)))
        while len(lines) + closing < length:
            lines.append(self._more_trouble(lines, issues))
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
                return sentence(self._pick(titles), self.slots, self.draw)
        return self._line(f"titles_{mood}")

    def sarcastic(self, issue: str) -> str | None:
        """A line that praises and means the contrary; None where there is none for the issue."""
        lines = self.tongue.sarcasm.get(issue)
        if not lines:
            return None
        self._mention(issue)
        return sentence(self._pick(lines), self.slots, self.draw)

    def afterthought(self) -> str:
        """What an edit adds."""
        return self._line("edits")

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

    def _filler(self, lines: list[str]) -> str:
        if lines and self.draw() < 0.55:
            asides = self.tongue.asides if self.draw() < 0.5 else self.tongue.pools["digressions"]
            return self._speak(asides or self.tongue.pools["digressions"])
        return self._praise()

    def _more_trouble(self, lines: list[str], issues: tuple[str, ...]) -> str:
        draw = self.draw()
        if draw < 0.36 and issues:
            return self._add(self._complaint(issues[int(self.draw() * len(issues))]))
        if draw < 0.82:
            return self._line("aftermath")
        return self._line("concessions") if draw < 0.92 else self._filler(lines)

    def _praise(self) -> str:
        own = self.draw() < 0.58
        return self._speak(self.tongue.own_praise if own else self.tongue.pools["praise"])

    def _complaint(self, issue: str) -> str:
        self._mention(issue)
        own = self.tongue.own_complaints.get(issue)
        if own and self.draw() < 0.55:
            return self._speak(own)
        return self._speak(self.tongue.complaints[issue])

    def _nit(self, issue: str) -> str:
        self._mention(issue)
        return self._speak(self.tongue.nits.get(issue) or self.tongue.nits["default"])

    def _turn(self, line: str) -> str:
        return self._joined("turners", line) if self.draw() < 0.5 else line

    def _add(self, line: str) -> str:
        return self._joined("adders", line) if self.mentioned[1:] and self.draw() < 0.3 else line

    def _joined(self, pool: str, line: str) -> str:
        start = self._line(pool)
        if start.endswith(": ") or line.startswith(_KEEP_CAPITAL) or not line[1:2].islower():
            return start + line
        return start + line[0].lower() + line[1:]

    def _mention(self, issue: str) -> None:
        if issue not in self.mentioned:
            self.mentioned.append(issue)

    def _line(self, pool: str) -> str:
        return self._speak(self.tongue.pools[pool])

    def _speak(self, pool: list[Phrase]) -> str:
        return sentence(self._pick(pool), self.slots, self.draw)

    def _pick(self, pool: list[Phrase]) -> Phrase:
        """A phrase not said before in this review; each product leans to a part of the pool."""
        count = len(pool)
        phrase = pool[(self.salt + int(count * self.draw() ** 1.6)) % count]
        for step in range(1, min(count, 6)):
            if id(phrase) not in self._said:
                break
            phrase = pool[(self.salt + step + int(count * self.draw())) % count]
        self._said.add(id(phrase))
        return phrase
