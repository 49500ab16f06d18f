"""What an alarm says: the evidence in one message, and the all-clear."""

from __future__ import annotations

from models import Brand
from reports import wording
from reports.hours import HOUR, Loud, Reading
from reports.incidents import Summary
from reports.settings import AlarmSettings
from reports.spikes import LEAST_DAYS
from reports.wording import TOPICS, Language

_LOUD = {
    "tr": {
        "self_harm": "kendine zarar verme ifadesi", "safety": "güvenlik tehlikesi", "injury": "yaralanma",
        "press": "basın", "followers": "çok takipçili hesap",
    },
    "en": {
        "self_harm": "words of self-harm", "safety": "a safety hazard", "injury": "an injury",
        "press": "the press", "followers": "an account with many followers",
    },
}  # fmt: skip

_HERE = {"tr": ("bu saatte", "bu saatlerde"), "en": ("at this hour", "in these hours")}


def alarm(reading: Reading, brand: Brand, settings: AlarmSettings, language: Language) -> str:
    """Plain text, four lines at most; whoever sends it escapes it."""
    local = [brand.calendar.local(at) for at in (reading.start, reading.end)]
    hours = f"{local[0]:%H:%M}–{local[1]:%H:%M}"
    topic, usual = TOPICS[language][reading.series], wording.count(round(reading.usual, 1), language)
    chance = _chance(reading.p, language)
    is_long = reading.end - reading.start > HOUR
    if language == "tr":
        lines = [
            f"🚨 {brand.name} · {hours} · {topic}",
            f"{reading.count} gönderi, {reading.authors} kişi ({_HERE['tr'][is_long]} genelde {usual}).",
        ]
        lines.append(f"Rastlantı olasılığı {chance}; son {reading.days} günün aynı saatleriyle kıyaslandı.")
        young = "Henüz iki haftalık geçmiş yok; ölçü yaklaşık: en az 8 gönderi ve olağanın 3 katı."
    else:
        lines = [
            f"🚨 {brand.name} · {hours} · {topic}",
            f"{reading.count} posts by {reading.authors} people (usually {usual} {_HERE['en'][is_long]}).",
        ]
        lines.append(f"Chance of that: {chance}, against the same hours of the last {reading.days} days.")
        young = "Less than two weeks to compare with; the measure is rough: at least 8 posts and 3 times the usual."
    if reading.days < LEAST_DAYS:
        lines[-1] = young
    return "\n".join([*lines, *_campaign(settings, brand, reading, language)])


def all_clear(summary: Summary, brand: Brand, language: Language, closed_by: str = "") -> str:
    """The closing line of an incident: three hours as usual, or somebody has closed it."""
    topic = TOPICS[language][summary.series]
    lasted = ""
    if summary.closed_at is not None:
        lasted = wording.duration((summary.closed_at - summary.opened_at).total_seconds() / 60, language)
    if language == "tr":
        numbers = f"{summary.posts} gönderi, {summary.authors} kişi, {summary.answered} yanıt, {lasted} sürdü."
        why = f"{closed_by} kapattı" if closed_by else "son üç saat olağan"
        return f"✅ {brand.name} · {topic}: {why}. {numbers}"
    numbers = f"{summary.posts} posts by {summary.authors} people, {summary.answered} answered, over {lasted}."
    why = f"closed by {closed_by}" if closed_by else "three hours as usual"
    return f"✅ {brand.name} · {topic}: {why}. {numbers}"


def loud(one: Loud, brand: Brand, language: Language) -> str:
    """A single post that cannot wait for a count. Its text is not repeated: the card shows it."""
    reason = _LOUD[language][one.reason]
    followers = ""
    if one.reason == "followers" and one.followers is not None:
        followers = f" ({wording.count(one.followers, language)} {'takipçi' if language == 'tr' else 'followers'})"
    now = "tek gönderi, hemen bakın" if language == "tr" else "one post, look now"
    return f"🚨 {brand.name} · {reason}{followers}: {now}."


def _campaign(settings: AlarmSettings, brand: Brand, reading: Reading, language: Language) -> list[str]:
    times = settings.times(brand.calendar.local(reading.start).date())
    if times == 1:
        return []
    much = wording.count(times, language)
    return [
        f"Kampanya günü: beklenti {much} kat." if language == "tr" else f"Campaign day: {much} times as much expected."
    ]


def _chance(p: float, language: Language) -> str:
    if p >= 0.001:
        return f"{p:.3f}".replace(".", "," if language == "tr" else ".")
    below = "<0,001" if language == "tr" else "<0.001"
    return below if p >= 1e-6 else ("<milyonda bir" if language == "tr" else "<one in a million")
