"""Address: sen or siz, one of them, and the one the brand uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.detection import detect
from language.folding import fold
from models.brand import Address
from responders.guards.flag import Flag
from responders.guards.reading import Range, Reading
from responders.guards.words import phrases


def address(reading: Reading) -> Iterator[Flag]:
    """Amber where a Turkish reply mixes both forms, or uses the one it should not."""
    if reading.context.lang != "tr":
        return
    found = marks(reading.folded)
    wrong = _wrong(reading, found)
    for start, end in found.get(wrong, []) if wrong else []:
        yield reading.flag("address", "amber", start, end, f"{wrong} where the reply should say the other")


def form_of(folded: str) -> Address | None:
    """The form a folded text uses; None where it shows neither or both."""
    found = marks(folded)
    forms: list[Address] = [form for form in ("sen", "siz") if found[form]]
    return forms[0] if len(forms) == 1 else None


def other_form(text: str, lang: str | None, wanted: Address) -> Address | None:
    """The form a brand's own Turkish sentence uses where the brand speaks in the other one."""
    other: Address = "sen" if wanted == "siz" else "siz"
    turkish = (lang or detect(text)[0]) != "en"
    return other if turkish and marks(fold(text))[other] else None


def marks(folded: str) -> dict[Address, list[Range]]:
    """Where a folded text says sen and where siz: pronouns, verb endings, possessives that can be nothing else."""
    siz = [m.span() for m in phrases("address_siz").finditer(folded)]
    sen = [m.span() for m in phrases("address_sen").finditer(folded) if m.span() not in siz]
    return {"sen": sen, "siz": siz}


def _wrong(reading: Reading, found: dict[Address, list[Range]]) -> Address | None:
    wanted = reading.context.address or _wanted(reading, found)
    if found["sen"] and found["siz"] and wanted is None:
        return "sen" if len(found["sen"]) <= len(found["siz"]) else "siz"
    other: Address = "siz" if wanted == "sen" else "sen"
    return other if wanted and found[other] else None


def _wanted(reading: Reading, found: dict[Address, list[Range]]) -> Address | None:
    """The brand's form; None (either, but one) where a sen brand mirrors a customer who says siz."""
    brand = reading.brand
    if brand.address_tr == "sen" and brand.mirror_siz and (found["siz"] and _says_siz(reading.folded_mention)):
        return None
    return brand.address_tr


def _says_siz(folded: str) -> bool:
    return bool(phrases("address_siz").search(re.sub(r"@\w+", " ", folded)))
