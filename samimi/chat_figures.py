"""What /sla and /sablon show: figures and samples that other rooms make, as the desk asks for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Literal, get_args

from models import Brand, Database, Judgement
from models.judgement import Label, Topic
from reports import facts
from responders.drafting import Drafter, Memory, Request, text_hash

WEEK = timedelta(days=7)
_GENERAL = (
    ("bu hiç olmadı", "this did not go well"),
    ("çok memnun kaldım", "really happy with it"),
    ("acaba nasıl oluyor?", "how does this work?"),
)
_ABOUT: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "shipping": (("kargom hâlâ gelmedi", "my parcel still has not come"),
                 ("kargo çok hızlı geldi", "the delivery was really fast"),
                 ("kargo kaç günde gelir?", "how long does delivery take?")),
    "returns": (("iade param hâlâ yatmadı", "my refund still has not come"),
                ("iade süreci çok kolaydı", "returning it was really easy"),
                ("iade nasıl yapılıyor?", "how do I return something?")),
    "stock": (("ürün yine stokta yok", "it is out of stock again"),
              ("sonunda stoka gelmiş, çok sevindim", "so happy it is back in stock"),
              ("stoka ne zaman gelir?", "when is it back in stock?")),
    "payment": (("ödemem iki kez çekildi", "my payment was taken twice"),
                ("ödeme çok kolaydı", "paying was really easy"),
                ("hangi ödeme yolları var?", "which ways of payment are there?")),
    "product": (("ürün kırık çıktı", "the product came broken"),
                ("ürün çok kaliteli çıktı", "the product is really good quality"),
                ("bu ürün kaç beden?", "which sizes does this product come in?")),
    "support": (("müşteri hizmetleri cevap vermiyor", "customer service does not answer"),
                ("müşteri hizmetleri çok ilgilendi", "customer service was really kind"),
                ("müşteri hizmetlerine nasıl ulaşırım?", "how do I reach customer service?")),
    "app": (("uygulama sürekli çöküyor", "the app keeps crashing"),
            ("uygulama çok güzel olmuş", "the app is really nice now"),
            ("uygulamada bunu nasıl açarım?", "how do I turn this on in the app?")),
    "price": (("fiyatlar çok arttı", "the price went up a lot"),
              ("fiyatı çok uygundu", "the price was really good"),
              ("bunun fiyatı ne kadar?", "what is the price of this?")),
}  # fmt: skip
"""A complaint, a praise and a question that name the topic: drafters read the post, not only its topics."""
_LABELS: tuple[Literal["complaint", "praise", "question"], ...] = ("complaint", "praise", "question")
_SENTIMENT: dict[str, Literal["negative", "positive", "neutral"]] = {
    "complaint": "negative", "praise": "positive", "question": "neutral",
}  # fmt: skip
_OLDEST = {"tr": "en eskisi", "en": "the oldest"}
_WORDS = {
    "tr": (
        "⏱ <b>{brand}</b> · son 7 gün, hedef {target} dk",
        "Hedef içinde {kept}/{due}{share}",
        "İlk yanıt (çalışma saatleri) ortanca {median}, %90'ı {p90}",
        "Bekleyen {waiting} · hedefi aşan {overdue}{oldest}",
    ),
    "en": (
        "⏱ <b>{brand}</b> · last 7 days, target {target} min",
        "Within the target {kept}/{due}{share}",
        "First reply (working hours) median {median}, 90% within {p90}",
        "Waiting {waiting} · past the target {overdue}{oldest}",
    ),
}


def sla(database: Database, brand: Brand, now: datetime, language: Literal["tr", "en"]) -> str:
    """How the target was kept by posts of the last seven days, and what waits now; Telegram's HTML."""
    with database.reading() as session:
        answers = facts.answers(session, brand, now - WEEK, now, now)
        waiting = facts.waiting(session, brand, now)
    oldest = brand.calendar.local(waiting.oldest_at).strftime("%d.%m. %H:%M") if waiting.oldest_at else ""
    values = {
        "brand": escape(brand.name, quote=False),
        "target": brand.target_minutes,
        "kept": answers.kept,
        "due": answers.due,
        "share": _share(answers.kept, answers.due, language),
        "median": _minutes(answers.working.median, language),
        "p90": _minutes(answers.working.p90, language),
        "waiting": waiting.count,
        "overdue": waiting.overdue,
        "oldest": f" · {_OLDEST[language]} {oldest}" if oldest else "",
    }
    return "\n".join(line.format(**values) for line in _WORDS[language])


def samples(brand: Brand, drafter: Drafter, topic: str, now: datetime) -> list[tuple[str, str]]:
    """One reply to a complaint, a praise and a question about `topic`, in each language the brand uses."""
    made: list[tuple[str, str]] = []
    said: list[str] = []
    for lang in brand.languages:
        for label, wordings in zip(_LABELS, _ABOUT.get(topic, _GENERAL), strict=True):
            text = wordings[0 if lang == "tr" else 1]
            memory = Memory(frozenset(map(text_hash, said)), said[::-1], counter=len(said))
            drafted = drafter.draft(Request(brand, "x", text, _judged(label, topic, lang), now=now, memory=memory))
            if drafted.decision == "draft":
                said.append(drafted.text)
                made.append((f"{_MARKS[label]} {lang.upper()}", drafted.text))
    return made


_MARKS: dict[str, str] = {"complaint": "😠", "praise": "😊", "question": "❓"}


def _judged(label: Literal["complaint", "praise", "question"], topic: str, lang: Literal["tr", "en"]) -> Judgement:
    wanted: Label = label
    topics: tuple[Topic, ...] = (topic,) if topic in get_args(Topic) else ()  # type: ignore[assignment]  # checked
    return Judgement(label=wanted, confidence=1.0, sentiment=_SENTIMENT[label], topics=topics, lang=lang)


def _share(kept: int, due: int, language: Literal["tr", "en"]) -> str:
    if not due:
        return ""
    percent = round(100 * kept / due)
    return f" · %{percent}" if language == "tr" else f" · {percent}%"


def _minutes(value: float | None, language: Literal["tr", "en"]) -> str:
    return "–" if value is None else f"{round(value)} {'dk' if language == 'tr' else 'min'}"
