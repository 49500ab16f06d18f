"""Personal data: never asked for in public, secrets never asked for at all, the mention's data never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.folding import fold
from language.masking import find_personal
from responders.guards.flag import Flag, Level
from responders.guards.reading import Reading
from responders.guards.words import phrases

_PRIVATE = re.compile(
    r"\bdms?\b|\bozel(?:den|e| mesaj\w*)\b|\bmesaj kutu\w*|\bdirek(?:t)? mesaj\w*|\bmesajla\b|\bmesajdan\b"
    r"|\bdirect message\b|\bprivate(?:ly)?\b|\bby message\b|\bmessage (?:us|me)\b|\b(?:our|by|via|an?) inbox\b"
    r"|\binbox us\b|\bpm\b|\bvia chat\b"
)
_NEVER = re.compile(
    r"\biban|\bdogum (?:tarih|gun|yil)|\b(?:acik |ev )adres|(?<!posta )(?<!mail )(?<!web )\badres(?:ini|inizi)\b"
    r"|\b(?:cep |telefon |gsm )(?:numara|no)|\btelefon(?:unu|unuzu)\b|\bcebini\b"
    r"|\b(?:phone|mobile|cell|contact|telephone) (?:number|no)s?\b|\byour (?:mobile|cell|phone|number)\b"
    r"|\bdate of birth|\bbirth ?date|\bdob\b|\b(?:home|full|street|postal) address|\byour address"
)
"""What is not asked for in private either: a birth date, where somebody lives, an account, a telephone."""
_KEPT_BACK = re.compile(
    r"\bno (?:card|bank|payment|personal) (?:details?|data|info\w*|numbers?)(?: or \w+(?: \w+)?)?"
    r" (?:here|needed|in public|in the replies)\b|\bnot (?:your|ur) \w+(?: \w+)?"
)
"""Words that keep something back; the rest of their sentence may still ask."""
_NEGATED = re.compile(
    r"\b(?:yaz|paylas|gonder|yolla|at|ver|soyle|ilet|birak|iste|sor|gir)\w*?m[ae]"
    r"(?:y[iu]n(?:[iu]z)?|d[ae]n|z|yiz|y[iu]z|s[iu]n)?\b"
    r"|\b(?:gerek|luzum|ihtiyac)\w* yok\b|\bistemiyoruz\b|\bistemeyiz\b|\bolmadan\b|\bhicbir\b"
    r"|\b(?:don't|do not|never|won't|no need to|without|rather you didn't|please avoid|refrain from)"
    r" (?:ever |have to |need to )?(?:send|shar|post|putt?|writ|giv|typ|leav|need|ask|reply|includ|drop|hav)\w*"
    r"|\bkeep\b.*\b(?:out|off|private|to yourself)\b|\bnot (?:here|in public|in the replies)\b"
)
_NAME = re.compile(
    r"(?:[Aa]d[ıi]m|[İIi]smim|[Aa]d[ıi] [Ss]oyad[ıi]|[Aa]d [Ss]oyad|[Mm]y name is|[Ff]ull name)\s*[:=]?\s+"
    r"([A-ZÇĞİÖŞÜ]\w+(?:\s+[A-ZÇĞİÖŞÜ]\w+)+)"
)
_BIRTH = re.compile(r"(?i)(?:doğum|dogum|born|birth\w*|dob)\D{0,20}(\d[\d./-]{4,}\d)")


def personal_request(reading: Reading) -> Iterator[Flag]:
    """Red: secrets, births, homes, accounts anywhere, contact data in public. Amber: order numbers outside a DM."""
    text = _without_own(reading)
    wishes: tuple[tuple[str, Level], ...] = (("ask_secret", "red"), ("ask_personal", "red"), ("ask_order", "amber"))
    for start, end in reading.sentences:
        clause = text[start:end]
        if _NEGATED.search(clause):
            continue
        for name, level in wishes:
            in_private = name != "ask_secret" and _PRIVATE.search(text) is not None
            for match in phrases(name).finditer(clause):
                where = (start + match.start(), start + match.end())
                if in_private and not _NEVER.search(clause if name == "ask_personal" else match.group()):
                    continue
                yield reading.flag("pii_request", level, *where, "asks for personal data")


def _without_own(reading: Reading) -> str:
    """The folded text without the brand's own contacts and what it says to keep back, offsets kept.

    "destek@… adresine yaz" asks for nothing.
    """
    text = reading.folded.replace("’", "'")
    for contact in reading.brand.contacts:
        own = (
            rf"(?<![\w.+-]){re.escape(fold(contact))}(?![\w-]|\.\w)(?:'\w{{1,4}})?"
            r"(?: (?:e-?posta )?adresi(?:miz)?(?:ne|nden|e|den)\b)?"
        )
        text = re.sub(own, lambda found: "_" * len(found.group()), text)
    return _KEPT_BACK.sub(lambda found: "_" * len(found.group()), text)


def personal_echo(reading: Reading) -> Iterator[Flag]:
    """Red where the reply repeats what the mention tells of a person, or gives a street address of its own."""
    known = {_bare(fact.text) for fact in reading.facts}
    own = {_bare(contact) for contact in reading.brand.contacts}
    for value in _personal_values(reading.context.mention):
        if not any(_bare(value) in fact for fact in known | own):
            for match in re.finditer(_loosely(value), reading.folded):
                yield reading.flag("pii_echo", "red", *match.span(), "personal data from the mention")
    places = {_bare(f.text[s.start : s.end]) for f in reading.facts for s in find_personal(f.text)}
    for span in find_personal(reading.text):
        said = _bare(reading.text[span.start : span.end])
        if span.kind == "address" and not any(place in said for place in places):
            yield reading.flag("pii_echo", "red", span.start, span.end, "a street address")


def _personal_values(mention: str) -> set[str]:
    found = {mention[span.start : span.end] for span in find_personal(mention)}
    found |= {match[1] for match in (*_NAME.finditer(mention), *_BIRTH.finditer(mention))}
    return {value for value in found if len(_bare(value)) >= 4}


def _bare(value: str) -> str:
    return "".join(letter for letter in fold(value) if letter.isalnum())


def _loosely(value: str) -> str:
    """`value` with any spacing or punctuation between its letters."""
    return r"(?<![^\W_])" + r"[\W_]{0,3}".join(map(re.escape, _bare(value))) + r"(?![^\W_]{3})"
