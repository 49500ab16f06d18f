"""How sure we may be of a tone: a joke is taken up only where one was plainly made, praise only where it is."""

from __future__ import annotations

import re

from language.folding import fold
from responders.drafting.request import Request

_SURE = 0.72
"""Confidence below which sarcastic praise is as often a complaint as praise (measured on the corpus' dev lines)."""
_HARDLY = 0.55

_PLAYFUL = re.compile(
    r"\bbravo|\btebrik|\bhelal|alkis|\bmaas?allah|rekor|torun|salyangoz|kaplumbaga|guvercin|deve(yle|ye)"
    r"|isik hizi|uzay"
    r"|madalya|\bodul|sihir|mucize|gizem|\bmuze|efsane|super(siniz|sin)|harikasiniz|ne buyuk"
    r"|congrat|bravo|well done|slow clap|love (how|that|it when)|impressive|snail|pigeon|tortoise|carrier|dimension"
    r"|award|medal|magic|museum|hats off|big (thanks|hand)|genius|masterclass|10/10|five stars"
)
_SIGNS = re.compile("[👏😂🤣🙃🤡🐌🐢🥇🏆🎉🙈]")
_HURT = re.compile(
    r"cenaze|vefat|rahmetli|oleli|olumu|hastane|ameliyat|bebe[kg]|cocu[kg]|hasta|ilac|maas|kira|\bpara|agla|engelli"
    r"|funeral|passed away|died|hospital|surgery|baby|sick|medicine|wages|rent\b|money|\bcry|disab|wheelchair"
)
_GONE_WRONG = re.compile(
    r"(hala|halen) (gelme|yok|bekli)|gelmedi\b|calism(iyor|adi)|bozuld|bozuk (cik|gel)"
    r"|kime (edil|veril|teslim)|nerede"
    r"|never (arrived|came|turned up)|still (waiting|nothing)|doesn'?t work|stopped working|where is|where's my"
    r"|\bdisgrace|shambles|(feel|feeling|felt|really|badly|completely|so) let down|done with (you|this lot)"
    r"|last time i('ll)? (buy|order|shop)|not happy|disappointed (in|with|by) you|only one \w+ works"
)
_MENDED = re.compile(
    r"\bama\b|\bhemen|\bcoz|degis|\byenisi|duzel|hallet|telafi|\bbut\b|fixed|sorted|replac|\bsent\b|refund"
    r"|swapped|\bthen\b"
)


def is_playful(text: str) -> bool:
    """Whether the mention itself jokes, and about nothing that hurts or costs money."""
    folded = fold(text)
    return bool(_PLAYFUL.search(folded) or _SIGNS.search(text)) and not _HURT.search(folded)


def in_doubt(request: Request) -> bool:
    """Whether cheerful thanks would be a slap in the face if the judge were wrong, and it may well be."""
    judgement = request.judgement
    if judgement.label != "praise":
        return False
    folded = fold(request.text)
    wrong = _GONE_WRONG.search(folded) is not None and not _MENDED.search(folded)
    low = judgement.confidence < (_SURE if judgement.sarcastic else _HARDLY)
    return judgement.unsure or low or wrong
