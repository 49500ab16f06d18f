"""When there is no draft, and why: the table of cases, at least ten per language where danger is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from models import Judgement
from responders.drafting.request import Request
from responders.drafting.when_not import MOST_REPLIES, refusal
from tests.drafting_helpers import asked, brand, drafted, judged

CASES = yaml.safe_load((Path(__file__).parent / "data" / "drafting" / "danger.yaml").read_text(encoding="utf-8"))
DANGER = [(code, lang, text) for code, by in CASES["danger"].items() for lang, texts in by.items() for text in texts]
NEAR = [(lang, text) for lang, texts in CASES["near_misses"].items() for text in texts]


def test_there_are_enough_cases() -> None:
    for code in ("self_harm", "injury", "safety", "legal"):
        assert min(len(texts) for texts in CASES["danger"][code].values()) >= 10


@pytest.mark.parametrize(("code", "lang", "text"), DANGER)
def test_danger_goes_to_a_person_without_a_draft(code: str, lang: str, text: str) -> None:
    """The judge missed it: the net must not. A neighbouring code is as good, a draft is not."""
    found = refusal(asked(text, judged(topic="general", lang=lang)))
    assert found is not None, code
    assert found.decision == "escalate"
    assert found.reason in CASES["danger"]


@pytest.mark.parametrize("code", ["legal", "injury", "self_harm", "fraud", "data", "minor", "press", "safety"])
@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_judges_word_is_enough(code: str, lang: str) -> None:
    draft = drafted("merhaba", Judgement.model_validate({**judged(lang=lang).model_dump(), "escalate": code}))
    assert (draft.decision, draft.reasons, draft.text) == ("escalate", (code,), "")


@pytest.mark.parametrize(("lang", "text"), NEAR)
def test_near_misses_are_answered(lang: str, text: str) -> None:
    assert refusal(asked(text, judged(lang=lang))) is None


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("RT yap 10 kişiye çekilişle telefon", "other", "spam"),
        ("takibe takip yapıyorum gt", "other", "spam"),
        ("follow me back guys", "praise", "spam"),
        ("https://t.co/abc", "other", "spam"),
        ("çekilişe katılmayı unutmayın", "other", "spam"),
        ("tag 3 friends to win", "question", "spam"),
        ("siz de kim köpek siniz 🤡", "complaint", "troll"),
        ("bunch of clowns", "complaint", "troll"),
        ("günaydın herkese", "other", "nothing_to_answer"),
        ("bana yazmayın artık", "other", "asked_to_stop"),
        ("stop messaging me", "other", "asked_to_stop"),
        ("beni rahat bırakın", "other", "asked_to_stop"),
    ],
)
def test_what_needs_no_reply(text: str, label: str, reason: str) -> None:
    lang = "en" if label != "complaint" or text.isascii() else "tr"
    lang = "tr" if any(c in text for c in "ığüşöçİ") else lang
    found = refusal(asked(text, judged(label, "general", lang)))
    assert found is not None
    assert (found.decision, found.reason) == ("no_reply", reason)


def test_an_insult_with_a_problem_is_a_complaint() -> None:
    draft = drafted("rezilsiniz, 5 gündür kargom yok salaklar")
    assert draft.decision == "draft"
    assert "5 gündür" in draft.text


@pytest.mark.parametrize(
    ("changes", "decision", "reason"),
    [
        ({"opted_out": True}, "no_reply", "opted_out"),
        ({"thread_replies": MOST_REPLIES}, "no_reply", "thread_limit"),
        ({"crisis": True}, "escalate", "crisis"),
    ],
)
def test_what_was_before_counts(changes: dict[str, Any], decision: str, reason: str) -> None:
    draft = drafted("5 gündür kargom yok", **changes)
    assert (draft.decision, draft.reasons) == (decision, (reason,))


def test_one_reply_less_is_still_answered() -> None:
    assert drafted("5 gündür kargom yok", thread_replies=MOST_REPLIES - 1).decision == "draft"


def test_danger_is_heard_even_from_someone_who_opted_out() -> None:
    assert drafted("artık yaşamak istemiyorum", opted_out=True).reasons == ("self_harm",)


def test_in_a_crisis_only_the_approved_line_stands_ready() -> None:
    draft = drafted("5 gündür kargom yok", crisis=True)
    assert draft.text == "Sorunu biliyoruz, üzerinde çalışıyoruz."
    assert draft.holding_line
    english = drafted("app is down", judged(topic="app", lang="en"), crisis=True)
    assert english.text == "We know and we're on it."
    bare = drafted("5 gündür kargom yok", crisis=True, brand=brand(holding_line=None))
    assert (bare.text, bare.holding_line) == ("", False)


@pytest.mark.parametrize("lang", ["other", "en"])
def test_a_language_we_do_not_answer_in_goes_to_a_person(lang: str) -> None:
    draft = drafted("wo ist mein paket", judged(lang=lang), brand=brand(languages=["tr"]))
    assert (draft.decision, draft.reasons, draft.text) == ("escalate", ("language",), "")


def test_a_post_without_words_goes_to_a_person() -> None:
    assert drafted("@ornekmarka 🙄", judged(topic="general")).reasons == ("no_text",)


def test_other_meanings_and_rivals_talk_get_nothing() -> None:
    elsewhere = judged("other", "general", about_brand=False)
    assert drafted("örnek marka tescili nasıl yapılır", elsewhere).reasons == ("not_about_brand",)
    assert drafted("Rakipler çok iyi ya", elsewhere).reasons == ("rival_talk",)
    aside = drafted("Rakipler mi daha iyi Örnek Marka mı?", judged("question", "general"), summoned=False)
    assert aside.reasons == ("rival_talk",)


def test_a_customer_who_says_a_rival_serves_better_is_answered_on_a_leads_card() -> None:
    draft = drafted("5 gündür kargom yok, Rakipler iki günde getiriyor")
    assert draft.decision == "draft"
    assert "care:lead" in draft.reasons
    assert "Rakip" not in draft.text
    assert draft.level == "green"


def test_a_keyword_mention_on_x_still_gets_a_draft() -> None:
    assert drafted("Örnek Marka kargom 5 gündür yok", summoned=False).decision == "draft"


def test_an_unsure_judgement_is_said() -> None:
    assert "unsure" in drafted("kargo?", judged(unsure=True)).reasons


def test_a_refusal_never_raises_on_odd_text() -> None:
    for text in ("", " ", "\u200b", "@@@", "🙄" * 400, "a" * 4000, "\ud83d" + "x"):
        request: Request = asked(text, judged(topic="general"))
        assert refusal(request) is None or refusal(request) is not None
        drafted(text, judged(topic="general"))


@pytest.mark.parametrize(
    "text",
    [
        "bana cevap vermeyince siparişi iptal ettim, param hâlâ yatmadı",
        "bana mesaj atmayınca ben yazdım",
        "bana yazmayınca unuttunuz sandım",
        "rahat bırakın şu fiyatları",
        "şu reklam çocukları rahat bırakın",
        "your bot won't stop messaging me, where is my refund",
        "your bot won’t stop messaging me, where is my refund",
        "you don't message me back, where is my refund",
    ],
)
def test_a_complaint_that_only_sounds_like_a_wish_to_be_left_alone_is_answered(text: str) -> None:
    assert refusal(asked(text, judged(lang="en" if "you" in text else "tr"))) is None


@pytest.mark.parametrize("text", ["bana yazmayın artık, param nerede", "stop messaging me, I want my refund"])
def test_a_complaint_with_a_wish_to_be_left_alone_gets_a_card_without_a_draft(text: str) -> None:
    found = refusal(asked(text, judged(lang="en" if "stop" in text else "tr")))
    assert found is not None
    assert (found.decision, found.reason) == ("escalate", "maybe_stop")


def test_a_wish_that_is_not_said_to_us_is_no_opt_out() -> None:
    found = refusal(asked("beni rahat bırakın", judged("other", about_brand=False)))
    assert found is not None
    assert found.reason == "not_about_brand"


@pytest.mark.parametrize(
    "text",
    [
        "Malatya şubeniz berbat",
        "malzeme az",
        "maliyet arttı diye",
        "malum şube yine",
        "rezil bir hizmet",
        "salak kasiyeriniz",
        "dumbbell set bent",
        "trashcan lid bent",
        "stupid driver",
    ],
)
def test_a_post_that_names_a_problem_is_no_troll(text: str) -> None:
    assert (
        refusal(asked(text, judged(topic="general", lang="en" if text.endswith(("bent", "driver")) else "tr"))) is None
    )


@pytest.mark.parametrize(
    ("text", "label", "lang"),
    [
        ("teşekkürler ama lütfen bana bir daha yazmayın", "praise", "tr"),
        ("artık bana mesaj atmayın", "other", "tr"),
        ("thanks, but please don't contact me again", "praise", "en"),
        ("please stop tagging me", "other", "en"),
    ],
)
def test_a_wish_said_to_us_and_nothing_else_is_kept(text: str, label: str, lang: str) -> None:
    found = refusal(asked(text, judged(label, "general", lang)))
    assert found is not None
    assert (found.decision, found.reason) == ("no_reply", "asked_to_stop")


@pytest.mark.parametrize(
    ("text", "label", "lang", "summoned"),
    [
        ("yeni çaydanlık efsane, ilk yudumdan önce bana yazmayın :)", "praise", "tr", True),
        ("bu kremi sürdüm, kızlar bana yazmayın güzellik uykusundayım", "praise", "tr", True),
        ("beni rahat bırakın", "other", "tr", False),
        ("new season is out, do not message me until I have finished it", "praise", "en", True),
        ("that blanket though. don't contact me, I live under it now, best buy ever", "praise", "en", True),
        ("stop messaging me", "other", "en", False),
    ],
)
def test_such_words_inside_praise_or_chatter_silence_nobody(text: str, label: str, lang: str, summoned: bool) -> None:
    found = refusal(asked(text, judged(label, "general", lang), summoned=summoned))
    assert found is not None
    assert (found.decision, found.reason) == ("escalate", "maybe_stop")
