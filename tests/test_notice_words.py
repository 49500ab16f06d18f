"""Notices speak the language of the brand's chat."""

from __future__ import annotations

import string

import pytest

from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary
from samimi.notice_words import _THINGS, _WORDS, language_of, told, why
from tests.platform_fakes import a_brand

BRANDS = {"ornek": a_brand(), "acme": a_brand(key="acme", name="Acme", chat_language="en")}


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        ("ornek", "x (ornek): bir yanıt reddedildi: 403"),
        ("acme", "x (acme): a reply was refused: 403"),
        ("gone", "x (gone): bir yanıt reddedildi: 403"),
    ],
)
def test_a_notice_speaks_the_language_of_the_brands_chat(brand: str, text: str) -> None:
    assert told(BRANDS, brand, "refused", platform="x", detail="403") == text


@pytest.mark.parametrize(
    ("brand", "error", "text"),
    [
        (
            "ornek",
            CredentialsRefused("401"),
            "platform girişi kabul etmiyor; hesap kilitli ya da uygulamanın izni eksik değilse .env'deki bilgileri "
            "yenileyip botu yeniden başlat (401)",
        ),
        (
            "acme",
            CredentialsRefused("403 temporarily locked"),
            "the platform does not let us in; unless the account is locked or the app lacks a permission, renew the "
            "credentials in .env and start the bot anew (403 temporarily locked)",
        ),
        ("acme", CreditsOut("402"), "the credit is spent; buy more in the platform's developer console (402)"),
        ("acme", RateLimited("429"), "asked too often; it is tried again by itself once the platform allows it (429)"),
        ("ornek", Temporary("503"), "platform şu anda yanıt veremiyor; kendiliğinden yeniden denenir (503)"),
        ("acme", Temporary("503"), "the platform cannot answer just now; it is tried again by itself (503)"),
        ("acme", PlatformError("unforeseen KeyError"), "unforeseen KeyError"),
    ],
)
def test_a_refusal_is_told_with_what_to_do(brand: str, error: PlatformError, text: str) -> None:
    assert why(BRANDS, brand, error) == text


def test_without_any_brand_a_notice_still_has_a_language() -> None:
    assert language_of({}, "gone") == "tr"


@pytest.mark.parametrize("key", [*_WORDS, *_THINGS])
def test_both_languages_say_the_same_things(key: str) -> None:
    turkish, english = (_WORDS.get(key) or _THINGS[key])[:2]
    assert _slots(turkish) == _slots(english)


def _slots(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
