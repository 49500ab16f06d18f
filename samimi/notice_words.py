"""What admins are told of the bot's own trouble, in the language of the brand's chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from models import Brand
from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary

Language = Literal["tr", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    "reading": ("{platform} ({brand}): okunamıyor: {detail}", "{platform} ({brand}): cannot be read: {detail}"),
    "reading_again": ("{platform} ({brand}): yeniden okunuyor", "{platform} ({brand}): is read again"),
    "part": ("{platform} ({brand}): bir bölümü okunamıyor: {detail}",
             "{platform} ({brand}): a part of it cannot be read: {detail}"),
    "part_again": ("{platform} ({brand}): yine bütünüyle okunuyor", "{platform} ({brand}): all of it is read again"),
    "unforeseen": ("beklenmeyen hata {error}; yeri günlükte yazıyor", "unforeseen {error}; the log says where"),
    "following": ("{platform} ({brand}): yanıtlanan ve silinen gönderiler izlenemiyor: beklenmeyen hata {error}; yeri "
                  "günlükte yazıyor",
                  "{platform} ({brand}): answered and deleted posts cannot be followed: unforeseen {error}; the log "
                  "says where"),
    "following_again": ("{platform} ({brand}): gönderiler yeniden izleniyor",
                        "{platform} ({brand}): posts are followed again"),
    "posting": ("{platform} ({brand}): yanıtlar yayınlanamıyor: {detail}",
                "{platform} ({brand}): replies cannot be posted: {detail}"),
    "posting_again": ("{platform} ({brand}): yanıtlar yeniden yayınlanıyor",
                      "{platform} ({brand}): replies are posted again"),
    "refused": ("{platform} ({brand}): bir yanıt reddedildi: {detail}",
                "{platform} ({brand}): a reply was refused: {detail}"),
    "unsure": ("{platform} ({brand}): bir yanıtın yayınlanıp yayınlanmadığı bilinmiyor; kartı soruyor",
               "{platform} ({brand}): it is not known whether a reply was posted; its card asks"),
    "not_deleted": ("{platform} ({brand}): #{n} yanıtı silinemiyor: {detail}. Beş dakikada bir yeniden deneniyor; "
                    "beklemek istemiyorsan platformda elle sil",
                    "{platform} ({brand}): the reply of #{n} cannot be deleted: {detail}. It is tried again every "
                    "five minutes; who cannot wait deletes it on the platform by hand"),
    "deleted": ("{platform} ({brand}): #{n} yanıtı silindi", "{platform} ({brand}): the reply of #{n} is deleted"),
    "stranded": ("{platform} ({brand}) artık config.yaml'da yok, ama işi kaldı: gönderilmeyi bekleyen yanıt {replies}, "
                 "silinmeyi bekleyen {deletions} ({cards}). Sürsün diye platformu config.yaml'a geri koyup botu "
                 "yeniden başlat; ya da elle kapat: yanıtları kartlarından geri al (kart yayınlanıp yayınlanmadığını "
                 "soruyorsa bakıp söyle), silinecekleri platformda sil",
                 "{platform} ({brand}) is no longer in config.yaml, but has work left: replies waiting to go out "
                 "{replies}, to be deleted {deletions} ({cards}). For it to go on, put the platform back into "
                 "config.yaml and start the bot anew; or close it by hand: take the replies back on their cards (where "
                 "a card asks whether one was posted, look and say so), delete the others on the platform"),
    "stranded_brand": (
        "{platform} ({brand}): marka artık config.yaml'da yok, ama işi kaldı: gönderilmeyi bekleyen yanıt {replies}, "
        "silinmeyi bekleyen {deletions} ({cards}). Geri gelene dek hiçbiri çıkmaz, kartlarının düğmeleri çalışmaz. "
        "Sürsün diye markayı config.yaml'a geri koyup botu yeniden başlat (iki günden eski onaylar o zaman yeniden "
        "sorulur); silinecekleri platformda elle de silebilirsin",
        "{platform} ({brand}): the brand is no longer in config.yaml, but has work left: replies waiting to go out "
        "{replies}, to be deleted {deletions} ({cards}). Until it is back none of it goes out and the buttons of its "
        "cards do nothing. For it to go on, put the brand back into config.yaml and start the bot anew (what was "
        "approved more than two days before then asks for a fresh tap); what is to be deleted can be deleted on the "
        "platform by hand",
    ),
    "not_stranded": ("{platform} ({brand}): yarım kalan iş yok", "{platform} ({brand}): no work is left stranded"),
    "not_arrived": ("{what}: ulaşmamış olabilir (yanıt gelmedi); yeniden gönderilmeyecek",
                    "{what}: may not have arrived (no answer); it is not sent again"),
    "no_mail": ("Özet e-postası ({brand}) {who} adresine gitmedi: posta sunucusu almadı. Adres doğruysa sonraki "
                "özet yeniden dener; değilse config.yaml'daki digest.email_to'yu düzelt",
                "The digest's e-mail ({brand}) did not go to {who}: the mail server did not take it. If the address "
                "is right, the next digest tries again; else mend digest.email_to in config.yaml"),
    "mail_again": ("Özet e-postası ({brand}) artık bütün okurlarına gidiyor",
                   "The digest's e-mail ({brand}) goes to all its readers again"),
    "too_late": ("{what}: iki gündür gönderilemedi ({why}), artık gönderilmeyecek; `samimi digest` yazar",
                 "{what}: could not be sent for two days ({why}) and will not be; `samimi digest` writes it"),
}  # fmt: skip
_WHY: dict[type[PlatformError], tuple[str, str]] = {
    CredentialsRefused: ("platform girişi kabul etmiyor; hesap kilitli ya da uygulamanın izni eksik değilse .env'deki "
                         "bilgileri yenileyip botu yeniden başlat",
                         "the platform does not let us in; unless the account is locked or the app lacks a permission, "
                         "renew the credentials in .env and start the bot anew"),
    CreditsOut: ("kredisi bitmiş; platformun geliştirici panelinden yükle",
                 "the credit is spent; buy more in the platform's developer console"),
    RateLimited: ("çok sık sorulmuş; süresi dolunca kendiliğinden yeniden denenir",
                  "asked too often; it is tried again by itself once the platform allows it"),
    Temporary: ("platform şu anda yanıt veremiyor; kendiliğinden yeniden denenir",
                "the platform cannot answer just now; it is tried again by itself"),
}  # fmt: skip
"""What to do, for the platform's own words say that seldom, and in English; the first class that fits speaks."""
_THINGS = {
    "digest": ("özet", "digest"), "alarm": ("alarm", "alarm"), "day": ("gün", "day"), "week": ("hafta", "week"),
    "month": ("ay", "month"), "picture": ("resim", "picture"), "chat": ("sohbet", "chat"),
    "email": ("e-posta", "email"), "never": ("hiç denenmedi", "never tried"),
}  # fmt: skip


def told(brands: Mapping[str, Brand], brand: str, key: str, **values: object) -> str:
    """The wording of a notice about `brand`."""
    return _WORDS[key][0 if language_of(brands, brand) == "tr" else 1].format(brand=brand, **values)


def why(brands: Mapping[str, Brand], brand: str, error: PlatformError) -> str:
    """What to do about a platform's refusal, and its own words."""
    advice = _advice(brands, brand, error)
    return f"{advice} ({error.detail})" if advice else error.detail


def to_mend(brands: Mapping[str, Brand], brand: str, error: PlatformError) -> str:
    """What only an operator can do about it, as `why` says it; empty where it may pass by itself."""
    return _advice(brands, brand, error) if isinstance(error, CredentialsRefused | CreditsOut) else ""


def _advice(brands: Mapping[str, Brand], brand: str, error: PlatformError) -> str:
    language = 0 if language_of(brands, brand) == "tr" else 1
    return next((worded[language] for kind, worded in _WHY.items() if isinstance(error, kind)), "")


def thing(language: Language, key: str) -> str:
    """What a notice is about, in a word."""
    return _THINGS[key][0 if language == "tr" else 1]


def language_of(brands: Mapping[str, Brand], brand: str) -> Language:
    """A brand that config.yaml has lost is told of in the first one's language."""
    speaking = brands.get(brand) or next(iter(brands.values()), None)
    return speaking.chat_language if speaking is not None else "tr"
