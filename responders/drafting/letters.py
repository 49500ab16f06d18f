"""Long letters: which of their sentences hold the grievance; most tell what led there, or what was fine."""

from __future__ import annotations

import re

from responders.guards.reading import sentences_of

LONG = 400
"""Characters above which a post is read by the sentences of its grievance."""
_TROUBLE = re.compile(
    r"\w(?:m[ae]di(?:m|n|k|niz|ler|lar)?|m[iu]yor\w*|m[ae]mis\w*)\b|\byok\b|\bhala\b|\bhalen\b|bozul|bozuk"
    r"|\bkop(?:tu|mus|uk)|\bkir(?:ildi|ik|ilmis)|sokul|yirt|patla(?:di|k)|eksik|yanlis|\bnere(?:de|si)\b|\bneden\b"
    r"|\bniye\b|rezil|berbat|magdur|\bnormal mi\b|dagil(?:di|ma)|iki (?:kez|kere|defa)"
    r"|n't\b|\bnot\b|\bnever\b|\bstill\b|\bnothing\b|\bbroken?\b|\bripped|\btorn\b|\bmissing|\bwrong\b|\blate\b"
    r"|disappoint|terribl|\bawful|(?:fall|fell|falling|came|coming) apart|\bwhere is|\bwhy\b|\btwice\b"
    r"|\bleak|\bcrack|\bstopped\b|let down|\bwaiting\b"
)
_FINE = re.compile(
    r"sorun (?:cikm|yasam|yok|olm)\w*|hic (?:sorun|problem|sikinti)|sikinti (?:yok|olm)\w*|sikayetim yok|hakk\w+ yem\w+"
    r"|(?:can't|cannot|can not|couldn't) (?:fault|complain|praise|thank)"
    r"|(?:no|zero|not a|without a) (?:problems?|complaints?|issues?|hitch|fuss)"
    r"|not bad|never (?:had|let me down|failed)|nothing but (?:praise|good)"
)
_TURN = re.compile(r"\b(?:but|then|however|since then|so why|yet|ama|fakat|ancak|lakin|gelelim|derken|maalesef)\b")
"""Where a letter that began well turns."""
DAMAGE = re.compile(
    r"\bkop(?:tu|mus|uk)|\bkir(?:ildi|ik|ilmis)|sokul|yirt|catla|bozul|bozuk|dagil(?:di|ma)|\bdelin|cizik|akiyor"
    r"|\bbroken?\b|\bripped|\btorn\b|apart\b|\bcrack|\bleak|\bsnapped|\bzip\b|\bseam|\bscratch|\bfrayed|stopped working"
)
"""A thing that did not hold."""


def grievance(folded: str) -> str:
    """The sentences of a folded letter that tell of trouble; all of it where it is short or none of them does."""
    if len(folded) <= LONG:
        return folded
    return " ".join(_sore(folded)) or folded


def tells_of_trouble(folded: str) -> bool:
    """Whether a word of trouble stands in it that is not of trouble denied."""
    return _TROUBLE.search(_FINE.sub(" ", folded)) is not None


def turns_sour(folded: str) -> bool:
    """Whether a letter tells of a thing that did not hold, or of trouble in more than one sentence."""
    sore = _sore(folded) if len(folded) > LONG else []
    return len(sore) > 1 and any(DAMAGE.search(sentence) for sentence in sore)


def _sore(folded: str) -> list[str]:
    """The sentences of trouble; where the letter turns, those from there on."""
    sentences = [folded[start:end] for start, end in sentences_of(folded)]
    found = [one for one in sentences if _TROUBLE.search(_FINE.sub(" ", one))]
    turn = next((at for at, one in enumerate(found) if _TURN.search(one)), 0)
    return found[turn:]
