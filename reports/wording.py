"""Numbers, times and names as a Turkish or an English reader writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Literal

from language.reasons import REASONS as REASONS_OF_CARE

Language = Literal["tr", "en"]

LEAST_FOR_PERCENT = 10

TOPICS: Mapping[Language, Mapping[str, str]] = {
    "tr": {
        "shipping": "kargo", "returns": "iade", "stock": "stok", "payment": "ödeme",
        "product": "ürün", "support": "müşteri hizmetleri", "app": "uygulama", "price": "fiyat",
        "negative": "olumsuz gönderi", "safety": "güvenlik ifadesi",
    },
    "en": {
        "shipping": "delivery", "returns": "returns", "stock": "stock", "payment": "payment",
        "product": "product", "support": "support", "app": "app", "price": "price",
        "negative": "negative posts", "safety": "safety words",
    },
}  # fmt: skip
WORDS: Mapping[Language, Mapping[str, str]] = {
    "tr": {"low": "↓ düşük", "normal": "normal", "high": "↑ yüksek", "very_high": "↑↑ çok yüksek"},
    "en": {"low": "↓ low", "normal": "normal", "high": "↑ high", "very_high": "↑↑ very high"},
}
PACE: Mapping[Language, Mapping[str, str]] = {
    "tr": {"low": "↓ hızlı", "normal": "normal", "high": "↑ yavaş", "very_high": "↑↑ çok yavaş"},
    "en": {"low": "↓ quick", "normal": "normal", "high": "↑ slow", "very_high": "↑↑ very slow"},
}
"""Of a reply's time, where "low" and "high" would leave open which is the better."""
REASONS: Mapping[Language, Mapping[str, str]] = {
    "tr": {
        "": "sebep yok", "spam": "spam", "not_about_us": "bizimle ilgili değil",
        "no_reply_needed": "yanıt gerekmiyor", "solved_elsewhere": "başka yerde çözüldü",
        "forgotten": "silinmesi istendi", "gone": "gönderi silinmiş", "answered_elsewhere": "başka yerden yanıtlandı",
        "opted_out": "yanıt istemeyen yazar", "asked_to_stop": "yanıt istemediğini yazdı", "muted": "susturulan yazar",
        "thread_limit": "yazışmada iki yanıt var", "troll": "trol", "rival_talk": "rakip konuşuluyor",
        "thanked": "teşekkür etti", "nothing_to_answer": "yanıtlanacak bir şey yok", "merged": "birlikte ele alındı",
        "not_about_brand": "markayla ilgili değil",
    },
    "en": {
        "": "no reason", "spam": "spam", "not_about_us": "not about us",
        "no_reply_needed": "no reply needed", "solved_elsewhere": "solved elsewhere",
        "forgotten": "erased on request", "gone": "post deleted", "answered_elsewhere": "answered elsewhere",
        "opted_out": "author wants no replies", "asked_to_stop": "asked for no replies", "muted": "muted author",
        "thread_limit": "two replies in the exchange", "troll": "troll", "rival_talk": "talk about a rival",
        "thanked": "said thanks", "nothing_to_answer": "nothing to answer", "merged": "taken together",
        "not_about_brand": "not about the brand",
    },
}  # fmt: skip
_DAYS = {
    "tr": ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "tr": ("Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def count(value: float, language: Language) -> str:
    """1234.5 → "1.234,5" in Turkish, "1,234.5" in English; a whole number without decimals."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return _localised(text, language)


def percent(part: float, whole: float, language: Language) -> str | None:
    """None below ten: a percentage of few says more than is known."""
    if whole < LEAST_FOR_PERCENT:
        return None
    return share(part / whole, language)


def share(value: float, language: Language) -> str:
    """0.33 → "%33" in Turkish, "33%" in English."""
    text = f"{100 * value:.0f}"
    return f"%{text}" if language == "tr" else f"{text}%"


def dollars(value: float, language: Language) -> str:
    """Four decimals below a cent, none from a thousand."""
    decimals = 4 if 0 < value < 0.01 else 0 if value >= 1000 else 2
    amount = _localised(f"{value:,.{decimals}f}", language)
    return f"{amount} $" if language == "tr" else f"${amount}"


def duration(minutes: float, language: Language) -> str:
    """Minutes up to an hour, hours and minutes up to two days, then days and hours."""
    day, hour, minute = ("g", "sa", "dk") if language == "tr" else ("d", "h", "min")
    whole = round(minutes)
    if whole < 60:
        return f"{whole} {minute}"
    if whole < 48 * 60:
        return _two(whole // 60, hour, whole % 60, minute)
    return _two(whole // 1440, day, whole % 1440 // 60, hour)


def age(minutes: float, language: Language) -> str:
    """How old something is: minutes up to two hours, whole hours up to two days, then days."""
    whole = round(minutes)
    if whole < 120:
        return duration(whole, language)
    return duration(whole // 60 * 60 if whole < 48 * 60 else whole // 1440 * 1440, language)


def day(value: date, language: Language) -> str:
    """ "20 Kas Cum", "Fri 20 Nov"."""
    name, month = _DAYS[language][value.weekday()], _MONTHS[language][value.month - 1]
    return f"{value.day} {month} {name}" if language == "tr" else f"{name} {value.day} {month}"


def days(first: date, last: date, language: Language) -> str:
    return day(first, language) if first == last else f"{day(first, language)} – {day(last, language)}"


def name(text: str) -> str:
    """A stranger's name on one short line: no control or direction marks, 24 letters at most."""
    clean = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text)
    line = " ".join(clean.split())
    return line if len(line) <= 24 else f"{line[:23]}…"


def reason(code: str, language: Language) -> str:
    """A closing reason in words; a code without words is shown as it is."""
    return REASONS[language].get(code, code.replace("_", " "))


def care(code: str, language: Language) -> str:
    """Why a post went to a person, as its card says it; a code without words is shown as it is."""
    known = REASONS_OF_CARE.get(code)
    return known[0 if language == "tr" else 1] if known else reason(code, language)


def _two(first: int, first_unit: str, second: int, second_unit: str) -> str:
    return f"{first} {first_unit} {second} {second_unit}" if second else f"{first} {first_unit}"


def _localised(text: str, language: Language) -> str:
    return text.translate(str.maketrans(",.", ".,")) if language == "tr" else text
