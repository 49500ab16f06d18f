"""What the digest's lists and buttons say, in Turkish and English."""

from __future__ import annotations

from responders.desk.settings import Language

_WORDS: dict[str, tuple[str, str]] = {
    "others": ("⋯ Diğer listeler", "⋯ Other lists"),
    "which": ("Hangi liste?", "Which list?"),
    "head": ("<b>{name}</b> · {first}–{last} / {total}", "<b>{name}</b> · {first}–{last} of {total}"),
    "empty": ("<b>{name}</b>: artık boş.", "<b>{name}</b>: empty by now."),
    "next": ("▸ Sonraki {n}", "▸ Next {n}"),
    "take": ("☑️ İlk {n} kayda karar ver", "☑️ Decide the first {n}"),
    "take_head": ("<b>{n} karar</b> · en acil olan önce", "<b>{n} decisions</b> · the most urgent first"),
    "nothing": ("🎉 Karar bekleyen yok.", "🎉 Nothing waits for a decision."),
    "approve": ("✅ {n} onayla", "✅ Approve {n}"),
    "bring": ("👉 {n} kartını getir", "👉 Bring card {n}"),
    "no_draft": ("taslak yok", "no draft"),
    "drafted": ("karar bekliyor", "to be decided"),
    "escalated": ("kişi bekliyor", "waits for a person"),
    "held": ("onaylandı, gidiyor", "approved, on its way"),
    "by_hand": ("elle yayın bekliyor", "to be posted by hand"),
    "unsure": ("çıktığı belirsiz", "not known to be out"),
    "failed": ("gönderilemedi", "failed"),
    "posted": ("yanıtlandı", "answered"),
    "closed": ("yanıtsız kapandı", "closed without a reply"),
    "new": ("işleniyor", "being worked on"),
}


def say(language: Language, key: str, **values: object) -> str:
    tr, en = _WORDS[key]
    return (tr if language == "tr" else en).format(**values)
