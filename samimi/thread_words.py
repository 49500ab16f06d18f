"""What an author's answer to our reply says: thanks, still trouble, something done, or a plain "all right".

Over folded text (language.folding.fold). The judge reads the post on its own; here it is read as an answer.
"""

from __future__ import annotations

import re
from typing import Literal

from language.folding import fold
from models import Judgement

Said = Literal["thanked", "angry", "told", "agreed", "asked"]
"""thanked; angry: the trouble goes on or is new; told: they wrote to us elsewhere or did what we asked;
agreed: nothing more than "all right"; asked: anything else."""

_THANKS = re.compile(
    r"\bte?s+e?k+u?r|\btsk|\bsag ?ol|\beyvallah|\bminnettar|\bellerinize saglik|\bcozuld|\bcozdu[kn]|\bhallol"
    r"|\bhall?et+[ik]|\bsorun kalmadi|\bdert kalmadi"
    r"|\bthanks?\b|\bthank ?you|\bthx\b|\bty\b|\bcheers\b|\bappreciate|\b(all |now )?sorted\b|\bresolved\b|\ball good\b"
    r"|\bfixed now\b|\bproblem solved\b"
)
_TROUBLE = re.compile(
    r"\bama\b|\bfakat\b|\bancak\b|\bhala\b|\bhalen\b|\byine\b|\bbu kez\b|\bbu sefer\b|\byok\b|\bdegil\b|\bsayenizde\b"
    r"|\bne diyeyim|gelmedi|olmadi|yatmadi|cozulmedi|cevap ver(en|me)|bekliyor|beklet|rezalet|yazik|\bsozde\b"
    r"|\bdevam ed"
    r"|cozemed|hallol?maz|hallolma|halledeme|halletmed|\bgene\b"
    r"|kimse (don|bak|yaz)|\bbut\b|\bstill\b|\bhowever\b|\byet\b|\bagain\b|\bnot\b|n't\b"
    r"|\b(do|does|did|is|was|has|have|wo|ca|could)nt\b|\bno (one|reply|answer|response)\b|\bnothing\b|\bnobody\b"
    r"|\bsupposedly\b|\bunresolved\b"
)
_TOLD = re.compile(
    r"\b(dm|ozel|mesaj|mail|e-?posta)\w*'?\w* .{0,20}\b(at|yaz|gonder|ilet|ula)[a-z]*[dt][iu][mk]\b"
    r"|\b(dm|mesaj|mail)\w* (at|yaz|gonder)[a-z]*[dt][iu][mk]\b|\b(yaz|gonder|ilet)[dt][iu][mk]\b|\bat+[iu][mk]\b"
    r"|\b(sent|messaged|emailed|dm'?e?d|dmed|wrote|replied|just sent|have sent)\b"
    r".{0,25}\b(dm|pm|message|email|mail|you|it)\b"
    r"|\bdm sent\b|\bsent\b$"
)
_AGREED = re.compile(
    r"^\W*(tamam(dir)?|peki|olur|ok(ey|ay|ie)?|anladim|anlasildi|bekliyorum|will do|sure|alright|got it|noted|fine)"
    r"[\s,.!]*(bekliyorum|tesekkurler|tamam|will do|then)?\W*$"
)
_SHORT = 12
"""Words; a longer text that thanks usually has more to say, and the judge knows what."""


def read(text: str, judgement: Judgement) -> Said:
    """How the author's answer to our reply is meant."""
    folded = fold(text)
    troubled = _TROUBLE.search(folded) is not None
    if judgement.escalate is not None or judgement.sarcastic:
        return "angry"
    if _AGREED.search(folded):
        return "agreed"
    if _THANKS.search(folded) and not troubled and "?" not in text and _believes(folded, judgement):
        return "thanked"
    if _TOLD.search(folded) and not troubled:
        return "told"
    if judgement.label == "praise" and not troubled:
        return "thanked"
    if judgement.label == "complaint" or (troubled and judgement.sentiment == "negative"):
        return "angry"
    return "asked"


def _believes(folded: str, judgement: Judgement) -> bool:
    """Short thanks are thanks whatever the judge made of a word or two; long ones must not sound like a complaint."""
    return judgement.label != "complaint" or len(folded.split()) <= _SHORT
