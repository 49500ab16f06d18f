"""The buttons under a digest: which of its lists have something in them, the weightiest first."""

from __future__ import annotations

from collections.abc import Mapping

from models import TOPICS as TOPIC_KEYS
from reports import wording
from reports.digest import Facts
from reports.phrases import PHRASES
from reports.wording import TOPICS, Language

_WORDS = {"missed": "stuck", "incidents": "incident", "posted": "sent", "negative": "negatives", "safety": "grave"}
"""Lists whose digest line begins with another word than their button."""


def openers(facts: Facts, language: Language) -> list[tuple[str, str]]:
    """(list, label) for every list of reports/lists.py that holds a post: "waiting", "Bekleyen 31"."""
    counts, out = facts.counts, facts.outbox
    topics = sorted((topic for topic in TOPIC_KEYS if counts.topics[topic]), key=lambda topic: -counts.topics[topic])
    sizes: dict[str, int] = {
        "safety": counts.safety,
        "waiting": facts.waiting.count,
        **{topic: counts.topics[topic] for topic in topics[:1]},
        "missed": out.unsure + out.failed,
        "incidents": sum(one.posts for one in facts.incidents),
        "negative": counts.negative,
        **{topic: counts.topics[topic] for topic in topics[1:]},
        "praise": counts.labels["praise"],
        "answered": counts.answered,
        "posted": out.posted_by_api + out.posted_by_hand,
        "skipped": sum(facts.skipped.values()),
    }
    return [(name, f"{called(name, language)} {wording.count(size, language)}") for name, size in sizes.items() if size]


def called(name: str, language: Language) -> str:
    """A list's name as a button and a heading say it."""
    say: Mapping[str, str] = {**TOPICS[language], **PHRASES[language]}
    word = say[_WORDS.get(name, name)]
    first = "İ" if language == "tr" and word[0] == "i" else word[0].upper()
    return first + word[1:]
