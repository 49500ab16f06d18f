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
_SAID: dict[str, tuple[str, str]] = {
    "complaint": ("bu hiç olmadı", "this did not go well"),
    "praise": ("çok memnun kaldım", "really happy with it"),
    "question": ("acaba nasıl oluyor?", "how does this work?"),
}
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
        for label in ("complaint", "praise", "question"):
            text = _SAID[label][0 if lang == "tr" else 1]
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
