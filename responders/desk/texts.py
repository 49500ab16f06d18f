"""The desk's words in Turkish and English: toasts, buttons, the parts of a card."""

from __future__ import annotations

from responders.desk.settings import Language

_TOASTS: dict[str, tuple[str, str]] = {
    "ok": ("", ""),
    "approved": ("✅ Onaylandı. {n} sn içinde geri alabilirsin.", "✅ Approved. You can undo it for {n} s."),
    "approved_by_hand": ("✅ Onaylandı. Şimdi elle yayınla.", "✅ Approved. Now post it by hand."),
    "look_again": ("⚠️ Uyarıyı oku; yine de onaylamak için bir kez daha bas.",
                   "⚠️ Read the warning; press once more to approve anyway."),
    "blocked": ("🔴 Bu metin onaylanamaz. Düzenle ya da yükselt.",
                "🔴 This text cannot be approved. Edit or escalate it."),
    "four_eyes": ("Uyarılı metni yazan onaylayamaz; başka biri bakmalı.",
                  "Whoever wrote a text with warnings cannot approve it; somebody else must look."),
    "never": ("Bu gönderiye yanıt verilemez: {reason}", "This post cannot be answered: {reason}"),
    "skipped": ("🚫 Yanıtsız kapatıldı.", "🚫 Closed without a reply."),
    "undone": ("↩️ Geri alındı; yeniden onay gerekiyor.", "↩️ Taken back; it needs a fresh approval."),
    "nothing_to_reopen": ("Açılacak taslak yok.", "There is no draft to reopen."),
    "how_to_edit": ("✏️ Bu karta yanıt olarak yeni metni yaz. 5 dakika sende.",
                    "✏️ Reply to this card with the new text. It is yours for 5 minutes."),
    "text_length": ("Metin boş ya da {n} karakterden uzun.", "The text is empty or longer than {n} characters."),
    "same_text": ("Metin aynı.", "The text is the same."),
    "edited_green": ("✏️ v{n} kartta, onay bekliyor.", "✏️ v{n} is on the card and waits for approval."),
    "edited_amber": ("⚠️ v{n} kartta; uyarısı var, onaydan önce bak.",
                     "⚠️ v{n} is on the card with a warning; look before you approve."),
    "edited_red": ("🔴 v{n} kartta ama bu hâliyle onaylanamaz. Metnin duruyor, düzeltip yeniden gönder.",
                   "🔴 v{n} is on the card but cannot be approved as it is. Your text is kept; mend it, send again."),
    "thanks_posted": ("☑️ Kaydedildi.", "☑️ Noted."),
    "retrying": ("🔁 Yeniden gönderilecek.", "🔁 It will be sent again."),
    "deleting": ("🗑 Siliniyor.", "🗑 It is being deleted."),
    "claimed": ("🙋 Sende.", "🙋 It is yours."),
    "passed_on": ("🤲 Artık {name} ilgileniyor.", "🤲 {name} has it now."),
    "more_colleagues": ("Başka biri için: /devret {n} isim", "For somebody else: /assign {n} name"),
    "claim_first": ("Kart sende değil; önce üstlen.", "You do not have this card; claim it first."),
    "not_theirs": ("{name} bu karta karar veremez.", "{name} may not decide this card."),
    "released": ("Bırakıldı, herkese açık.", "Released; anyone may take it."),
    "snoozed": ("⏰ Ertelendi: {at}.", "⏰ Snoozed until {at}."),
    "escalated": ("⏫ Lidere yükseltildi.", "⏫ Escalated to a lead."),
    "escalated_already": ("Kart zaten liderde.", "A lead has this card already."),
    "escalate_undone": ("↩️ Geri alındı; kart yine herkeste.", "↩️ Taken back; the card is everybody's again."),
    "leads_know": ("Geç kaldın: liderlere haber verildi.", "Too late: the leads have been told."),
    "relabelled": ("🏷 Etiket düzeltildi.", "🏷 Label corrected."),
    "muted": ("🔕 Bu yazar artık masaya gelmeyecek.", "🔕 This author will not come to the desk any more."),
    "approve_first": ("Önce yanıt onaylanmalı.", "The reply must be approved first."),
    "example_kept": ("⭐ Örnek olarak saklandı.", "⭐ Kept as an example."),
    "drafting": ("🔁 Yeni taslak hazırlanıyor…", "🔁 A new draft is being made…"),
    "no_other_draft": ("Başka taslak çıkmadı; sen yazabilirsin.",
                       "There is no other draft to be had; you can write one."),
    "stranger": ("Bu düğme için yetkin yok.", "You have no role here."),
    "lost_brand": ("{brand} markası artık config.yaml'da yok; geri konana dek bu kartta bir şey yapılamaz.",
                   "{brand} is no longer in config.yaml; nothing can be done on this card until it is back."),
    "needs_role": ("Bunu yalnızca {role} yapabilir.", "Only a {role} may do this."),
    "old_button": ("Bu düğme eski; kart değişti.", "This button is old; the card has changed."),
    "moved_on": ("Yazar yeniden yazdı, taslak yenileniyor; karta bir daha bak.",
                 "The author wrote again, the draft is being rewritten; look at the card once more."),
    "rewriting": ("Taslak yenileniyor; karta bir daha bak.",
                  "The draft is being rewritten; look at the card once more."),
    "expired": ("Bu düğmenin süresi doldu; kart yenileniyor.", "This button has expired; the card is being renewed."),
    "expired_elsewhere": ("Bu düğmenin süresi doldu. Bekleyenler için /kuyruk, özet için /ozet, olay için /olay, toplu "
                          "onay için /toplu yaz; katılmak için yeni kod iste.",
                          "This button has expired. Send /queue for what waits, /digest for the day, /incident for "
                          "incidents, /bulk to approve praise together; to join, ask for a new code."),
    "forged": ("Bu düğme bu sohbete ait değil.", "This button does not belong to this chat."),
    "claimed_by": ("🔒 {name} ilgileniyor.", "🔒 {name} is on it."),
    "lost_race": ("{name} {ago} önce {action}.", "{name} {action} {ago} ago."),
    "too_late": ("Geç kaldın: kart artık açık değil.", "Too late: the card is not open any more."),
    "history": ("🕘 Geçmiş aşağıda.", "🕘 The history is below."),
    "no_history": ("Bu yazarın başka kaydı yok.", "Nothing else is known of this author."),
    "no_service": ("Müşteri hizmetlerine bir yol tanımlı değil.", "No way to customer service is configured."),
    "handed_already": ("Bu kayıt zaten müşteri hizmetlerinde.", "Customer service has this case already."),
    "handed_over": ("🤝 {number} müşteri hizmetlerine gidiyor.", "🤝 {number} goes to customer service."),
    "noted": ("☑️ Kaydedildi.", "☑️ Noted."),
    "decided_already": ("Buna zaten karar verildi.", "This has been decided already."),
    "rule_agreed": ("✅ Kural oldu; /kural ile görülür.", "✅ It is a rule now; /rules shows it."),
    "rule_refused": ("Peki, kural olmadı; bir daha sorulmaz.", "Fine, no rule; it will not be asked again."),
    "role_granted": ("✅ {name}: {role}", "✅ {name}: {role}"),
    "role_refused": ("🚫 {name}: {role} verilmedi", "🚫 {name}: not made {role}"),
    "bulk_sure": ("{n} yanıtı okudun mu? Şimdi ikinci düğmeye bas.",
                  "Have you read all {n} replies? Press the second button now."),
    "promise_kept": ("🤝 Kaydedildi: söz tutuldu.", "🤝 Noted: the promise was kept."),
    "promise_later": ("⏰ Yeni süre: {at}", "⏰ New term: {at}"),
    "promise_broken": ("📝 Kaydedildi: söz tutulamadı.", "📝 Noted: the promise was not kept."),
    "press_twice": ("Önce üstteki düğmeye bas.", "Press the upper button first."),
    "bulk_done": ("✅ {all} yanıttan {n} tanesi onaylandı.", "✅ {n} of {all} replies approved."),
}  # fmt: skip

_DEEDS: dict[str, tuple[str, str]] = {
    "approve": ("onayladı", "approved it"),
    "skip": ("yanıtsız kapattı", "closed it without a reply"),
    "undo": ("geri aldı", "took it back"),
    "edit": ("metni değiştirdi", "changed the text"),
    "posted_by_hand": ("yayınladı", "posted it"),
    "retry": ("yeniden gönderdi", "sent it again"),
    "by_hand": ("elle yayına aldı", "took it to post by hand"),
    "there": ("orada olduğunu söyledi", "said it is there"),
    "not_there": ("orada olmadığını söyledi", "said it is not there"),
    "give_up": ("vazgeçti", "gave it up"),
    "mute": ("yazarı susturdu", "muted the author"),
    "reopen": ("yeniden açtı", "reopened it"),
    "delete": ("sildirdi", "had it deleted"),
    "another": ("yeni taslak istedi", "asked for another draft"),
    "hand_over": ("müşteri hizmetlerine verdi", "gave it to customer service"),
}

_BUTTONS: dict[str, tuple[str, str]] = {
    "approve": ("✅ Onayla", "✅ Approve"),
    "confirm": ("⚠️ Uyarıyla onayla", "⚠️ Approve anyway"),
    "overrule": ("⚠️ Evet, onayla", "⚠️ Yes, approve"),
    "edit": ("✏️ Düzenle", "✏️ Edit"),
    "write": ("✏️ Yanıt yaz", "✏️ Write a reply"),
    "copy": ("📋 Metni kopyala", "📋 Copy the text"),
    "another": ("🔁 Başka", "🔁 Another"),
    "skip": ("🚫 Yanıt yok", "🚫 No reply"),
    "more": ("⋯ Daha", "⋯ More"),
    "work": ("⋯ Diğer", "⋯ Other"),
    "main": ("⬅️ Geri", "⬅️ Back"),
    "undo": ("↩️ Geri al", "↩️ Undo"),
    "give_up": ("🚫 Vazgeç", "🚫 Give up"),
    "reopen": ("↩️ Yeniden aç", "↩️ Reopen"),
    "skip_spam": ("Spam / trol", "Spam or troll"),
    "skip_not_about_us": ("Bizimle ilgili değil", "Not about us"),
    "skip_no_reply_needed": ("Yanıt gerekmez", "Needs no reply"),
    "skip_solved_elsewhere": ("Başka yerde çözüldü", "Solved elsewhere"),
    "open_composer": ("↗️ {platform}'{suffix} aç", "↗️ Open in {platform}"),
    "posted_by_hand": ("☑️ Yayınladım", "☑️ Posted"),
    "retry": ("🔁 Yeniden dene", "🔁 Try again"),
    "by_hand": ("✋ Elle yayınla", "✋ Post by hand"),
    "there": ("✅ Orada", "✅ It is there"),
    "not_there": ("❌ Yok, yeniden gönder", "❌ Not there, send again"),
    "tone": ("🎚 Ton", "🎚 Tone"),
    "tone_shorter": ("Daha kısa", "Shorter"),
    "tone_warmer": ("Daha sıcak", "Warmer"),
    "tone_address": ("sen ⇄ siz", "sen ⇄ siz"),
    "tone_no_emoji": ("Emojisiz", "No emoji"),
    "snooze": ("⏰ Ertele", "⏰ Snooze"),
    "snooze_30_min": ("30 dk", "30 min"),
    "snooze_2_h": ("2 saat", "2 hours"),
    "snooze_tomorrow": ("Yarın 09:00", "Tomorrow 09:00"),
    "snooze_shift": ("Mesai başı", "Start of shift"),
    "wake": ("⏰ Şimdi aç", "⏰ Open now"),
    "claim": ("🙋 Üstlen", "🙋 Claim"),
    "pass_on": ("🤲 Devret", "🤲 Pass on"),
    "release": ("🙌 Bırak", "🙌 Release"),
    "escalate": ("⏫ Yükselt", "⏫ Escalate"),
    "escalate_undo": ("↩️ Vazgeçtim", "↩️ Take it back"),
    "escalate_legal": ("Hukuk", "Legal"),
    "escalate_safety": ("Güvenlik / sağlık", "Safety or health"),
    "escalate_press": ("Basın / kriz", "Press or crisis"),
    "escalate_difficult": ("Emin değilim", "I am not sure"),
    "history": ("🕘 Geçmiş", "🕘 History"),
    "label": ("🏷 Etiket", "🏷 Label"),
    "label_complaint": ("Şikâyet", "Complaint"),
    "label_praise": ("Övgü", "Praise"),
    "label_question": ("Soru", "Question"),
    "label_other": ("Diğer", "Other"),
    "mute": ("🔕 Yazarı sustur", "🔕 Mute author"),
    "hand_over": ("🤝 Müşteri hizmetleri", "🤝 Customer service"),
    "case": ("🤝 Dosya", "🤝 Case"),
    "case_dm": ("📨 DM geldi", "📨 DM came"),
    "case_solved": ("👍 Çözüldü", "👍 Solved"),
    "case_unsolved": ("👎 Çözülmedi", "👎 Not solved"),
    "example": ("⭐ Örnek yap", "⭐ Example"),
    "delete": ("🗑 Sil", "🗑 Delete"),
    "delete_really": ("🗑 Evet, sil", "🗑 Yes, delete"),
    "bulk_arm": ("1️⃣ Hepsini okudum", "1️⃣ I have read all"),
    "bulk_approve": ("2️⃣ Hepsini onayla", "2️⃣ Approve all"),
    "rule_agree": ("✅ Kural olsun", "✅ Make it a rule"),
    "rule_refuse": ("🚫 Olmasın", "🚫 No"),
    "promise_kept": ("🤝 Tutuldu", "🤝 Kept"),
    "promise_later": ("⏰ Ertele", "⏰ Later"),
    "promise_broken": ("💔 Tutulamadı", "💔 Not kept"),
    "grant": ("✅ Onayla", "✅ Confirm"),
    "refuse": ("🚫 Reddet", "🚫 Refuse"),
}

_WHY_NEVER = {
    "read_only": ("platformu config.yaml'da yok ya da yalnızca okunuyor. Gerekiyorsa orada elle yanıtla, kartı kapat.",
                  "its platform is not in config.yaml or is only read. If need be, answer there by hand; "
                  "close the card."),
}  # fmt: skip

_ROLES = {"viewer": ("izleyici", "viewer"), "approver": ("onaycı", "approver"), "lead": ("lider", "lead"),
          "admin": ("yönetici", "admin")}  # fmt: skip


def toast(language: Language, key: str, **values: object) -> str:
    """What a person is told after a press; role and deed names come in their own language."""
    if "role" in values:
        values["role"] = _pick(_ROLES, str(values["role"]), language)
    if key == "never":
        values["reason"] = _why_never(language, str(values["reason"]))
    if "action" in values:
        values["action"] = _pick(_DEEDS, str(values["action"]), language)
    if "ago" in values:
        values["ago"] = _span(language, int(str(values["ago"])))
    return _pick(_TOASTS, key, language).format(**values)


def _why_never(language: Language, reason: str) -> str:
    """A route's code as a sentence; a publisher's own words stay as they are."""
    return _pick(_WHY_NEVER, reason, language) if reason in _WHY_NEVER else reason


def label(language: Language, key: str, **values: object) -> str:
    """A button's label."""
    return _pick(_BUTTONS, key, language).format(**values)


def role_word(language: Language, role: str) -> str:
    """onaycı, approver."""
    return _pick(_ROLES, role, language)


def _span(language: Language, seconds: int) -> str:
    """12 sn, 5 dk, 3 sa."""
    for size, name in ((3600, ("sa", "h")), (60, ("dk", "min"))):
        if seconds >= 2 * size:
            return f"{seconds // size} {name[0 if language == 'tr' else 1]}"
    return f"{seconds} {'sn' if language == 'tr' else 's'}"


def _pick(table: dict[str, tuple[str, str]], key: str, language: Language) -> str:
    return table[key][0 if language == "tr" else 1]
