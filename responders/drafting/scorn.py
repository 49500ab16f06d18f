"""Harm, rudeness and scorn in what a judge took for praise: nobody is thanked for having been shouted at."""

from __future__ import annotations

import re

_JOY = re.compile(
    r"(?:mutlulu|sevinc|heyecan|keyif|gulmek)\w* .{0,20}(?:bagir|agla)\w*|uyandirm[ae]\w*"
    r"|happy tears|tears of (?:joy|laughter|happiness)|without (?:even )?(?:waking|banging)|(?:didn't|never"
    r"|not) \w+ wake"
)
"""What only sounds like harm."""
_RUDE = re.compile(
    r"\bazarla(?!m)|\bbagir(?:di(?!m|k)|iyor(?!um)|ip|mis)|\bhakaret (?:et|isit)|\btersle(?:di|n)|asagila(?:di|n)"
    r"|\balay ett?i|\bkufre(?:tti|diyor)|\blaf att|\btekmele|\byumrukla|kapi\w* dayandi|kovdu\w*\b"
    r"|agla(?:yarak|ya aglaya) (?:cik|don|gel|git|eve|ayril)|surat\w* (?:as|cevir)(?:ti|di)"
    r"|(?:kurye|kargo|kapi|zil|gece|nobet|bebe|telefon|aradi|mesaj)\w*.{0,60}\buyandir|\b(?:bebe"
    r"|cocu)\w* (?:da )?uyandi\b"
    r"|\b(?:shouted|yelled|screamed|swore|barked|sneered|snarled) at\b|\b(?:mocked|insulted|shoved|groped"
    r"|grabbed) (?:me|my|us|our|her|him)"
    r"|\blaughed at (?:me|my|us|our|her|him)\b(?! jokes?)|\bmade a pass at|\b(?:left|home|out|off|reduced) (?:in"
    r"|to) (?:floods of )?tears"
    r"|\b(?:bang|hammer|kick)(?:ed|ing|s)? (?:\w+ )?(?:on |at |in )?(?:the|my|our) (?:front |back )?(?:door|window"
    r"|gate|dog|cat)"
    r"|\b(?:driver|courier|delivery|postman|knock\w*|door\w*|bell|rang|call\w*|texts?|phone)\b.{0,60}\bwoke\b"
)
_SCORN = re.compile(
    r"\bbu (?:fiyata|paraya) bu \w+ m[iu]\b|gozu? kapali (?:\w+ ){0,2}(?:daha iyi|dik)"
    r"|\b(?:nine|nene|anneanne|babaanne|torun|cocug)\w* (?:de |da |bile |gozu |kapali )*(?:daha iyi|bile"
    r"|de) (?:dik|yap|or|paketle)(?:er|ar|erdi|ardi)"
    r"|\bsizink[iu]\w* .{0,25}(?:dayanma|surme|cikarma)(?:di|z|mis)"
    r"|\b(?:yours|this one|this pair) (?:did|does)n'?t (?:even )?(?:make|last|manage|survive|see|get)"
    r"|\bhow (?:slow(?:ly)?|late|badly|rude(?:ly)?|poorly) (?:you|your|they|their|the (?:service|delivery|site|app"
    r"|staff|queue))\b"
    r"|\bhow little (?:you|they|your|anyone|the staff) (?:\w+ )?(?:care|know|help|bother|do)"
    r"|\b(?:nan|gran|granny|mum|toddler|dog|cat|kid|child|year[- ]old) (?:could|would|can) (?:(?!not)\w+ )?(?:sew"
    r"|knit|stitch|pack|make|do|write|cook|drive)"
    r" (?:\w+ ){0,3}(?:better|blindfold)"
    r"|\b(?:do not|don'?t) buy (?:from (?:here|them|this)|here|this|anything)\b(?! without)"
)
"""Said of a thing or of us, with a smile: a comparison we lose."""


def scorned(folded: str) -> bool:
    """Whether a mention tells of rudeness or harm, or makes fun of what it got."""
    plain = _JOY.sub(" ", folded)
    return bool(_RUDE.search(plain) or _SCORN.search(plain))
