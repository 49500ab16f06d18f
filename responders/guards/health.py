"""Claims of health and safety: what is in it, who may use it, what it does to a body. Only a fact may make one.

Red for allergens, pregnancy and infants, where a wrong word harms somebody; amber for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.folding import fold
from responders.guards.flag import Flag, Level
from responders.guards.reading import Reading, inside, overlaps
from responders.guards.words import phrases

_LEVELS: tuple[tuple[bool, Level], ...] = ((False, "red"), (True, "amber"))
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 4
_CLAUSE = re.compile(r"[.,;:]|\b(?:ama|fakat|ancak|but)\b")
_HOLLOW = re.compile(
    r"the|and|for|this|that|these|those|there|here|with|during|while|when|are|has|have|any|our|your|you|can"
    r"|may|all|very|its|also|free|not|non|without|does|doesn|don|zero|none|traces|trace|icin|bir|ile|olan"
    r"|var|yok|cok|hic|daha|icinde|iceriginde|bulunmaz|bulunmuyor|icermez|icermiyor|icerir|iceriyor|contain"
    r"|contains|degil|even|tamamen|kesinlikle|evet|tabii|tabi|one|hepsi|use|used"
)
"""Words that say nothing of what is claimed; whether it is there or not is read from `_DENIED`."""
_DENIED = re.compile(
    r"n't\b|\b(?:not?|zero|none|never|without|free|yok\w*|degil\w*|hic|asla)\b|\w+m(?:ez|az|iyor\w*|uyor\w*)\b|s[iu]z(?:d[iu]r)?\b"
)
_OPEN = re.compile(
    r"\b(?:whether|(?:ask|asks|check|checks|see|find out|know|say|tell|sure|look) (?:\w+ ){0,2}if)\b[^.!?]*$"
    r"|(?:^|[.!?] )(?:is|are|does|do|did|can|which) [^.!?]*$"
)
"""Before a claim: that it is asked or left open."""
_LEFT_OPEN = re.compile(r"^\s*(?:m[iu]\b|olup olma|diyem|diye (?:sor|bak)|oldugunu (?:soyleyem|bilm))")


def health(reading: Reading) -> Iterator[Flag]:
    """Each claim that neither an approved sentence nor a fact makes."""
    text = reading.folded.replace("’", "'").replace("‘", "'")
    found: list[tuple[int, int]] = []
    for mild, level in _LEVELS:
        for match in phrases("health", mild=mild).finditer(text):
            known = overlaps(match.span(), reading.approved) or _stated(reading, text, match)
            if not known and not _left_open(text, match) and not inside(match.span(), found):
                found.append(match.span())
                yield reading.flag("facts", level, *match.span(), "a claim of health or safety no fact makes")


def _left_open(text: str, claim: re.Match[str]) -> bool:
    return bool(_OPEN.search(text[: claim.start()]) or _LEFT_OPEN.search(text[claim.end() :]))


def _stated(reading: Reading, text: str, claim: re.Match[str]) -> bool:
    """Whether one clause of a fact says each word of the claim, and denies it where the claim's own clause does."""
    said, denied = _stems(claim.group()), _denies(_around(text, claim))
    clauses = [part for fact in reading.facts for part in _CLAUSE.split(fold(fact.text))]
    return bool(said) and any(said <= _stems(part) and _denies(part) is denied for part in clauses)


def _around(text: str, claim: re.Match[str]) -> str:
    return _CLAUSE.split(text[: claim.start()])[-1] + claim.group() + _CLAUSE.split(text[claim.end() :])[0]


def _stems(folded: str) -> set[str]:
    words = [word for word in _WORD.findall(folded) if not _HOLLOW.fullmatch(word)]
    return {re.sub(r"(?<=\w{3})s[iu]z(?:d[iu]r)?$", "", word)[:_STEM] for word in words}


def _denies(folded: str) -> bool:
    return _DENIED.search(folded) is not None
