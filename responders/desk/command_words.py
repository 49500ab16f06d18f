"""The desk's commands: Turkish name, English alias, what the menu says, and the answers' wording."""

from __future__ import annotations

from dataclasses import dataclass

from language.folding import fold
from responders.desk.settings import Language


@dataclass(frozen=True, slots=True)
class Command:
    """Telegram allows a-z, 0-9 and _ in a name, so Turkish letters lose their marks."""

    tr: str
    en: str
    about_tr: str
    about_en: str


COMMANDS: tuple[Command, ...] = (
    Command("durdur", "pause", "Yayını hemen durdur [marka|hepsi]", "Hold every reply at once [brand|all]"),
    Command("devam", "resume", "Yayına devam et [marka|hepsi]", "Let replies go again [brand|all]"),
    Command("siradaki", "next", "Sıradaki kaydı getir", "Bring the next card"),
    Command("kuyruk", "queue", "Bekleyenler", "What is waiting"),
    Command("acil", "urgent", "Acil olanlar", "What is urgent"),
    Command("benim", "mine", "Üstlendiklerim", "What I have claimed"),
    Command("devret", "assign", "Kartı devret: /devret 12 mert", "Pass a card on: /assign 12 tom"),
    Command("toplu", "bulk", "Yeşil övgüleri birlikte onayla", "Approve green praise together"),
    Command("ara", "search", "Kayıt ara: /ara kargo ayşe", "Search: /search parcel tom"),
    Command("gecmis", "history", "Yazarın geçmişi: /gecmis 12", "The author's history: /history 12"),
    Command("bagla", "link", "İki yazar aynı müşteri: /bagla 12 34", "Two authors are one customer: /link 12 34"),
    Command("ton", "tone", "Marka nasıl konuşuyor; /ton 12 kisa", "How the brand speaks; /tone 12 shorter"),
    Command("sablon", "templates", "Şablonlar: /sablon kargo", "Templates: /templates delivery"),
    Command("politika", "policy", "Nerede, nasıl, kim yanıtlar", "Where, how and by whom we answer"),
    Command("ornek", "example", "Örnek yanıtlar; /ornek 12", "Example replies; /example 12"),
    Command("gercekler", "facts", "Bilgiler: ekle, bitir", "Facts: add, end"),
    Command("kural", "rules", "Üslup kuralları: bitir", "Style rules: end"),
    Command("nobet", "duty", "Nöbet: al, bırak", "Duty: take, leave"),
    Command("sla", "targets", "Hedefe ne kadar uyduk", "How the target was kept"),
    Command("kriz", "crisis", "Kriz: aç, kapat", "Crisis: on, off"),
    Command("sessiz", "quiet", "Sessiz saatlerin: /sessiz 22:00-08:00", "Your quiet hours: /quiet 22:00-08:00"),
    Command("roller", "roles", "Kim ne yapabilir; /roller kaldir mert", "Who may do what; /roles remove tom"),
    Command("denetim", "audit", "Kararların dökümü (CSV)", "Export of decisions (CSV)"),
    Command("unut", "forget", "Yazarı sil: /unut x kullanici", "Erase an author: /forget x handle"),
    Command("izin", "allow", "Susan yazara yeniden yaz: /izin 12", "Answer an author again: /allow 12"),
    Command("katil", "join", "Tek kullanımlık kodla katıl", "Join with a one-time code"),
    Command("olay", "incident", "Açık olayların kartlarını getir", "Bring the cards of open incidents"),
    Command("ozet", "digest", "Günün özeti", "The day so far"),
    Command("durum", "status", "Sistem nasıl", "How the system is"),
    Command("yardim", "help", "Komutlar", "Commands"),
)

_ANSWERS: dict[str, tuple[str, str]] = {
    "no_role": ("Bunun için yetkin yok.", "You have no role for this."),
    "open_private": ("💬 Yöneticilere özelden yazamıyorum; bir yönetici bota özel sohbette /start yazarsa "
                     "bunlar ona gider.",
                     "💬 I cannot write to any admin in private; once an admin opens my private chat with /start, "
                     "this goes there."),
    "open_admin": ("💬 config.yaml'daki desk.admin_chat sohbetine yazamıyorum; bot orada mı, yazabiliyor mu?",
                   "💬 I cannot write to desk.admin_chat of config.yaml; is the bot there, and may it write?"),
    "which_brand": ("Hangi marka? Yaz: {names}", "Which brand? Write one of: {names}"),
    "paused": ("⏸ {brand}: yayın durdu. Onaylanan yanıtlar bekliyor. /devam ile sürer.",
               "⏸ {brand}: posting is held. Approved replies wait. /resume lets them go."),
    "paused_all": ("⏸ Hepsi: yayın durdu. Onaylanan yanıtlar bekliyor. /devam hepsi ile sürer.",
                   "⏸ All: posting is held. Approved replies wait. /resume all lets them go."),
    "paused_already": ("⏸ {brand}: zaten durdurulmuş.", "⏸ {brand}: held already."),
    "resumed": ("▶️ {brand}: yayın sürüyor.", "▶️ {brand}: posting goes on."),
    "resumed_already": ("▶️ {brand}: durdurulmamıştı.", "▶️ {brand}: was not held."),
    "resumed_not": ("⏸ {brand}: yayın hâlâ duruyor, çünkü her şey durduruldu. Tüm markaların lideri "
                    "/devam hepsi yazınca sürer.",
                    "⏸ {brand}: still held, since everything was. /resume all, from a lead of all brands, lets it go."),
    "all": ("Hepsi", "All"),
    "next_here": ("☝️ Sıradaki: #{n}", "☝️ Next: #{n}"),
    "nothing_waits": ("🎉 Bekleyen yok.", "🎉 Nothing is waiting."),
    "queue_head": ("<b>Bekleyen {n}</b> · acil {urgent} · hedefi aşan {late}",
                   "<b>Waiting {n}</b> · urgent {urgent} · past target {late}"),
    "queue_line": ("#{n} {topic} · {platform} · {waited}", "#{n} {topic} · {platform} · {waited}"),
    "urgent_head": ("<b>Acil {n}</b>", "<b>Urgent {n}</b>"),
    "mine_head": ("<b>Sende {n}</b>", "<b>Yours {n}</b>"),
    "bulk_head": ("<b>{n} övgü birlikte</b>: hepsini oku, iki düğmeye sırayla bas.",
                  "<b>Praise together: {n}</b>. Read all, press both buttons in turn."),
    "pass_on_how": ("Kart ve isim: /devret 12 mert", "Card and name: /assign 12 tom"),
    "pass_on_who": ("Kime? {names}", "To whom? {names}"),
    "passed_on": ("🤲 {name}, {by} #{n} kartını sana devretti ({brand}).",
                  "🤲 {name}, {by} passed card #{n} on to you ({brand})."),
    "escalated": ("⏫ {name}, {by} #{n} kartını lidere yükseltti: {reason} ({brand}).",
                  "⏫ {name}, {by} escalated card #{n} to the leads: {reason} ({brand})."),
    "anonymous": ("Anonim yönetici olarak yazdın, kim olduğunu göremiyorum; anonimliği kapatıp yeniden yaz.",
                  "You wrote as an anonymous admin, so I cannot see who you are; turn that off and write again."),
    "which_card": ("Kaç numaralı kart? Yaz: /gecmis 12", "Which card? Write /history 12"),
    "fact_head": ("<b>Bilgiler ({n})</b>", "<b>Facts ({n})</b>"),
    "fact_added": ("✅ Bilgi eklendi ({n}): {text}\n{until}", "✅ Fact added ({n}): {text}\n{until}"),
    "fact_until": ("Son günü {day}", "Holds until {day}"),
    "fact_for_good": ("Süresiz; bitirmek için: /gercekler bitir {n}", "Without an end; to end it: /facts end {n}"),
    "fact_form": ("⚠️ Bu bilgi {form} diliyle yazılmış, marka öbürüyle konuşuyor; yanıtta ikisi karışır. "
                  "Düzeltmek için: /gercekler bitir {n}, sonra yeniden ekle.",
                  "⚠️ This fact says {form} in Turkish and the brand says the other; a reply would mix both. "
                  "To mend it: /facts end {n}, then add it anew."),
    "fact_no_day": ("Takvimde {day} diye bir gün yok; bilgi eklenmedi.",
                    "There is no such day as {day}; no fact was added."),
    "fact_past": ("{day} geçmiş bir gün; bilgi eklenmedi.", "{day} has passed; no fact was added."),
    "fact_long": ("Metin {length} harf, en çok {most} olabilir; bilgi eklenmedi.",
                  "The text has {length} letters, at most {most} fit; no fact was added."),
    "fact_ended": ("🏁 Bilgi sona erdi ({n}).", "🏁 Fact ended ({n})."),
    "fact_how": ("/gercekler ekle METİN (en az iki kelime) https://… 31.12.2026 · /gercekler bitir 3",
                 "/facts add TEXT (two words at least) https://… 31.12.2026 · /facts end 3"),
    "rule_head": ("<b>Üslup kuralları ({n})</b>", "<b>Style rules ({n})</b>"),
    "rule_ended": ("🏁 Kural sona erdi ({n}).", "🏁 Rule ended ({n})."),
    "rule_how": ("/kural · /kural bitir 3", "/rules · /rules end 3"),
    "search_how": ("/ara kargo ayşe · /ara 12", "/search parcel tom · /search 12"),
    "search_head": ("<b>{n} kayıt</b>", "<b>{n} found</b>"),
    "search_none": ("Son {n} kayıtta yok.", "Not among the newest {n}."),
    "link_how": ("/bagla 12 34: iki kartın yazarı aynı müşteri. Yalnızca müşteri kendisi söylediyse; "
                 "platformları ayrı, markaları aynı olmalı. Geri: /bagla coz 12",
                 "/link 12 34: the authors of two cards are one customer. Only if they said so themselves; different "
                 "platforms, the same brand. Undo: /link undo 12"),
    "linked": ("🔗 {name}: {places} birlikte gösterilecek.", "🔗 {name}: {places} will be shown together."),
    "link_known": ("Bu ikisi zaten bağlı.", "These two are linked already."),
    "link_undone": ("🔗 Bağ kaldırıldı.", "🔗 The link is gone."),
    "link_none": ("Bağ yok.", "There is no link."),
    "voice_head": ("🎚 <b>{brand}</b>", "🎚 <b>{brand}</b>"),
    "voice_address": ("Hitap: {form} · siz diyene siz: {mirror}",
                      "Turkish address: {form} · siz to whoever says siz: {mirror}"),
    "voice_signature": ("İmza: {signature}", "Signature: {signature}"),
    "voice_name": ("İsimle seslenme: {name}", "Calls people: {name}"),
    "voice_rules": ("Üslup kuralları: {rules}", "Style rules: {rules}"),
    "tone_how": ("Bir kart için: /ton 12 kisa · sicak · sen · siz · emojisiz",
                 "For one card: /tone 12 shorter · warmer · sen · siz · noemoji"),
    "yes": ("evet", "yes"), "no": ("hayır", "no"),
    "sign_initials": ("onaylayanın baş harfleri (^EK)", "the approver's initials (^EK)"),
    "sign_firstname": ("onaylayanın adı (^Elif)", "the approver's first name (^Elif)"),
    "sign_none": ("yok", "none"),
    "name_first": ("adıyla", "by first name"), "name_none": ("isimsiz", "without a name"),
    "template_how": ("Hangi konu? /sablon kargo · iade · stok · ödeme · ürün · destek · uygulama · fiyat · genel",
                     "Which topic? /templates delivery · returns · stock · payment · product · support · app · price · "
                     "general"),
    "template_head": ("<b>{topic}</b> · {brand}", "<b>{topic}</b> · {brand}"),
    "policy_head": ("📜 <b>{brand}</b>", "📜 <b>{brand}</b>"),
    "policy_by_hand": ("elle", "by hand"), "policy_api": ("otomatik", "automatically"),
    "policy_cap": ("saatte en çok {n}", "at most {n} an hour"),
    "policy_target": ("Hedef {n} dk, çalışma saatleri {hours}", "Target {n} min, working hours {hours}"),
    "policy_taps": ("Yeşil 1 dokunuş, turuncu 2, kırmızı onaylanamaz; {n} sn içinde geri alınır",
                    "Green 1 tap, amber 2, red cannot be approved; undo within {n} s"),
    "policy_lead": ("Hukuk, güvenlik, kriz: yalnızca lider", "Legal, safety, crisis: only a lead"),
    "policy_four_eyes": ("Uyarılı metni yazan onaylayamaz", "Whoever wrote a text with warnings cannot approve it"),
    "policy_never": ("Yanıtlarda adı geçmez: {names}", "Never named in replies: {names}"),
    "example_head": ("⭐ <b>Örnek yanıtlar ({n})</b>", "⭐ <b>Example replies ({n})</b>"),
    "example_how": ("Eklemek için: /ornek 12", "To add one: /example 12"),
    "no_figures": ("Sayı yok.", "There are no figures."),
    "crisis_none": ("{brand}: kriz yok. Açmak için: /kriz ac", "{brand}: no crisis. To declare one: /crisis on"),
    "crisis_since": ("🚨 {brand}: kriz {at} açıldı ({name}). Bitirmek için: /kriz kapat",
                     "🚨 {brand}: crisis since {at} ({name}). To end it: /crisis off"),
    "crisis_on": ("🚨 {brand}: kriz açık. Yeni taslak yalnızca onaylı metin; kartlara yalnızca lider karar verir. "
                  "Yayını da durdurmak için: /durdur",
                  "🚨 {brand}: a crisis is on. New drafts are only the approved line; only a lead decides on cards. "
                  "To hold posting too: /pause"),
    "crisis_on_no_line": ("🚨 {brand}: kriz açık. Onaylı kriz metni yok, yeni kartlar taslaksız gelir; "
                          "yalnızca lider karar verir. Yayını da durdurmak için: /durdur",
                          "🚨 {brand}: a crisis is on. There is no approved line, new cards come "
                          "without a draft; only a lead decides. To hold posting too: /pause"),
    "crisis_off": ("✅ {brand}: kriz bitti.", "✅ {brand}: the crisis is over."),
    "crisis_voided": ("🔁 Bekleyen {n} taslak geçersiz, yenileniyor.",
                      "🔁 Waiting drafts, void and being rewritten: {n}."),
    "quiet_how": ("/sessiz 22:00-08:00 · /sessiz kapat", "/quiet 22:00-08:00 · /quiet off"),
    "quiet_own": ("🌙 Sana özel çağrı yok: {hours} (kriz, söz sorusu ve yönetici bildirimi hariç; "
                  "gerisi gruba yazılır)",
                  "🌙 Nothing rings you in private: {hours} (save a crisis, questions about promises and admins' "
                  "notices; the rest is said in the group)"),
    "quiet_own_none": ("🌙 Kendi sessiz saatin yok. /sessiz 22:00-08:00",
                       "🌙 You have no quiet hours. /quiet 22:00-08:00"),
    "quiet_brand": ("{brand}: {hours}", "{brand}: {hours}"),
    "duty": ("{brand}: nöbetçi {name}", "{brand}: on duty {name}"),
    "audit": ("🧾 Kararların dökümü", "🧾 Export of decisions"),
    "forget_how": ("/unut x kullanici", "/forget x handle"),
    "forget_where": ("{wanted} diye bir platform yok; kimse silinmedi. Bilinenler: {known}",
                     "There is no platform {wanted}; nobody was erased. Known: {known}"),
    "forgotten": ("🧹 Silindi; kartları ve onu gösteren iletilerim boşalıyor. Senin yazdıklarını (bu komutu da) ben "
                  "silemem.",
                  "🧹 Erased; their cards and my messages that show them are being emptied. What people typed here, "
                  "this command too, is theirs to delete."),
    "emptied": ("🧹 Burada gösterilen bir kayıt silindi; ileti boşaltıldı.",
                "🧹 A record shown here has been erased; the message was emptied."),
    "allow_how": ("/izin 12 · /izin x kullanici", "/allow 12 · /allow x handle"),
    "allowed": ("✅ Bu yazara yeniden yazılabilir; sonraki gönderisi masaya gelir.",
                "✅ This author may be answered again; their next post comes to the desk."),
    "allow_none": ("Bu yazar yazılmasın dememiş, susturulmuş da değil.",
                   "This author has neither opted out nor been muted."),
    "bad_code": ("Bu kod geçersiz ya da süresi dolmuş.", "This code is not valid or has expired."),
    "join_how": ("/katil KOD", "/join CODE"),
    "too_many": ("Çok fazla deneme; bir saat sonra yeniden dene.", "Too many tries; try again in an hour."),
    "have_role": ("Zaten yetkin var.", "You have this role already."),
    "role_how": ("/roller · /roller kaldir mert", "/roles · /roles remove tom"),
    "role_who": ("Kimin yetkisi kalksın? İsim ya da numara: {names}", "Whose role? A name or a number: {names}"),
    "role_everywhere": ("{name} bütün markalarda yetkili; kaldırmak için bütün markaların yöneticisi: "
                        "/roller hepsi kaldir, sonra isim.",
                        "{name} has a role for every brand; an admin of every brand takes it away: "
                        "/roles all remove, then the name."),
    "role_last_admin": ("{name} son yönetici ({brands}); önce başka birini yönetici yap.",
                        "{name} is the last admin ({brands}); make somebody else admin first."),
    "role_taken": ("🚪 {name} yetkisini kaybetti: {roles}. Ayrıldıysa gruptan da çıkar.",
                   "🚪 {name} has lost: {roles}. Whoever leaves, take them out of the group too."),
    "role_in_config": ("⚠️ {name} config.yaml'da duruyor: {roles}. desk.people'dan çıkar, yeniden başlat.",
                       "⚠️ {name} stands in config.yaml: {roles}. Take the line out of desk.people and start anew."),
    "role_given": ("✅ Yetkin: {role} ({brands})", "✅ Your role: {role} ({brands})"),
    "role_asked": ("⏳ İstendi: {role} ({brands}). Bir lider onaylayacak.",
                   "⏳ Asked for: {role} ({brands}). A lead will confirm."),
    "bound_elsewhere": ("{brands} kartları başka bir sohbete gidiyor; onları taşımayı bir lider yapabilir.",
                        "The cards of {brands} go to another chat; a lead may move them."),
    "chat_bound": ("✅ Bu sohbet bağlandı: {brands}", "✅ This chat is bound: {brands}"),
    "chat_bound_role": ("✅ Bu sohbet bağlandı: {brands}. Yetkin: {role}",
                        "✅ This chat is bound: {brands}. Your role: {role}"),
    "chat_bound_asked": ("✅ Bu sohbet bağlandı: {brands}. {role} yetkini bir lider onaylayacak.",
                         "✅ This chat is bound: {brands}. A lead will confirm your role: {role}."),
    "asks_role": ("🙋 {name} katılmak istiyor: {role} ({brands})", "🙋 {name} wants to join: {role} ({brands})"),
    "ring": ("🔔 {name}, nöbetçisin. {brand} için acil: {numbers}",
             "🔔 {name}, you are on duty. Urgent for {brand}: {numbers}"),
    "ring_lead": ("🔔 {name}, {brand} için acil kayıtlara 10 dakikadır bakan yok: {numbers}",
                  "🔔 {name}, nobody has looked at urgent cards of {brand} for 10 minutes: {numbers}"),
    "ping": ("⏱ {n} kayıtta hedef süre doluyor, ilki {minutes} dk içinde: {numbers}",
             "⏱ Close to their target ({n}), the first in {minutes} min: {numbers}"),
    "ask_posted": ("☑️ {name}, #{n} için 15 dakika geçti. Yayınladıysan karttaki düğmeye bas.",
                   "☑️ {name}, 15 minutes have passed for #{n}. If you posted it, press the card's button."),
    "morning": ("🌅 Gece {n} kayıt geldi, {urgent} acil. /siradaki ile başla.",
                "🌅 {n} came in the night, {urgent} urgent. Start with /next."),
    "left_alone": ("🕰 72 saati geçen {n} şikâyet var: {numbers}",
                   "🕰 Complaints older than 72 hours ({n}): {numbers}"),
    "counter": ("📌 Bekleyen {n} · acil {urgent} · hedefi aşan {late} · /siradaki",
                "📌 Waiting {n} · urgent {urgent} · past target {late} · /next"),
    "counter_brand": ("{brand}: {n} · acil {urgent} · aşan {late}", "{brand}: {n} · urgent {urgent} · past {late}"),
    "command_edited": ("Düzenlenen komut çalıştırılmaz; gerekiyorsa yeni bir ileti olarak gönder.",
                       "An edited command is not carried out; send it as a new message if it is meant."),
    "private_first": ("Dökümü yalnızca özelden gönderirim: önce beni özelden aç (Başlat), sonra komutu yeniden yaz.",
                      "I send the export only in private: open me in private first (Start), then send the command "
                      "again."),
    "text_only": ("Yanıt olarak yalnızca metin gönder.", "Reply with text only."),
    "set_aside": ("⚠️ Bir güncelleme işlenemedi (no {n}); gönderen yeniden denesin.",
                  "⚠️ An update could not be handled (no. {n}); its sender should try again."),
}  # fmt: skip


def answer(language: Language, key: str, **values: object) -> str:
    """The wording of an answer; values are escaped by the caller."""
    return _ANSWERS[key][0 if language == "tr" else 1].format(**values)


def canonical(name: str) -> str | None:
    """The Turkish name of a command given by either name, typed as it may be (/özet); None for none of ours."""
    wanted = fold(name)
    return next((command.tr for command in COMMANDS if wanted in (command.tr, command.en)), None)


def menu_of(language: Language) -> list[tuple[str, str]]:
    """(name, description) as Telegram's menu shows them."""
    if language == "tr":
        return [(command.tr, command.about_tr) for command in COMMANDS]
    return [(command.en, command.about_en) for command in COMMANDS]


def help_text(language: Language) -> str:
    lines = [
        f"/{command.tr} ({command.en}) · {command.about_tr}"
        if language == "tr"
        else f"/{command.en} ({command.tr}) · {command.about_en}"
        for command in COMMANDS
    ]
    return "\n".join(lines)
