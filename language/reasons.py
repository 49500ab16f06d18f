"""Why a mention went to a person, in Turkish and English: the same words on its card and in the digest."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    "language": ("yanıt dillerimizden biri değil", "not a language we answer in"),
    "picture_only": ("yalnızca görsel", "only a picture"),
    "unsure": ("model emin değil", "the model is not sure"),
    "no_draft": ("taslak üretilemedi", "no draft could be made"),
    "question_without_fact": ("yanıtı bilgilerde yok", "its answer is not among the facts"),
    "legal": ("hukuk", "legal"), "injury": ("yaralanma", "injury"), "self_harm": ("kendine zarar", "self-harm"),
    "fraud": ("dolandırıcılık", "fraud"), "data": ("kişisel veri", "personal data"), "minor": ("çocuk", "a minor"),
    "press": ("basın", "press"), "safety": ("güvenlik", "safety"), "crisis": ("kriz", "crisis"),
    "difficult": ("zor konu", "difficult"), "injection?": ("komut denemesi olabilir", "maybe an injection"),
    "crisis_began": ("kriz açıldı, yeniden onay gerekiyor", "a crisis began, so it needs a fresh approval"),
    "crisis_over": ("kriz bitti, taslak yenilendi", "the crisis is over, so the draft is new"),
    "approval_old": ("onaylanalı iki günden çok oldu ve yanıt çıkamadı, yeniden onay gerekiyor",
                     "approved more than two days ago and could not go out, so it needs a fresh approval"),
    "thread_moved_on": ("yazar yeniden yazdı, taslak yenilendi", "the author wrote again, so the draft is new"),
    "author_thanked": ("yazar sonunda teşekkür etti", "the author said thanks in the end"),
    "author_answered": ("yazar yanıt verdi", "the author answered"),
    "thread_limit": ("bu yazışmada üçüncü yanıt olur", "it would be the third reply in this exchange"),
    "the post was edited": ("gönderi değiştirildi", "the post was edited"),
    "fallback": ("model yerine şablon yazdı", "a template wrote it, not the model"),
    "injection": ("komut denemesi olabilir", "maybe an injection"),
    "model": ("model kişiye bıraktı", "the model leaves it to a person"),
    "no_fact": ("yanıtı bilgilerde yok", "its answer is not among the facts"),
    "no_text": ("yazı yok", "no words in it"),
    "maybe_stop": ("yazılmasını istemiyor olabilir", "may want us to stop writing"),
    "variants_exhausted": ("yinelemeyen taslak kalmadı", "every draft would repeat one sent before"),
    "sarcasm": ("iğneleme", "sarcasm"), "care:lead": ("lider bakmalı", "a lead must look"),
}  # fmt: skip
"""Code → Turkish, English."""

FOR_ANYONE = frozenset({
    "author_answered", "author_thanked", "language", "maybe_stop", "picture_only", "unsure", "question_without_fact",
})  # fmt: skip
"""Escalations that any approver may take; the rest are a lead's."""
