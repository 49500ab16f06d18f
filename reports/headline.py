"""The "so what": one sentence a manager can act on, the weightiest thing first."""

from __future__ import annotations

from models import TOPICS as TOPIC_KEYS
from reports.digest import Facts
from reports.usual import Usual
from reports.wording import TOPICS, Language, count, duration, percent

_FEW = 3
"""Fewer complaints of a topic make no headline."""


def headline(facts: Facts, language: Language) -> str:
    """What to look at first; that all is as usual when it is."""
    for say in (_safety, _unsure, _broken, _down, _topic, _negative, _overdue, _slow):
        sentence = say(facts, language)
        if sentence:
            return sentence
    if "mentions" not in facts.usual:
        return "Henüz kıyaslayacak kadar gün yok." if language == "tr" else "Too few days yet to compare with."
    return "Her şey olağan seyrinde." if language == "tr" else "Everything is as usual."


def _safety(facts: Facts, language: Language) -> str | None:
    safety = facts.counts.safety
    if not safety or _word(facts, "safety", safety) == "normal":
        return None
    if language == "tr":
        return f"{count(safety, 'tr')} gönderide hukuk, sağlık ya da güvenlik konusu var; önce bunlara bakın."
    if safety == 1:
        return "One post raises a legal, health or safety matter; look at it first."
    return f"{count(safety, 'en')} posts raise a legal, health or safety matter; look at these first."


def _unsure(facts: Facts, language: Language) -> str | None:
    unsure = facts.outbox.unsure
    if not unsure:
        return None
    if language == "tr":
        return f"{unsure} yanıtın yayınlanıp yayınlanmadığı belirsiz; birinin bakması gerekiyor."
    return f"{unsure} {_many('reply', unsure)} may or may not be out; somebody has to look."


def _broken(facts: Facts, language: Language) -> str | None:
    broken = facts.afterwards.broken
    if not broken:
        return None
    if language == "tr":
        return f"Verdiğimiz {broken} söz tutulmadı; sahipleriyle konuşun."
    return f"{broken} {_many('promise', broken)} of ours {'was' if broken == 1 else 'were'} not kept; ask the owners."


def _down(facts: Facts, language: Language) -> str | None:
    down = next((outage for outage in facts.outages if outage.still), None)
    if down is None:
        return None
    for_ = duration(down.minutes, language)
    if language == "tr":
        return f"{down.platform} {for_} süredir duyulmuyor; sayılar eksik."
    return f"{down.platform} has not been heard for {for_}; the numbers are short."


def _topic(facts: Facts, language: Language) -> str | None:
    risen = [topic for topic in TOPIC_KEYS if _has_risen(facts, topic)]
    if not risen:
        return None
    topic = max(risen, key=lambda one: _times(facts, one))
    word, times = TOPICS[language][topic], round(_times(facts, topic))
    if language == "tr":
        much = f"her zamankinin {times} katı" if times >= 2 else "her zamankinden fazla"
        return f"{_capital(word, 'tr')} şikâyeti {much}{_where(facts, topic, language)}."
    much = f"{times} times the usual" if times >= 2 else "above the usual"
    return f"{_capital(word, 'en')} complaints are {much}{_where(facts, topic, language)}."


def _has_risen(facts: Facts, topic: str) -> bool:
    value = facts.counts.topics[topic]
    return value >= _FEW and _word(facts, topic, value) in ("high", "very_high")


def _times(facts: Facts, topic: str) -> float:
    return facts.counts.topics[topic] / max(facts.usual[topic].median, 1.0)


def _where(facts: Facts, topic: str, language: Language) -> str:
    """The city at least half of them name."""
    cities = facts.named.cities_by_topic.get(topic, {})
    city, named = next(iter(cities.items()), ("", 0))
    if named < _FEW or 2 * named < facts.counts.topics[topic]:
        return ""
    return f"; çoğunda geçen şehir: {city}" if language == "tr" else f"; most of them name {city}"


def _negative(facts: Facts, language: Language) -> str | None:
    if _word(facts, "negative", facts.counts.negative) not in ("high", "very_high"):
        return None
    if language == "tr":
        return "Olumsuz gönderi her zamankinden fazla; tek bir konuya toplanmıyor."
    return "More negative posts than usual, spread over several topics."


def _overdue(facts: Facts, language: Language) -> str | None:
    overdue = facts.waiting.overdue
    if not overdue:
        return None
    if language == "tr":
        return f"{count(overdue, 'tr')} gönderi hedef süreyi aştı, hâlâ yanıt bekliyor."
    return f"{count(overdue, 'en')} {_many('post', overdue)} past the target time without a reply."


def _slow(facts: Facts, language: Language) -> str | None:
    answers = facts.answers
    part = percent(answers.kept, answers.due, language)
    if part is None or facts.usual_kept is None or answers.kept / answers.due >= facts.usual_kept.median - 0.1:
        return None
    if language == "tr":
        return f"Yanıtlar yavaşladı: hedef sürede yanıtlanan {part}."
    return f"Replies have slowed down: {part} within the target time."


def _word(facts: Facts, name: str, value: int) -> str | None:
    usual: Usual | None = facts.usual.get(name)
    return usual.word(value) if usual else None


def _capital(word: str, language: Language) -> str:
    first = "İ" if language == "tr" and word[0] == "i" else word[0].upper()
    return first + word[1:]


def _many(word: str, number: int) -> str:
    if number == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
