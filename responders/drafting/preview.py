"""`samimi draft --preview --brand B`: twelve samples in each address form, for a lead to judge the tone."""

from __future__ import annotations

from datetime import datetime

from models import Brand, Judgement
from models.brand import Address
from models.judgement import Label, Topic
from responders.drafting.request import Drafter, Memory, Request, text_hash

_SAMPLES: tuple[tuple[Label, Topic | None, bool, str, str], ...] = (
    ("complaint", "shipping", False, "5 gündür kargom dağıtımda görünüyor", "tracking stuck for 5 days"),
    ("complaint", "returns", False, "12 gündür iadem inceleniyor", "three weeks and still no refund"),
    ("complaint", "payment", False, "kartımdan iki kere çekim yapılmış", "charged twice for one order"),
    ("complaint", "product", False, "dikişi daha ilk ayda attı", "the seam came apart in a month"),
    ("complaint", "support", False, "40 dakika hatta bekledim", "40 minutes on hold, then nothing"),
    ("complaint", "app", False, "uygulama açılır açılmaz kapanıyor", "the app crashes as soon as it opens"),
    ("praise", "shipping", False, "ertesi gün geldi, harikasınız", "arrived the next day, love it"),
    ("praise", "product", False, "kalitesine bayıldım", "the quality is amazing"),
    ("question", "stock", False, "siyahı ne zaman gelir", "when is the black one back"),
    ("question", "shipping", False, "siparişim ne zaman gelir", "when will my order arrive"),
    (
        "complaint",
        "shipping",
        True,
        "bravo, kargo salyangozla mı geliyor",
        "next day delivery, next dimension more like",
    ),
    ("complaint", "price", True, "bu fiyata böbrek de dahil mi", "does the price include a kidney"),
)


def preview(brand: Brand, drafter: Drafter, now: datetime) -> str:
    """Twelve replies each in sen, siz and English (those the brand uses), with the posts they answer."""
    parts = [f"{brand.name}: {brand.address_tr} ✓"] if "tr" in brand.languages else [brand.name]
    forms: tuple[Address, ...] = ("sen", "siz") if "tr" in brand.languages else ()
    for form in forms:
        as_asked = brand.model_copy(update={"address_tr": form, "mirror_siz": False})
        parts += [_block(as_asked, drafter, now, "tr", form)]
    if "en" in brand.languages:
        parts.append(_block(brand, drafter, now, "en", "English"))
    return "\n\n".join(parts)


def _block(brand: Brand, drafter: Drafter, now: datetime, lang: str, title: str) -> str:
    said: list[str] = []
    rows = [f"── {title} ──"]
    for number, (label, topic, sarcastic, turkish, english) in enumerate(_SAMPLES):
        text = turkish if lang == "tr" else english
        judgement = Judgement(
            label=label,
            confidence=1.0,
            sentiment="positive" if label == "praise" else "negative",
            topics=(topic,) if topic else (),
            sarcastic=sarcastic,
            lang="tr" if lang == "tr" else "en",
        )
        memory = Memory(frozenset(map(text_hash, said)), said[::-1], counter=number)
        name = "Ayşe" if lang == "tr" else "Tom"
        made = drafter.draft(
            Request(brand, next(iter(brand.platforms), "x"), text, judgement, name, now=now, memory=memory)
        )
        said.append(made.text)
        rows.append(f"{number + 1:2}. {text}\n    {made.text or made.decision}  [{made.level}]")
    return "\n".join(rows)
