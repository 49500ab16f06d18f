"""The digest's fixed phrases in Turkish and English, under one name each."""

from __future__ import annotations

from collections.abc import Mapping

from reports.wording import Language

PHRASES: Mapping[Language, Mapping[str, str]] = {
    "tr": {
        "nothing": "kimse bizden söz etmedi, bekleyen iş yok.",
        "mentions": "Söz edilme", "off_topic": "konu dışı", "negative": "Olumsuz", "usual": "genelde",
        "answered": "Yanıtlanan", "within": "{} içinde", "first_reply": "İlk yanıt", "all_hours": "tüm saatler",
        "median": "ortanca", "nine": "%90'ı {} içinde", "waiting": "Bekleyen", "overdue": "geciken",
        "oldest": "en eskisi",
        "topics": "Şikâyet konuları", "courier": "Kurye", "city": "Şehir", "product": "Ürün",
        "rivals": "Adı geçen rakip ({} gönderide)", "praise": "Övgü", "ambassadors": "Elçi adayı",
        "posted": "Yayınlanan: otomatik", "by_hand": "elle", "by_hand_open": "elle yayınlanmayı bekleyen",
        "skipped": "Yanıtsız", "drafts": "Taslaklar", "as_is": "aynen", "light": "az düzeltilen",
        "heavy": "çok düzeltilen", "rejected": "ret", "right": "Doğru etiket", "month": "Bu ay",
        "second": "İkinci görüş, insanla aynı:",
        "forecast": "ay sonu tahmini", "missed": "Eksikler", "not_heard": "duyulmadı", "ongoing": "sürüyor",
        "late": "geç gelen gönderi", "unsure": "belirsiz yanıt", "failed": "gönderilemeyen",
        "undrafted": "taslaksız", "bare": "Taslaksız", "incident_over": "{} sürdü, kapandı", "posts": "gönderi",
        "incidents": "olay daha", "incident": "olay", "stuck": "takılan",
        "negatives": "olumsuz", "grave": "hukuk/güvenlik", "sent": "yayınlanan", "a_week": "hafta",
        "a_month": "ay", "then": "Yanıttan sonra", "then_thanked": "teşekkür", "then_angry": "hâlâ kızgın",
        "then_answered": "yazdı", "then_silent": "sessiz", "promises": "Verilen sözler", "broken": "Tutulmayan söz",
        "kept": "tutulan", "interval": "%95 aralıkla", "open": "süren", "unread": "gönderi okunmadı (bütçe)",
    },
    "en": {
        "nothing": "nobody mentioned us, nothing waits.",
        "mentions": "Mentions", "off_topic": "off topic", "negative": "Negative", "usual": "usually",
        "answered": "Answered", "within": "within {}", "first_reply": "First reply", "all_hours": "all hours",
        "median": "median", "nine": "90% within {}", "waiting": "Waiting", "overdue": "overdue", "oldest": "oldest",
        "topics": "Complaint topics", "courier": "Courier", "city": "City", "product": "Product",
        "rivals": "Rivals named (in {} posts)", "praise": "Praise", "ambassadors": "Possible ambassadors",
        "posted": "Posted: automatically", "by_hand": "by hand", "by_hand_open": "still to post by hand",
        "skipped": "Unanswered", "drafts": "Drafts", "as_is": "as is", "light": "light edit",
        "heavy": "heavy edit", "rejected": "rejected", "right": "Labels right", "month": "This month",
        "second": "Second opinion, same as people:",
        "forecast": "forecast", "missed": "Missed", "not_heard": "not heard", "ongoing": "ongoing",
        "late": "late posts", "unsure": "unsure replies", "failed": "failed",
        "undrafted": "without a draft", "bare": "Without a draft", "incident_over": "over after {}", "posts": "posts",
        "incidents": "more incidents", "incident": "incident", "stuck": "stuck",
        "negatives": "negative", "grave": "legal/safety", "sent": "posted", "a_week": "week",
        "a_month": "month", "then": "After our replies", "then_thanked": "thanks", "then_angry": "still angry",
        "then_answered": "wrote on", "then_silent": "silent", "promises": "Promises", "broken": "Promises broken",
        "kept": "kept", "interval": "95% interval", "open": "open", "unread": "posts not read (budget)",
    },
}  # fmt: skip
