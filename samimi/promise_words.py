"""Does a reply promise something, and until when: an approved step's own term, else its words.

Over folded text. A sentence that hangs on what the author does first ("yollarsan bakarız") promises nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from language.folding import fold
from models import Brand, Calendar
from responders.guards.reading import sentences_of

_WE = r"[a-z]*(?:[iu]yoru[zm]|acag[iu][zm]|eceg[iu][zm]|[aeiu]r[iu][zm])\b"
"""A Turkish verb's end that says "we (or I) do, we will, we shall"."""
_WILL = r"[a-z]*(?:acag[iu][zm]|eceg[iu][zm])\b"
_EN = r"\b(?:we'll|we will|we're|we are|i'll|i will|i'm|i am) (?:now |just |also )?"
_CONDITION = re.compile(
    r"\b\w+rs[ae]n(?:iz)?\b|\beger\b|\b(?:if|once|when|as soon as) you\b|\b(?:ki|boylece) |\bso (?:that )?we\b"
    r"|\b(?:yolla|gonder|ilet|paylas|yaz)(?:y?[iu]n(?:[iu]z)?)?, "
    r"|\b(?:send|dm|give|drop|message|share|pop|tell)\b.*\b(?:and|so) (?:we|i)\b"
)

_KINDS: dict[str, re.Pattern[str]] = {
    "dm": re.compile(
        rf"\b(?:dm|ozel(?:den)?|direkt mesaj|mesaj|mail|e-?posta)\b.{{0,40}}\b(?:yaz|at|gonder|ulas|ilet|don){_WE}"
        rf"|{_EN}(?:dm|messag|email|send(?:ing)? you (?:a )?(?:dm|message|email)|writ(?:e|ing) to you)"
        r"|\b(?:dm|message|email) is (?:coming|on its way)\b"
    ),
    "call": re.compile(
        r"\barayacag[iu][zm]\b|\b(?:sizi|seni|telefonla|yarin|bugun|birazdan|hemen) ara(?:r[iu]|yor[iu])[zm]\b"
        r"|\b(?:sizi|seni|telefonla|yarin|bugun|birazdan|hemen) ariyoru[zm]\b"
        rf"|{_EN}(?:call|ring|phon)"
    ),
    "ship": re.compile(
        rf"\b(?:kargo|paket|urun|siparis|yol)[a-z]*\b.{{0,40}}\b(?:ver|cikar|gonder|yolla|hazirla){_WE}"
        rf"|{_EN}.{{0,15}}\b(?:ship|dispatch|send(?:ing)? (?:out|it|the|your)|post(?:ing)? (?:it|your))"
        r"|\b(?:ships|goes out|leaves us) (?:today|tomorrow|on)\b"
    ),
    "back": re.compile(
        rf"\bdon(?:us)? ?(?:yap|sagla)?{_WE}|\b(?:haber|bilgi|cevap|yanit) ver{_WE}|\bbilgilendir{_WE}"
        rf"|\b(?:yaz|ulas){_WILL}"
        r"|\b(?:ekib|arkadas|birim)[a-z]*\b.{0,40}\b(?:don|ara|yaz|ulas|ver|yap)[a-z]*(?:acak|ecek)(?:ler|lar)?\b"
        rf"|{_EN}(?:get(?:ting)? back|com(?:e|ing) back|be in touch|reply|update|let you know|follow(?:ing)? up)"
        r"|\b(?:our|the) team (?:will|is going to)\b|\byou(?:'ll| will) hear (?:back )?from us\b"
    ),
    "do": re.compile(
        rf"(?<!devam )\b(?!ol|sevin|bekle|dinle|memnun|calis)[a-z]+{_WILL}"
        r"|\b(?:we'll|we will|i'll|i will) (?!be (?:here|happy|glad)|keep (?:going|working)|never|always)[a-z]+"
    ),
}
"""In this order: the first kind that fits names it."""
_MINUTES = {"dm": 120, "call": 240, "back": 480, "ship": 480, "do": 480}
"""Working minutes until it is due where the sentence names no time."""
_SOON = 60

_NUMBERS = {
    "bir": 1, "iki": 2, "uc": 3, "dort": 4, "bes": 5, "alti": 6, "yedi": 7, "on": 10,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "ten": 10,
}  # fmt: skip
_N = rf"(\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_IN_HOURS = re.compile(rf"\b{_N} saat(?: icinde|e kadar)|\b(?:with)?in (?:the next )?{_N} hours?\b")
_IN_DAYS = re.compile(
    rf"\b{_N} (?:is )?gun(?:u)?(?: icinde|e kadar)|\b(?:with)?in (?:the next )?{_N} (?:business |working )?days?\b"
)
_DAYS = (
    "pazartesi|monday", "sali|tuesday", "carsamba|wednesday", "persembe|thursday", "cuma|friday",
    "cumartesi|saturday", "pazar|sunday",
)  # fmt: skip
_TOMORROW = re.compile(r"\byarin\b|\btomorrow\b")
_TODAY = re.compile(
    r"\bbugun\b|\bgun icinde\b|\bgun sonuna\b|\bbu aksam\b|\btoday\b|\btonight\b|\bend of (?:the )?day\b"
)
_THIS_WEEK = re.compile(r"\bbu hafta\b|\bhafta icinde\b|\bthis week\b|\bend of the week\b")
_AT_ONCE = re.compile(
    r"\bhemen\b|\bsimdi\b|\bbirazdan\b|\baz sonra\b|\bright (?:away|now)\b|\bnow\b|\bshortly\b"
    r"|\bin a (?:moment|minute)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A promising sentence: offsets into the reply, and the instant at which it is due (UTC)."""

    kind: str
    start: int
    end: int
    due_at: datetime


def promise_in(text: str, brand: Brand, made_at: datetime) -> Found | None:
    """What `text`, posted at `made_at`, promises; of several the one that is due first."""
    found = [*_by_step(text, brand, made_at), *_by_words(text, brand.calendar, made_at)]
    return min(found, key=lambda one: one.due_at, default=None)


def _by_step(text: str, brand: Brand, made_at: datetime) -> Iterator[Found]:
    """Approved sentences whose term config.yaml names."""
    for step in brand.steps:
        for line in (step.tr_sen, step.tr_siz, step.en):
            at = text.find(line) if line and step.promise_hours else -1
            if line and step.promise_hours and at >= 0:
                due = brand.calendar.after_working(made_at, 60 * step.promise_hours)
                yield Found(_kind(line) or "do", at, at + len(line), due)


def _by_words(text: str, calendar: Calendar, made_at: datetime) -> Iterator[Found]:
    for start, end in sentences_of(text):
        sentence = text[start:end]
        kind = _kind(sentence)
        if kind is not None:
            yield Found(kind, start, end, due_at(sentence, kind, calendar, made_at))


def _kind(sentence: str) -> str | None:
    folded = fold(sentence)
    if _CONDITION.search(folded):
        return None
    return next((kind for kind, words in _KINDS.items() if words.search(folded)), None)


def due_at(sentence: str, kind: str, calendar: Calendar, made_at: datetime) -> datetime:
    """When `sentence` must be done: the time it names, else its kind's; always within working hours."""
    folded, today = fold(sentence), calendar.local(made_at).date()
    if hours := _IN_HOURS.search(folded):
        return calendar.after_working(made_at, 60 * _number(hours))
    if days := _IN_DAYS.search(folded):
        return _end_of(calendar, today, made_at, after=_number(days))
    for number, names in enumerate(_DAYS):
        if re.search(rf"\b(?:{names})\b", folded):
            return _end_of(calendar, today + timedelta(days=(number - today.weekday()) % 7), made_at)
    if _TOMORROW.search(folded):
        return _end_of(calendar, today + timedelta(days=1), made_at)
    if _TODAY.search(folded):
        return _end_of(calendar, today, made_at)
    if _THIS_WEEK.search(folded):
        return _end_of_week(calendar, today, made_at)
    return calendar.after_working(made_at, _SOON if _AT_ONCE.search(folded) else _MINUTES[kind])


def _number(found: re.Match[str]) -> int:
    said = next(group for group in found.groups() if group)
    return int(said) if said.isdigit() else _NUMBERS[said]


def _end_of(calendar: Calendar, day: date, made_at: datetime, after: int = 0) -> datetime:
    """When work ends on `day`, or on the first working day from then on that has not ended; `after` working days on."""
    for offset in range(366):
        hours = calendar.hours_on(day + timedelta(days=offset))
        if hours is not None and hours[1] > made_at:
            if after == 0:
                return hours[1]
            after -= 1
    raise ValueError("the calendar has no working hour within a year")


def _end_of_week(calendar: Calendar, today: date, made_at: datetime) -> datetime:
    left = [today + timedelta(days=n) for n in range(7 - today.weekday())]
    ends = [hours[1] for day in left if (hours := calendar.hours_on(day)) is not None and hours[1] > made_at]
    return max(ends) if ends else _end_of(calendar, today, made_at)
