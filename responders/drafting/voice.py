"""How a brand speaks: first names, sen or siz, the disclosure line, capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from language.folding import fold
from models import Brand
from responders.drafting.request import Request
from responders.guards.address import form_of

_HANDLE = re.compile(r"@[\w.@-]+")
_MANY = re.compile(
    r"\b(?:hepiniz|hicbiriniz|kaciniz|aranizda)\w*|\bsiz(?: de| bu)? (?!bunlar|onlar|sunlar)\w{3,}l[ae]r\b"
    r"|(?:^|[.!?,] ?)(?:(?:selam|merhaba|ya|evet|sevgili|bakin) )?(?:arkadaslar|dostlar|gencler|millet)"
    r"(?=[,!]| (?:hepiniz|siz|almayin|dikkat|sakin|uzak|asla|bakin|su|bu|ben|lutfen))"
)
"""Speaking to many: everybody who reads, or shops in general."""
_CLOSE = re.compile(
    r"\b(?:lan|ulan|kanka|kankam|knk|moruk|aga|reis|bro)\b"
    r"|\b(?!hasana|insana|lisana|nisana|ruhsana)\w{2,}(?:sana|sene)\b"
    r"|\b(?:cevap|haber|bilgi|yanit|geri) (?:ver|don|yaz|et)(?: (?:artik|bi|bir|be|ya|bari|hemen))?(?=[.!?,]|$)"
    r"|\b(?:yolla|gonder|coz|ilgilen|duzelt|utan|soyle|anlat|don|ver|bak|yaz|ara|at|getir|hallet)"
    r"(?: sunu| bunu| bana)? (?:artik|be|ya|bari|hadi|lutfen|hemen)\b"
    r"|\b(?:sunu|bunu|paramt?i|kargomu|paketimi|siparisimi|urunumu)(?: \w+)?"
    r" (?:yolla|gonder|coz|duzelt|ver|hallet|yap|getir|at)(?=[.!?,]|$)"
    r"|\bkendine gel(?=[.!?,]|$)|\b(?:dedin|yedin|verdin|yaptin|gonderdin|kirdin|bozdun|unuttun|kandirdin)\b"
)
"""How customers say sen, beside what the guards know of replies."""
_NAME = re.compile(r"[^\W\d_]{2,20}")


@cache
def _known_names() -> frozenset[str]:
    text = (resources.files("prompts") / "first_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def first_name(author_name: str, brand: Brand) -> str | None:
    """The first name to greet with, bare: only one we know as a name, never a nickname, a slogan or a brand.

    Every word of the display name must be letters with a capital: "Ayşe Y." gives none, "Umut yok" neither.
    """
    words = author_name.split()
    if brand.name_use == "none" or not 1 <= len(words) <= 3:
        return None
    if not all(_NAME.fullmatch(word) and word[0].isupper() for word in words):
        return None
    name = _title(words[0])
    taken = {fold(part) for known in brand.names for part in known.split()}
    return name if name in _known_names() and fold(name) not in taken else None


def _title(word: str) -> str:
    """AYŞE → Ayşe, IŞIL → Işıl; mixed case is left alone."""
    if not word.isupper():
        return word
    return word[0] + word[1:].translate(str.maketrans("Iİ", "ıi")).lower()


def says_siz(text: str) -> bool:
    """Whether a Turkish post speaks to us with the polite siz: not to many at once, and nowhere with sen."""
    plain = _HANDLE.sub(" ", fold(text))
    return form_of(plain) == "siz" and not _MANY.search(plain) and not _CLOSE.search(plain)


def address_of(request: Request, lang: str) -> str | None:
    """sen or siz for this reply; None in English.

    The tone asked for goes first, then a customer's siz in a complaint (`mirror_siz`), then the brand's own form.
    """
    if lang != "tr":
        return None
    if request.tone in ("sen", "siz"):
        return request.tone
    brand = request.brand
    complains = request.judgement.kind in ("complaint", "sarcasm")
    if brand.address_tr == "sen" and brand.mirror_siz and complains and says_siz(request.text):
        return "siz"
    return brand.address_tr


def disclosure(brand: Brand, platform: str, lang: str, wording: list[str]) -> str:
    """The line that says who is talking, where the platform asks for it; else empty.

    The brand's own line goes first. `wording` are ready sentences with {brand} or {loc}, in order of preference;
    an inflected form is only ever taken from config.
    """
    settings = brand.platforms.get(platform)
    own = settings.disclosure if settings else None
    if own is not None and (line := own.tr if lang == "tr" else own.en):
        return line
    if platform != "reddit":
        return ""
    known = {"brand": brand.name, **brand.inflected}
    usable = (s for s in wording if all(slot in known for slot in re.findall(r"\{(\w+)\}", s)))
    return next((sentence.format_map(known) for sentence in usable), "")


def capital(text: str, lang: str) -> str:
    """`text` with its first letter (after an opening quote) upper case, the Turkish way in Turkish."""
    at = 1 if text[:1] in "“\"'" else 0
    letter = text[at : at + 1]
    upper = "İ" if lang == "tr" and letter == "i" else letter.upper()
    return text[:at] + upper + text[at + 1 :]


def small(text: str, lang: str) -> str:
    """`text` as it goes on after a greeting's comma: abbreviations (DM, AI) and the English I stay as they are."""
    if text[1:2].isupper() or (lang == "en" and re.match(r"I\b", text)):
        return text
    letter = text[:1]
    lower = {"I": "ı", "İ": "i"}.get(letter, letter.lower()) if lang == "tr" else letter.lower()
    return lower + text[1:]


def joined(parts: Sequence[str], lang: str) -> str:
    """Parts as one text: after a finished sentence a capital, after a colon as it is written, else small."""
    text = ""
    for part in filter(None, parts):
        if not text:
            text = part
        elif text[-1] in ".!?…":
            text += " " + capital(part, lang)
        elif text[-1] == ":":
            text += " " + part
        else:
            text += " " + small(part, lang)
    return text
