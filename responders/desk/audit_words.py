"""What somebody did, in words for the audit topic. A deed without words is shown by its code: nothing is hidden."""

from __future__ import annotations

from responders.desk.settings import Language

_DEEDS: dict[str, tuple[str, str]] = {
    "approve": ("onayladı", "approved"), "edit": ("metni değiştirdi", "edited"), "skip": ("yanıtsız kapattı", "closed"),
    "undo": ("geri aldı", "took back"), "reopen": ("yeniden açtı", "reopened"),
    "another": ("yeni taslak istedi", "asked for another draft"), "claim": ("üstlendi", "claimed"),
    "pass_on": ("devretti", "passed on"),
    "release": ("bıraktı", "released"), "snooze": ("erteledi", "snoozed"), "wake": ("ertelemeyi bitirdi", "woke"),
    "escalate": ("yükseltti", "escalated"), "escalate_undo": ("yükseltmeyi geri aldı", "took the escalation back"),
    "relabel": ("etiketi düzeltti", "relabelled"),
    "mute": ("yazarı susturdu", "muted the author"), "example": ("örnek yaptı", "marked as example"),
    "posted_by_hand": ("elle yayınladı", "posted by hand"), "by_hand": ("elle yayına aldı", "took to post by hand"),
    "retry": ("yeniden gönderdi", "sent again"), "there": ("“orada” dedi", "said it is there"),
    "not_there": ("“orada değil” dedi", "said it is not there"), "give_up": ("vazgeçti", "gave up"),
    "delete": ("sildirdi", "had it deleted"), "hand_over": ("müşteri hizmetlerine verdi", "gave to customer service"),
    "case_dm": ("“DM geldi” dedi", "said a DM came"), "case_solved": ("“çözüldü” dedi", "said solved"),
    "case_unsolved": ("“çözülmedi” dedi", "said not solved"), "bind": ("sohbeti bağladı", "bound the chat"),
    "join": ("katılmak istedi", "asked to join"), "role": ("yetki verdi", "gave a role"),
    "role_taken": ("yetkisini kaldırdı", "took a role away"),
    "role_refused": ("yetki vermedi", "refused a role"), "pause": ("yayını durdurdu", "held posting"),
    "resume": ("yayını sürdürdü", "resumed posting"), "crisis": ("krizi açtı", "declared a crisis"),
    "crisis_over": ("krizi bitirdi", "ended the crisis"), "link": ("iki yazarı bağladı", "linked two authors"),
    "unlink": ("bağı kaldırdı", "unlinked authors"), "fact_added": ("bilgi ekledi", "added a fact"),
    "fact_ended": ("bilgiyi bitirdi", "ended a fact"), "forget": ("yazarı sildirdi", "erased an author"),
    "allow": ("yazara yazmayı yeniden açtı", "let an author be answered again"),
    "rule_agreed": ("kuralı kabul etti", "agreed to a rule"), "rule_refused": ("kuralı reddetti", "refused a rule"),
    "rule_ended": ("kuralı bitirdi", "ended a rule"), "reply_cancelled": ("yanıtı iptal etti", "cancelled the reply"),
    "reply_by_hand": ("yanıtı elle yayına bıraktı", "left the reply to a person"),
    "reply_failed": ("yanıtı gönderemedi", "could not send the reply"),
    "reply_held": ("yanıtı beklemeye aldı", "held the reply"),
    "promise_kept": ("“söz tutuldu” dedi", "said the promise was kept"),
    "promise_broken": ("“söz tutulmadı” dedi", "said the promise was broken"),
    "promise_later": ("sözü erteledi", "put the promise off"),
    "incident_own": ("olayı üstlendi", "took the incident"),
    "incident_proposal": ("olay için yanıt önerdi", "proposed the incident's answer"),
    "incident_line": ("olayın yanıtını kabul etti", "agreed to the incident's answer"),
    "incident_close": ("olayı kapattı", "closed the incident"),
}  # fmt: skip


def deed(language: Language, action: str) -> str:
    """onayladı, approved."""
    found = _DEEDS.get(action)
    return found[0 if language == "tr" else 1] if found else action.replace("_", " ")
