"""The words on a card, in Turkish and English. Suffixes are written out, never computed."""

from __future__ import annotations

from language.folding import fold
from language.reasons import REASONS
from responders.desk.settings import Language

_LEVELS = {
    "green": ("🟢 HAZIR", "🟢 READY"),
    "amber": ("🟠 DİKKAT", "🟠 CHECK"),
    "red": ("🔴 ONAYLANAMAZ", "🔴 CANNOT BE APPROVED"),
    "person": ("🔵 KİŞİ BAKMALI", "🔵 FOR A PERSON"),
    "lead": ("🟣 LİDER BAKMALI", "🟣 FOR A LEAD"),
}
_TOPICS = {
    "shipping": ("KARGO", "DELIVERY"), "returns": ("İADE", "RETURNS"), "stock": ("STOK", "STOCK"),
    "payment": ("ÖDEME", "PAYMENT"), "product": ("ÜRÜN", "PRODUCT"), "support": ("DESTEK", "SUPPORT"),
    "app": ("UYGULAMA", "APP"), "price": ("FİYAT", "PRICE"), "general": ("GENEL", "GENERAL"),
}  # fmt: skip
_LABELS = {"complaint": ("şikâyet", "complaint"), "praise": ("övgü", "praise"), "question": ("soru", "question"),
           "other": ("diğer", "other"), "sarcasm": ("iğneleme", "sarcasm")}  # fmt: skip
_MODES = {"template": ("şablon", "template"), "hybrid": ("hibrit", "hybrid"), "free": ("serbest", "free"),
          "person": ("kişi", "person")}  # fmt: skip
_FLAGS = {
    "promise": ("söz veriyor", "makes a promise"),
    "link": ("bağlantı listede değil", "link not on the list"),
    "phone": ("telefon ya da numara", "phone or other number"),
    "email": ("e-posta adresi", "e-mail address"),
    "pii_request": ("açık alanda kişisel bilgi istiyor", "asks for personal data in public"),
    "pii_echo": ("kişisel bilgiyi yineliyor", "repeats personal data"),
    "handle": ("izinsiz @ad ya da #etiket", "handle or hashtag not allowed"),
    "too_long": ("çok uzun", "too long"),
    "profanity": ("kaba söz", "rude word"),
    "language_mismatch": ("dil tutmuyor", "wrong language"),
    "competitor": ("rakip adı", "competitor's name"),
    "legal_admission": ("kusur kabulü gibi", "reads like an admission"),
    "boilerplate": ("kalıp söz", "boilerplate"),
    "leak": ("çok kısa ya da makine kalıntısı", "too short, or left over by a machine"),
    "repeat": ("yakında kullanılmış", "used recently"),
    "facts": ("dayanaksız bilgi", "fact without a source"),
    "address": ("sen/siz karışık", "sen/siz mixed"),
    "injection": ("komut gibi metin", "text like a command"),
}
_CLOSED = {
    "spam": ("spam / trol", "spam or troll"), "not_about_us": ("bizimle ilgili değil", "not about us"),
    "no_reply_needed": ("yanıt gerekmez", "needs no reply"), "solved_elsewhere": ("başka yerde çözüldü",
    "solved elsewhere"), "answered": ("yanıtlandı", "answered"), "gone": ("gönderi silinmiş", "the post is gone"),
    "muted": ("yazar susturuldu", "author muted"),
    "merged": ("birlikte ele alındı", "taken together"), "not_about_brand": ("bizimle ilgili değil", "not about us"),
    "thanked": ("teşekkür etti", "said thanks"), "nothing_to_answer": ("yanıt gerekmez", "needs no reply"),
    "answered_elsewhere": ("platformda yanıtlandı", "answered in the platform's app"),
    "open": ("açık", "open"), "unanswered": ("yanıtsız", "not answered"), "solved": ("çözüldü", "solved"),
    "unsolved": ("çözülmedi", "not solved"),
    "opted_out": ("yazar yanıt istemiyor", "the author wants no replies"),
    "asked_to_stop": ("yazar yanıt istemiyor", "the author wants no replies"),
    "thread_limit": ("bu yazışmada iki kez yanıtlandı", "answered twice in this exchange"), "troll": ("trol", "troll"),
    "rival_talk": ("rakip konuşuluyor", "talk about a rival"), "forgotten": ("silinmesi istendi", "erased on request"),
}  # fmt: skip
_LINES = {
    "wait": ("⏱ {minutes} (hedef {target})", "⏱ {minutes} (target {target})"),
    "late": ("⏱ {minutes} · hedef {target} aşıldı", "⏱ {minutes} · past the target of {target}"),
    "translated": ("🌐 Makine çevirisi: {text}", "🌐 Machine translation: {text}"),
    "followers": ("{n} takipçi", "{n} followers"),
    "summoned": ("bizi etiketledi", "mentioned us"),
    "first": ("ilk kez", "first contact"),
    "again": ("{n}. kez", "contact no. {n}"),
    "last_complaint": ("{day} {topic} → {end}", "{day} {topic} → {end}"),
    "burst": ("➕ aynı yazardan {n} gönderi daha: {said}", "➕ {n} more by this author: {said}"),
    "together": ("➕ {n} gönderi birlikte", "➕ {n} posts together"),
    "pictures": ("🖼 {n}", "🖼 {n}"),
    "post": ("gönderi ↗", "post ↗"),
    "draft": ("— Taslak v{n} ({mode}) {used}/{limit}\u00a0—", "— Draft v{n} ({mode}) {used}/{limit}\u00a0—"),
    "draft_unlimited": ("— Taslak v{n} ({mode}) {used} —", "— Draft v{n} ({mode}) {used} —"),
    "legend": ("[ ] serbest metin   ▸ onaylı cümle", "[ ] free text   ▸ approved sentence"),
    "changed": ("Değişiklik: ", "Changes: "),
    "warn": ("⚠️ bak: {flags}", "⚠️ check: {flags}"),
    "block": ("🔴 engel: {flags}", "🔴 blocked: {flags}"),
    "why": ("Neden: {reasons}. Güven: {confidence}", "Why: {reasons}. Confidence: {confidence}"),
    "sure": ("Güven: {confidence}", "Confidence: {confidence}"),
    "high": ("yüksek", "high"), "medium": ("orta", "medium"), "low": ("düşük", "low"),
    "crisis": ("🚨 Kriz açık: yalnızca lider onaylar.", "🚨 A crisis is on: only a lead approves."),
    "leads_only": ("🟣 Yalnızca lider onaylar.", "🟣 Only a lead approves."),
    "claimed": ("🔒 {name}", "🔒 {name}"),
    "paused": ("⏸ Yayın durduruldu ({name}); /devam ile sürer.", "⏸ Posting is paused ({name}); /resume goes on."),
    "held": ("⏳ {name} onayladı · {at} · {n} sn sonra gider", "⏳ {name} approved · {at} · goes out after {n} s"),
    "sending": ("📤 Gönderiliyor · {name} onayladı", "📤 Being sent · approved by {name}"),
    "posted": ("✅ {at} yayınlandı · {name} · değişiklik %{change}", "✅ Posted {at} · {name} · {change}% changed"),
    "posted_by_hand": ("☑️ {at} elle yayınlandı · {name}", "☑️ Posted by hand {at} · {name}"),
    "unconfirmed": ("henüz kendi akışımızda görülmedi", "not yet seen on our own timeline"),
    "confirmed": ("kendi akışımızda görüldü", "seen on our own timeline"),
    "by_hand": ("✋ {name} onayladı · {account} hesabından yayınla", "✋ Approved by {name} · post as {account}"),
    "failed": ("❗ Gönderilemedi · {name} onayladı", "❗ Could not be sent · approved by {name}"),
    "unsure": ("❓ Gitti mi, belli değil. Gönderiye bakıp söyle.", "❓ Sent or not? Look at the post and say."),
    "deleting": ("🗑 Silinecek", "🗑 To be deleted"),
    "deleted": ("🗑 {at} silindi", "🗑 Deleted {at}"),
    "closed": ("🚫 {at} kapandı · {name} · {reason}", "🚫 Closed {at} · {name} · {reason}"),
    "closed_alone": ("🚫 Kapandı · {reason}", "🚫 Closed · {reason}"),
    "snoozed": ("⏰ Ertelendi: {at}", "⏰ Snoozed until {at}"),
    "stub": ("🧹 #{n} · içerik silindi", "🧹 #{n} · content erased"),
    "other_words": ("✏️ Başka metin: bu karta yanıt yaz.", "✏️ Other words: reply to this card."),
    "own_words": ("✏️ Metni bu karta yanıt olarak yaz.", "✏️ Write the text as a reply to this card."),
    "how_to_edit": ("✏️ Bu karta yanıt olarak yeni metni yaz.", "✏️ Reply to this card with the new text."),
    "to_whom": ("Kime devredilsin?", "Pass it on to whom?"),
    "why_lead": ("⏫ Lidere gitti. İstersen nedenini seç.", "⏫ It is with the leads. Say why, if you like."),
    "really": ("Yine de onaylıyor musun?", "Approve it anyway?"),
    "sure_delete": ("Yayınlanan yanıt silinsin mi?", "Delete the reply that is out?"),
    "case": ("🤝 Dosya {n} · {state}", "🤝 Case {n} · {state}"),
    "version": ("sürüm {n}", "version {n}"),
    "min": ("{n} dk", "{n} min"), "hours": ("{h} sa {n} dk", "{h} h {n} min"), "hour": ("{h} sa", "{h} h"),
    "thousand": ("{n} B", "{n}K"), "million": ("{n} Mn", "{n}M"),
}  # fmt: skip
_SUFFIX = {"x": "te", "reddit": "te", "bluesky": "de", "mastodon": "da"}
_NAMES = {"x": "X", "reddit": "Reddit", "bluesky": "Bluesky", "mastodon": "Mastodon"}
_MONTHS = (
    ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
)

_CASES = {"waiting": ("iletiliyor", "on its way"), "sent": ("iletildi", "delivered"), "dm": ("DM geldi", "DM came"),
          "solved": ("çözüldü", "solved"), "unsolved": ("çözülmedi", "not solved")}  # fmt: skip
_TABLES = {"level": _LEVELS, "topic": _TOPICS, "label": _LABELS, "mode": _MODES, "flag": _FLAGS, "reason": REASONS,
           "closed": _CLOSED, "case": _CASES}  # fmt: skip


def line(language: Language, key: str, **values: object) -> str:
    """A line of the card with its values put in (escaped by the caller)."""
    return _LINES[key][_column(language)].format(**values)


def word(language: Language, table: str, code: str) -> str:
    """The word for a code; a code without one is shown as it is, so that nothing is hidden."""
    found = _TABLES[table].get(code)
    return found[_column(language)] if found else code.replace("_", " ")


def topic_called(name: str) -> str | None:
    """The code of a topic by its code or its name in either language: kargo, İADE, delivery; "shipping" too."""
    wanted = fold(name)
    return next((code for code, names in _TOPICS.items() if wanted in (code, *map(fold, names))), None)


def day(language: Language, month: int, number: int) -> str:
    """3 Kas, 3 Nov."""
    return f"{number} {_MONTHS[_column(language)][month - 1]}"


def platform_name(platform: str) -> str:
    return _NAMES.get(platform, platform.title())


def locative(platform: str) -> str:
    """X'te, Bluesky'de: the ending for the button that opens the composer."""
    return _SUFFIX.get(platform, "da")


def _column(language: Language) -> int:
    return 0 if language == "tr" else 1
