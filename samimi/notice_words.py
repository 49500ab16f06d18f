"""What admins are told of the bot's own trouble, in the language of the brand's chat."""

from __future__ import annotations

from collections.abc import Mapping

from models import Brand

_WORDS: dict[str, tuple[str, str]] = {
    "posting": ("{platform} ({brand}): yanıtlar yayınlanamıyor: {detail}",
                "{platform} ({brand}): replies cannot be posted: {detail}"),
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
                 "yeniden başlat; ya da elle kapat: yanıtları kartlarından geri al, silinecekleri platformda sil",
                 "{platform} ({brand}) is no longer in config.yaml, but has work left: replies waiting to go out "
                 "{replies}, to be deleted {deletions} ({cards}). For it to go on, put the platform back into "
                 "config.yaml and start the bot anew; or close it by hand: take the replies back on their cards, "
                 "delete the others on the platform"),
    "not_stranded": ("{platform} ({brand}): yarım kalan iş yok", "{platform} ({brand}): no work is left stranded"),
}  # fmt: skip


def told(brands: Mapping[str, Brand], brand: str, key: str, **values: object) -> str:
    """The wording of a notice about `brand`; a brand that config.yaml lost is told of in the first one's language."""
    speaking = brands.get(brand) or next(iter(brands.values()), None)
    turkish = speaking is None or speaking.chat_language == "tr"
    return _WORDS[key][0 if turkish else 1].format(brand=brand, **values)
