"""What an incident's card, buttons and answers say, in Turkish and English."""

from __future__ import annotations

from responders.desk.settings import Language

_WORDS: dict[str, tuple[str, str]] = {
    "count": ("Şu an {posts} gönderi · {authors} kişi · {answered} yanıtlandı",
              "Now {posts} posts · {authors} people · {answered} answered"),
    "owner": ("🙋 {name} ilgileniyor", "🙋 {name} is on it"),
    "no_owner": ("🙋 Henüz kimse üstlenmedi", "🙋 Nobody is on it yet"),
    "no_line": ("✏️ Ortak cümle için bu karta yanıt yaz; lider onaylayınca bu olayın taslaklarına girer.",
                "✏️ Reply to this card with one line for all; once a lead approves it, it goes into this "
                "incident's drafts."),
    "proposed": ("⏳ Önerilen cümle ({name}), lider onayı bekliyor:",
                 "⏳ Proposed line ({name}), waits for a lead:"),
    "approved": ("✅ Ortak cümle, {name} onayladı:", "✅ Line for all, approved by {name}:"),
    "closed_by": ("🏁 {at} {name} kapattı · {lasted}", "🏁 Closed {at} by {name} · {lasted}"),
    "over": ("🏁 {at} kendiliğinden bitti · {lasted}", "🏁 Over by itself {at} · {lasted}"),
    "own_button": ("🙋 Üstlen", "🙋 Take it"),
    "ready_button": ("📄 Hazır cümle", "📄 Prepared line"),
    "agree_button": ("✅ Cümleyi onayla", "✅ Approve the line"),
    "close_button": ("🏁 Kapat", "🏁 Close"),
    "line_kept": ("⏳ Öneri kartta; lider onayı bekliyor.", "⏳ The proposal is on the card; it waits for a lead."),
    "line_warned": ("⚠️ Öneri kartta, uyarısı var ({flags}); lider buna bakarak karar versin.",
                    "⚠️ The proposal is on the card with a warning ({flags}); the lead decides knowing it."),
    "line_blocked": ("🔴 Bu cümle olmaz: {flags}. Düzeltip yeniden yaz.",
                     "🔴 This line cannot be used: {flags}. Mend it and write again."),
    "line_language": ("Cümle Türkçe ya da İngilizce olmalı.", "The line must be Turkish or English."),
    "line_length": ("Cümle boş ya da {n} karakterden uzun.", "The line is empty or longer than {n} characters."),
    "none_open": ("Açık olay yok.", "There is no open incident."),
    "cards_come": ("🚨 {n} olayın kartı geliyor.", "🚨 The cards of {n} incidents are coming."),
}  # fmt: skip


def say(language: Language, key: str, **values: object) -> str:
    tr, en = _WORDS[key]
    return (tr if language == "tr" else en).format(**values)
