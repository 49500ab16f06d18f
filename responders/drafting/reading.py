"""How sure we may be of a tone: a joke is taken up only where one was plainly made, praise only where it is."""

from __future__ import annotations

import re

from language.folding import fold
from responders.drafting.letters import tells_of_trouble, turns_sour
from responders.drafting.request import Request
from responders.drafting.scorn import scorned

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
    r"|(bayram|gunu|dugun|yilbasi|nisan|parti)\w*?(d[ae]n) sonra (\w+ )?(geldi\b|ulasti|elim|teslim)|\bcok gec geldi"
    r"|(arrived|came(?! back)|delivered|here|turned up) (\w+ )?(days? |weeks? )?after"
    r" (christmas|xmas|easter|eid|the (wedding|party|big day)|(my|her|his|their) (birthday|wedding|party))"
    r"|never (arrived|came|turned up)|still (waiting|nothing)|doesn'?t work|stopped working|where is|where's my"
    r"|\bdisgrace|shambles|(feel|feeling|felt|really|badly|completely|so) let down|done with (you|this lot)"
    r"|last time i('ll)? (buy|order|shop)|not happy|disappointed (in|with|by) you|only one \w+ works"
)
_ANIMAL = (
    r"(?:even|not even) (?:my|our|his|her|the|next door's|the neighbou?r's) (?:\w+ ){0,2}?"
    r"(?:dogs?|cats?|pigs?|rats?|goats?|seagulls?|gulls?|pigeons?|hamster|labrador|lab|puppy)"
)
_HARMED = re.compile(
    r"\bmide\w* (?:\w+ )?(?:boz(?:du|ul|uyor|ar))|\bmide\w* bulan(?:di|dir|iyor)|\bzehirlendi|\bzehirlediniz"
    r"|\b(?:yi?ye?|yedi|ict|sonra|gece|sabaha)\w*.{0,25}\bkust(?:um|uk)\b|\bkusacag|\btiksindi(?!r)|\bigrencti"
    r"|\bishal ol(?:d|mus)|\bhasta (?:ettiniz|etti bizi|olduk|oldum) .{0,15}(?:tesekkur|sagol|elinize|bravo)"
    r"|\bhastanelik ett|\bacile? kaldir|\balerji yapti(?! de)"
    r"|\b(?:kope(?:k|kler|kleri|gim|gimiz)|kedi(?:m|ler|miz)?|it|esek|fare(?:ler)?|marti(?:lar)?) (?:bile|dahi)"
    r" (?:\w+ )?(?:ye|ic|kokla|begen|dokun|bak|agzina sur)m(?:ez|edi|iyor|adi|az)(?! den)"
    r"|\b(?:kope|kedi)\w* (?:ver|koy)(?:dim|dik) (?:o bile |o da )?(?:ye|kokla|dokun)m(?:edi|adi|iyor)"
    r"|\b(?:bocek|kil|sac|kurt|tirnak|sinek|hamam ?bocegi) (?:cikti|bulduk|buldum)(?! (?:ama|dedim|diye|haber))"
    r"|\bkufl(?:u|enmis) (?:cikti|geldi|yolla|gonder)"
    r"|\b(?:hepsi|tamami|gerisi|yarisi|kalani|direkt|dogrudan|oldugu gibi)\w* (?:\w+ )?cope (?:att|git|dokt)"
    r"|\bagzima suremedi"
    r"|\b(?:food poison|poisoned (?:me|us|my|the whole)|(?:threw|throwing|thrown) up (?:all|after|for|last))"
    r"|\bpuk(?:ed|ing)\b"
    r"|\bvomited|\bgagged|\bmade (?:me|us|him|her|my \w+|half \w+) (?:\w+ )?(?:sick|ill(?! and)|gag|heave|puke)\b"
    r"|\b(?:upset|dodgy|ruined) (?:my |our )?(?:stomachs?|tumm(?:y|ies)|guts)|\bdiarrh|\bstomach cramps"
    r"|\b(?:night|day|weekend|evening) (?:in|on|over|hugging) (?:the|my) (?:loo|toilet|bathroom floor|bowl)"
    rf"|\b{_ANIMAL}(?: \w+)? (?:(?:would|wo|did|could|does|do)n'?t|would not|will not) (?:\w+ )?"
    r"(?:eat|touch|finish|go near|sniff|drink|want|lick|swallow|have (?:it|any))"
    rf"|\b{_ANIMAL}(?: \w+)? (?:eat|touch|go near|refuse[sd]?|turned (?:it|its|his|her|up)|spat|left it"
    r"|walked (?:off|away))"
    r"|\b(?:came|arrived|was|were|already|all) (?:out )?mo?u?ldy|\b(?:a|long|curly|\w+'s) hair in (?:my|our|it)\b"
    r"|\binedible|\b(?:is|was|were|tasted|smelt|smelled|how|so|absolutely|utterly) (?:\w+ )?(?:disgusting"
    r"|revolting)\b"
    r"|\bcame out in (?:a rash|hives|spots)|\b(?:straight|went|all|rest) (?:straight )?(?:in|into) the bin\b"
)
"""Harm or disgust: no praise is answered with cheer where it may have been scorn."""
_MENDED = re.compile(
    r"\bama\b|\bhemen|\bcoz|degis|\byenisi|duzel|hallet|telafi|\bbut\b|fixed|sorted|replac|\bsent\b|refund"
    r"|swapped|\bthen\b"
)

_ALL_WELL = re.compile(
    r"\bon numara\b|tamamlandi\b|devami gelecek|her sey icin (cok )?(tesekkur|sag ?ol)|her sey (cok )?(guzel"
    r"|harika|tam)"
    r"|\bspot on\b|all sorted|thanks for everything|(refund|parcel|order)('?s| is| has)? (in|here|arrived|through)\b"
)


def is_playful(text: str) -> bool:
    """Whether the mention itself jokes, and about nothing that hurts or costs money."""
    folded = fold(text)
    return bool(_PLAYFUL.search(folded) or _SIGNS.search(text)) and not _HURT.search(folded)


def is_plain_thanks(folded: str) -> bool:
    """Whether it says that all is well, without a word of trouble: taking that for scorn scolds a happy customer."""
    return _ALL_WELL.search(folded) is not None and not (tells_of_trouble(folded) or _GONE_WRONG.search(folded))


def _hardly_scorn(confidence: float, folded: str) -> bool:
    """Whether nothing but an unsure judge says that it is scorn."""
    return confidence < _HARDLY and not (tells_of_trouble(folded) or _GONE_WRONG.search(folded))


def in_doubt(request: Request) -> bool:
    """Whether cheerful thanks would be a slap in the face if the judge were wrong, and it may well be."""
    judgement = request.judgement
    folded = fold(request.text)
    if judgement.kind == "sarcasm" and (is_plain_thanks(folded) or _hardly_scorn(judgement.confidence, folded)):
        return True
    if judgement.label != "praise":
        return False
    wrong = _GONE_WRONG.search(folded) is not None and not _MENDED.search(folded)
    harmed = _HARMED.search(folded) is not None
    low = judgement.confidence < (_SURE if judgement.sarcastic else _HARDLY)
    return judgement.unsure or low or wrong or harmed or turns_sour(folded) or scorned(folded)
