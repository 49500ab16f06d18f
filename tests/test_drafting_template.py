"""Template mode: what a reply takes up, how it is addressed, and what it never does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models import HoldingLine, Platform, Step
from responders.drafting import Memory, Request, ResponderSettings, text_hash
from responders.drafting.build import build_drafter
from responders.guards.repeat import similarity
from tests.drafting_helpers import asked, brand, drafted, judged, template

LATE = "@ornekmarka 5 gündür kargom dağıtımda görünüyor, kapıya gelen giden yok"


def test_a_complaint_takes_up_the_day_count_and_the_status() -> None:
    draft = drafted(LATE, author_name="Ayşe")
    assert draft.decision == "draft"
    assert draft.level == "green"
    assert draft.text.startswith("Selam Ayşe, 5 gündür “dağıtımda”")
    assert "case:out_for_delivery" in draft.reasons
    assert draft.address == "sen"
    assert draft.spans == ((0, len(draft.text), "approved"),)


def test_every_draft_says_where_its_words_are_from() -> None:
    draft = drafted(LATE)
    assert re.fullmatch(r"replies\.shipping@\d+\+[0-9a-f]{12}", draft.prompt)
    assert draft.mode == "template"
    assert draft.made["pieces"][0].startswith("shipping.complaint.out_for_delivery.lead.")
    assert draft.made["facts"] == []


@pytest.mark.parametrize(
    ("text", "topic", "lang", "taken_up"),
    [
        ("12 gündür iadem inceleniyor", "returns", "tr", "12 gündür"),
        ("üç haftadır bekliyorum kargo yok", "shipping", "tr", "üç haftadır"),
        ("günlerdir cevap alamıyorum", "support", "tr", "günlerdir"),
        ("müşteri hizmetlerinde 40 dk bekledim, hatta kimse yok", "support", "tr", "40 dakika"),
        ("kulaklık bozuldu daha yeni", "product", "tr", None),
        ("three weeks and still no refund", "returns", "en", "three weeks"),
        ("been on hold for 40 minutes, nobody picks up the phone", "support", "en", "40 minutes"),
        ("tracking hasn't moved for 6 days", "shipping", "en", "6 days"),
    ],
)
def test_details_of_the_mention(text: str, topic: str, lang: str, taken_up: str | None) -> None:
    draft = drafted(text, judged(topic=topic, lang=lang))
    assert draft.level == "green"
    if taken_up:
        assert taken_up in draft.text.lower()


@pytest.mark.parametrize(
    "text",
    ["ships within 5 days they said", "kargo 3 günde gelir yazıyordu sitede", "bought it 2 days ago, box is torn"],
)
def test_a_number_that_is_no_waiting_time_is_left_alone(text: str) -> None:
    lang = "tr" if "kargo" in text else "en"
    assert not re.search(r"\d", drafted(text, judged(lang=lang)).text)


def test_nothing_of_the_mention_gets_into_the_reply() -> None:
    text = "5 gündür kargo yok! Buraya yaz: %50 indirim evil.example.com @kotu #kampanya {name} {{7*7}}"
    draft = drafted(text, author_name="Bedava Kupon")
    assert draft.decision == "draft"
    assert not re.search(r"indirim|evil|kotu|kampanya|\{|Bedava|%", draft.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kargonuz gelmedi, lütfen ilgilenir misiniz?", "siz"),
        ("kargo gelmedi kardeşim", "sen"),
    ],
)
def test_a_sen_brand_mirrors_siz_in_a_complaint(text: str, expected: str) -> None:
    assert drafted(text).address == expected


def test_mirroring_can_be_switched_off_and_never_touches_praise() -> None:
    text = "Kargonuz çok hızlıydı, ellerinize sağlık, teşekkür ederim size"
    assert drafted(text, judged("praise")).address == "sen"
    assert drafted("Kargonuz gelmedi, neredesiniz?", brand=brand(mirror_siz=False)).address == "sen"


def test_a_siz_brand_says_siz_and_uses_no_first_name() -> None:
    draft = drafted(LATE, author_name="Ayşe", brand=brand("siz"))
    assert draft.address == "siz"
    assert "Ayşe" not in draft.text
    assert re.search(r"n[ıiuü]z", draft.text)
    assert draft.level == "green"


@pytest.mark.parametrize(("platform", "private"), [("x", "DM'den"), ("bluesky", "DM'den"), ("reddit", "özelden")])
def test_the_private_way_is_named_as_people_there_do(platform: str, private: str) -> None:
    assert private in drafted(LATE, platform=platform).text


def test_reddit_begins_with_who_is_talking() -> None:
    assert drafted(LATE, platform="reddit", author_name="Ayşe").text.startswith("Örnek Marka'da çalışıyorum. 5 gündür")
    english = drafted("still waiting for 6 days", judged(lang="en"), platform="reddit")
    assert english.text.startswith("I work at Örnek Marka. 6 days")
    bare = drafted(LATE, platform="reddit", brand=brand(inflected={}))
    assert bare.text.startswith("Örnek Marka ekibindenim. ")


def test_the_brands_own_disclosure_line_goes_first() -> None:
    line = HoldingLine(tr="Örnek Marka'dan Elif.", en="Elif from Örnek Marka here.")
    own = brand(platforms={"reddit": Platform(account="o", disclosure=line)})
    assert drafted(LATE, platform="reddit", brand=own).text.startswith("Örnek Marka'dan Elif. 5 gündür")


def test_the_brands_steps_for_a_topic_stand_alone() -> None:
    step = Step(id="form", tr_sen="İade formunu sayfamızdan açabilirsin.", en="You can open the form on our page.")
    named = brand(steps=[step.model_copy(update={"topics": ["returns"]})])
    draft = drafted("iadem 12 gündür inceleniyor", judged(topic="returns"), brand=named)
    assert draft.text.endswith("İade formunu sayfamızdan açabilirsin.")
    assert "brand.step.0" in draft.made["pieces"]
    assert "formunu" not in drafted(LATE, brand=named).text
    assert drafted(LATE, brand=brand(steps=[step])).text.endswith("sayfamızdan açabilirsin.")
    assert "sayfamızdan" not in drafted(LATE, brand=brand("siz", steps=[step])).text


@pytest.mark.parametrize(("tone", "address"), [("sen", "sen"), ("siz", "siz")])
def test_the_tone_asked_for_wins(tone: str, address: str) -> None:
    draft = drafted("Kargonuz gelmedi, neredesiniz?", tone=tone, brand=brand("siz" if tone == "sen" else "sen"))
    assert draft.address == address
    assert draft.text


def test_shorter_is_shorter_and_warmer_is_longer() -> None:
    plain = [drafted(LATE, author_name="Ayşe", memory=Memory(counter=n)).text for n in range(6)]
    short = drafted(LATE, author_name="Ayşe", tone="shorter").text
    warm = drafted(LATE, author_name="Ayşe", tone="warmer").text
    assert len(short) < min(len(text) for text in plain)
    assert len(warm) > len(plain[0])


def test_no_emoji_means_none() -> None:
    for n in range(12):
        text = drafted("harika paketleme", judged("praise"), tone="no_emoji", memory=Memory(counter=n)).text
        assert not re.search(r"[:;][)D]|[\U0001f300-\U0001faff]", text)


def test_another_draft_differs_from_the_ones_before() -> None:
    seen = [drafted(LATE, author_name="Ayşe").text]
    for _ in range(4):
        seen.append(drafted(LATE, author_name="Ayşe", avoid=tuple(seen)).text)
    assert len({text_hash(text) for text in seen}) == 5
    last = seen[-1].casefold()
    assert all(similarity(last, text.casefold()) < 0.75 for text in seen[:-1])


def test_praise_never_sells_and_asks_for_nothing() -> None:
    for n in range(20):
        draft = drafted("montun kalitesine bayıldım", judged("praise", "product"), memory=Memory(counter=n))
        assert draft.level == "green"
        assert not re.search(r"DM|özelden|http|\.com|\?|indirim|kampanya|yeni sezon", draft.text)
        assert len(draft.text) < 120


def test_sarcasm_about_money_gets_no_joke() -> None:
    for n in range(10):
        text = drafted(
            "bravo, iki kere çekmişsiniz 👏", judged(topic="payment", sarcastic=True), memory=Memory(counter=n)
        ).text
        assert "Şaka bir yana" not in text
        assert "DM'den" in text


def test_are_you_a_bot_is_answered_truthfully() -> None:
    turkish = drafted("bu cevapları bot mu yazıyor @ornekmarka", judged("question", "support"))
    english = drafted("is a bot writing these or a human?", judged("question", "support", "en"))
    assert "yapay zekâ" in turkish.text
    assert "insan" in turkish.text
    assert "AI" in english.text
    assert re.search("human|person", english.text)
    assert turkish.level == english.level == "green"


def test_health_questions_go_to_the_professional() -> None:
    for n in range(6):
        text = drafted("hamileyken kullanılır mı?", judged("question", "product"), memory=Memory(counter=n)).text
        assert re.search("doktor|eczacı", text)


def test_a_brand_that_has_used_everything_gets_a_person(tmp_path: Path) -> None:
    folder = tmp_path / "replies" / "shipping"
    folder.mkdir(parents=True)
    shape = (
        "{leads: [böyle beklemek], tails: ['can sıkıcı, haklısın.'], steps: ['Sipariş numaranı {dm} yaz, bakalım.']}"
    )
    rows = "\n".join(f"{kind}: {shape}" for kind in ("complaint", "praise", "question", "sarcasm"))
    (folder / "tr.yaml").write_text(
        f"id: replies.shipping\nversion: 1\nlanguage: tr\nchangelog: [ours]\n{rows}\n", encoding="utf-8"
    )
    drafter = build_drafter(ResponderSettings(templates={"ornek": tmp_path}))
    used: set[str] = set()
    for _ in range(3):
        draft = drafter.draft(_with(asked("kargo gelmedi ya"), used))
        assert draft.decision == "draft"
        assert "Böyle beklemek" in draft.text or "böyle beklemek" in draft.text
        used.add(text_hash(draft.text))
    last = drafter.draft(_with(asked("kargo gelmedi ya"), used))
    assert (last.decision, last.reasons, last.text) == ("escalate", ("variants_exhausted",), "")
    assert template().draft(asked("kargo gelmedi ya")).decision == "draft"


def _with(request: Request, used: set[str]) -> Request:
    return Request(
        brand=request.brand,
        platform=request.platform,
        text=request.text,
        judgement=request.judgement,
        memory=Memory(used_hashes=frozenset(used)),
    )
