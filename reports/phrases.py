"""The digest's fixed phrases in Turkish and English, under one name each."""

from __future__ import annotations

from collections.abc import Mapping

from reports.wording import Language

PHRASES: Mapping[Language, Mapping[str, str]] = {
    "tr": {
        "nothing": "kimse bizden söz etmedi, bekleyen iş yok.",
        "mentions": "Söz edilme", "off_topic": "konu dışı", "negative": "Olumsuz", "usual": "genelde",
        "answered": "Yanıtlanan", "target": "hedef", "first_reply": "İlk yanıt", "all_hours": "tüm saatler",
        "median": "ortanca", "waiting": "Şu an bekleyen", "overdue": "süresi geçen", "oldest": "en eskisi",
        "topics": "Şikâyet konuları", "courier": "Kurye", "city": "Şehir", "product": "Ürün",
        "rivals": "Adı geçen rakip", "praise": "Övgü", "ambassadors": "elçi adayı",
        "posted": "Yayınlanan: API", "by_hand": "elle", "by_hand_open": "elle yayınlanmayı bekleyen",
        "skipped": "Yanıtsız kapatılan", "drafts": "Taslaklar", "as_is": "olduğu gibi", "light": "hafif düzeltme",
        "heavy": "ağır düzeltme", "rejected": "ret", "corrected": "Etiketi düzeltilen", "month": "Bu ay",
        "forecast": "ay sonu tahmini", "missed": "Eksikler", "not_heard": "duyulmadı", "ongoing": "sürüyor",
        "late": "geç gelen eski gönderi", "unsure": "yayınlandığı belirsiz", "failed": "gönderilemeyen",
        "undrafted": "taslaksız", "incident_over": "kapandı", "posts": "gönderi",
    },
    "en": {
        "nothing": "nobody mentioned us, nothing waits.",
        "mentions": "Mentions", "off_topic": "off topic", "negative": "Negative", "usual": "usually",
        "answered": "Answered", "target": "target", "first_reply": "First reply", "all_hours": "all hours",
        "median": "median", "waiting": "Waiting now", "overdue": "overdue", "oldest": "oldest",
        "topics": "Complaint topics", "courier": "Courier", "city": "City", "product": "Product",
        "rivals": "Rivals named", "praise": "Praise", "ambassadors": "possible ambassadors",
        "posted": "Posted: API", "by_hand": "by hand", "by_hand_open": "still to post by hand",
        "skipped": "Closed unanswered", "drafts": "Drafts", "as_is": "as is", "light": "light edit",
        "heavy": "heavy edit", "rejected": "rejected", "corrected": "Labels corrected", "month": "This month",
        "forecast": "forecast", "missed": "Missed", "not_heard": "not heard", "ongoing": "ongoing",
        "late": "older posts that came late", "unsure": "not known to be out", "failed": "failed",
        "undrafted": "without a draft", "incident_over": "over", "posts": "posts",
    },
}  # fmt: skip
