"""How a digest's line says a number: beside what it usually is, with a word, in Turkish or English."""

from __future__ import annotations

from collections.abc import Mapping

from reports import wording
from reports.days import number
from reports.digest import Facts
from reports.facts import Spread
from reports.phrases import PHRASES
from reports.usual import Usual
from reports.wording import PACE, WORDS, Language


class Speech:
    """One digest in one language."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts, self.language = facts, language
        self.say = PHRASES[language]

    def compared(self, name: str) -> str:
        """ "184 (genelde 132) ↑ yüksek"; the bare number where nothing is usual yet."""
        return self.beside(number(self.facts.counts, self.facts.done, name), self.facts.usual.get(name))

    def beside(self, value: int, usual: Usual | None) -> str:
        """A count and what it usually is."""
        return f"{self.count(value)}{self.aside(value, usual)}"

    def aside(self, value: float, usual: Usual | None) -> str:
        """ " (genelde 132) ↑ yüksek" """
        return self._against(self.count(usual.median), WORDS, usual.word(value)) if usual else ""

    def share_aside(self, value: float, usual: Usual | None) -> str:
        """ " (genelde %90) ↓ düşük" """
        share = wording.share(usual.median, self.language) if usual else ""
        return self._against(share, WORDS, usual.word(value)) if usual else ""

    def spread(self, spread: Spread, usual: Usual | None) -> str:
        """ "24 dk (genelde 20 dk) ↑ yavaş, %90'ı 1 sa 50 dk içinde" """
        median, p90 = spread.median or 0.0, spread.p90 or 0.0
        aside = self._against(self.duration(usual.median), PACE, usual.word(median)) if usual else ""
        return f"{self.duration(median)}{aside}, {self.say['nine'].format(self.duration(p90))}"

    def promises(self) -> str:
        """Those kept and those still open."""
        kept = self.facts.afterwards
        return f"{self.say['kept']} {self.count(kept.kept)} · {self.say['open']} {self.count(kept.due)}"

    def count(self, value: float) -> str:
        return wording.count(value, self.language)

    def duration(self, minutes: float) -> str:
        return wording.duration(minutes, self.language)

    def _against(self, usual: str, words: Mapping[Language, Mapping[str, str]], word: str) -> str:
        return f" ({self.say['usual']} {usual}) {words[self.language][word]}"
