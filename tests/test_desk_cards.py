"""What a card says: everything needed for a decision, nothing an outsider can forge, short enough for a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from models import Crisis, Database, Platform, Route
from responders.desk.cards import LONGEST, visible_length
from responders.desk.editing import changes
from responders.desk.pausing import pause
from responders.desk.quoting import plain, quoted
from sandbox.telegram_entities import parse
from tests.conftest import Clock
from tests.desk_table import ELIF, MERT, Table, brand

TEXT = "Selam Ayşe, 5 gündür “dağıtımda” görmek can sıkıcı, haklısın. Sipariş numaranı DM'den yollarsan bakalım."
FREE, APPROVED = TEXT.index("5 gün"), TEXT.index("Sipariş")
HYBRID: dict[str, Any] = {
    "mode": "hybrid",
    "prompt": "reply.draft@3+0a1b",
    "spans": [
        {"start": FREE, "end": APPROVED - 1, "kind": "free"},
        {"start": APPROVED, "end": len(TEXT), "kind": "approved"},
    ],
}


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    return Table(database, clock)


def lines(table: Table, mention: int) -> list[str]:
    """The card as it reads, tags gone."""
    text, _ = parse(table.shown(mention).text, "HTML")
    return text.replace("\u2060", "").replace("\u00a0", " ").split("\n")


def test_a_whole_card_in_turkish(table: Table) -> None:
    table.mention("eski", created_at=table.clock() - timedelta(days=16), state="closed", closed_reason="answered")
    mention = table.mention("@ornekmarka 5 gündür kargom yok", TEXT, draft={**HYBRID, "reasons": ["sarcasm"]})
    assert lines(table, mention) == [
        "🟢 HAZIR · KARGO · şikâyet · Örnek Marka · X   ⏱ 18 dk (hedef 60)",
        "Ayşe · 1,2 B takipçi · bizi etiketledi · 2. kez (3 Kas kargo → yanıtlandı)",
        "@ornekmarka 5 gündür kargom yok",
        f"gönderi ↗ · #{mention}",
        f"— Taslak v1 (hibrit, sürüm 3) {len(TEXT) + 4}/280 —",
        "Selam Ayşe, [5 gündür “dağıtımda” görmek can sıkıcı, haklısın.]",
        "▸ Sipariş numaranı DM'den yollarsan bakalım. ^··",
        "[ ] serbest metin   ▸ onaylı cümle",
        "Neden: iğneleme. Güven: yüksek",
        "✏️ Başka metin: bu karta yanıt yaz.",
    ]


def test_a_card_says_that_a_model_should_have_written_it_and_no_code(table: Table) -> None:
    reasons = ["topic:shipping", "kind:question", "case:lookup", "no_fact", "unsure", "fallback:timeout"]
    mention = table.mention("x", TEXT, draft={**HYBRID, "reasons": reasons}, care_reason="question_without_fact")
    said = "Neden: yanıtı bilgilerde yok, model emin değil, model yerine şablon yazdı. Güven: yüksek"
    assert said in lines(table, mention)


def test_a_whole_card_in_english(table: Table) -> None:
    table.brands = {"ornek": brand(chat_language="en", target_minutes=15)}
    mention = table.mention("charged twice", "Hi Tom, let's look.", images=2, summoned=False, confidence=0.65)
    assert lines(table, mention) == [
        "🟢 READY · DELIVERY · complaint · Örnek Marka · X   ⏱ 18 min · past the target of 15",
        "Ayşe · 1.2K followers · first contact",
        "charged twice",
        f"🖼 2 · post ↗ · #{mention}",
        "— Draft v1 (template, version 3) 23/280 —",
        "▸ Hi Tom, let's look. ^··",
        "Confidence: medium",
        "✏️ Other words: reply to this card.",
    ]


@pytest.mark.parametrize(
    ("fields", "first", "why"),
    [
        ({"care_reason": "picture_only", "images": 1}, "🔵 KİŞİ BAKMALI", "yalnızca görsel"),
        ({"care_reason": "language", "lang": "other"}, "🔵 KİŞİ BAKMALI", "yanıt dillerimizden biri değil"),
        ({"care_reason": "legal", "level_of_care": "lead", "escalate": "legal"}, "🟣 LİDER BAKMALI", "hukuk"),
    ],
)
def test_a_mention_without_a_draft_says_why(table: Table, fields: dict[str, Any], first: str, why: str) -> None:
    card = lines(table, table.mention("metin", None, **fields))
    assert card[0].startswith(first)
    assert f"Neden: {why}." in card[-2]
    assert card[-1] == "✏️ Metni bu karta yanıt olarak yaz."
    assert not any("Taslak" in line for line in card)


def test_objections_name_what_they_are_about(table: Table) -> None:
    flags = [
        {"name": "promise", "level": "amber", "start": FREE, "end": FREE + 8},
        {"name": "link", "level": "red", "start": 0, "end": 5},
    ]
    card = lines(table, table.mention("x", TEXT, draft={**HYBRID, "level": "red", "flags": flags}))
    assert "🔴 engel: bağlantı listede değil (Selam)" in card
    assert "⚠️ bak: söz veriyor (5 gündür)" in card


def test_working_hours_count_not_the_night(table: Table) -> None:
    mention = table.mention("dün akşam", created_at=table.clock() - timedelta(hours=16))
    assert "⏱ 60 dk (hedef 60)" in lines(table, mention)[0]


def test_the_history_is_of_this_platform_and_brand_alone(table: Table) -> None:
    table.brands["baska"] = brand(key="baska", name="Başka")
    table.mention("başka platform", platform="bluesky")
    table.mention("başka marka", brand="baska")
    assert "ilk kez" in lines(table, table.mention())[1]


def test_other_posts_of_a_burst_are_on_the_card(table: Table) -> None:
    table.mention("kargom nerede?")
    table.mention("cevap verin")
    mention = table.mention("alo!!!")
    assert "➕ aynı yazardan 2 gönderi daha: kargom nerede? · cevap verin" in lines(table, mention)


def test_a_persons_version_shows_what_changed(table: Table) -> None:
    mention = table.mention("x", TEXT, draft=HYBRID)
    table.edit(MERT, mention, TEXT.replace("can sıkıcı", "sinir bozucu"))
    assert "Değişiklik: … can sıkıcı, sinir bozucu, …" in lines(table, mention)
    assert changes("bir iki üç", "bir dört üç") == [("same", "bir"), ("gone", "iki"), ("new", "dört"), ("same", "üç")]


def test_a_decided_card_says_who_when_and_the_text_that_goes_out(table: Table) -> None:
    mention = table.mention("x", TEXT, draft=HYBRID)
    table.press(ELIF, "approve", mention)
    card = lines(table, mention)
    assert card[-2:] == [f"{TEXT} ^EK", "⏳ Elif onayladı · 10:00 · 30 sn sonra gider"]
    table.change(table.replies()[0], state="posted", posted_at=table.clock() + timedelta(minutes=1))
    assert lines(table, mention)[-1] == "✅ 10:01 yayınlandı · Elif · değişiklik %0"


def test_the_share_of_change_is_against_the_machines_last_draft(table: Table) -> None:
    mention = table.mention("x", "aaaa bbbb", draft={"spans": []})
    table.edit(ELIF, mention, "aaaa cccc")
    table.press(ELIF, "approve", mention, 2)
    table.change(table.replies()[0], state="posted", posted_at=table.clock())
    assert "değişiklik %44" in lines(table, mention)[-1]


def test_by_hand_names_the_account_and_hides_the_composer_while_paused(table: Table) -> None:
    table.brands = {"ornek": brand(platforms={"reddit": Platform(account="ornek_marka")})}
    table.way = Route("by_hand", url="https://www.reddit.com/comments/1")
    mention = table.mention(platform="reddit")
    table.press(ELIF, "approve", mention)
    assert "✋ Elif onayladı · u/ornek_marka hesabından yayınla" in lines(table, mention)
    assert [button.url for row in table.shown(mention).rows for button in row if button.url] != []
    with table.database.transaction() as session:
        pause(session, "*", ELIF, table.clock())
    assert [button.url for row in table.shown(mention).rows for button in row if button.url] == []


hostile = some.text(
    alphabet=some.one_of(
        some.characters(exclude_categories=["Cs"]),
        some.sampled_from("<>&\"'/@#.:\n\r\t\u202e\u2066\u200b\u0000\ufeff"),
    ),
    max_size=1500,
)


@given(text=hostile, name=hostile)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_i5_no_text_breaks_the_card_or_forges_its_lines(table: Table, text: str, name: str) -> None:
    mention = table.mention(text, TEXT, draft=HYBRID, author=name)
    shown = table.shown(mention)
    seen, entities = parse(shown.text, "HTML")
    assert visible_length(shown.text) <= LONGEST
    assert {entity["type"] for entity in entities} <= {
        "bold", "italic", "blockquote", "expandable_blockquote", "text_link",
    }  # fmt: skip
    body = [line for line in seen.split("\n") if line]
    assert body[0].startswith("🟢 HAZIR · KARGO")
    assert sum(line.startswith(("🟢", "— Taslak")) for line in body) == 2


@pytest.mark.parametrize(
    "text", ["/devam", "@biri", "#etiket", "http://a.example/b", "a.example", "mail@a.example", "bak:/durdur"]
)
def test_i5_nothing_quoted_can_be_pressed(text: str) -> None:
    _, entities = parse(quoted(f"önce {text} sonra", 500), "HTML")
    assert entities == []


def test_quoting_keeps_what_people_write() -> None:
    assert plain("  Çok\n\tgüzel  👩‍👩‍👧 ❤️ ") == "Çok güzel 👩‍👩‍👧 ❤️"
    assert quoted("a < b & c > d", 100) == "a &lt; b &amp; c &gt; d"
    assert quoted("x" * 50, 10) == "x" * 9 + "…"


def test_the_signature_is_previewed_the_claimers_own_once_somebody_has_it(table: Table) -> None:
    mention = table.mention()
    assert any(line.endswith("yollar mısın? ^··") for line in lines(table, mention))
    table.press(MERT, "claim", mention)
    assert any(line.endswith("yollar mısın? ^MA") for line in lines(table, mention))
    table.brands = {"ornek": brand(signature="none")}
    assert any(line.endswith("yollar mısın?") for line in lines(table, mention))


def test_the_longest_card_still_fits_one_screen(table: Table) -> None:
    mention = table.mention(
        "kargom hâlâ gelmedi, arıyorum açan yok. " * 40, images=4, escalate="legal", level_of_care="lead"
    )
    with table.database.transaction() as session:
        session.add(Crisis(brand="ornek", by=ELIF, at=table.clock()))
    assert visible_length(table.shown(mention).text) <= 900
    assert "🚨 Kriz açık: yalnızca lider onaylar." in lines(table, mention)


def test_an_escalated_draft_says_who_may_approve_it(table: Table) -> None:
    mention = table.mention()
    table.press(MERT, "escalate_press", mention)
    assert "🟣 Yalnızca lider onaylar." in lines(table, mention)


def test_a_refused_draft_does_not_look_like_a_reply(table: Table) -> None:
    mention = table.mention(reply="Selam Ayşe, bakalım.")
    table.press(MERT, "skip_spam", mention)
    assert not any("bakalım" in line for line in lines(table, mention))
    table.press(MERT, "reopen", mention)
    assert any("bakalım" in line for line in lines(table, mention))


def test_one_objection_is_named_once_and_with_its_place(table: Table) -> None:
    flags = [
        {"name": "repeat", "level": "amber", "start": 0, "end": 0, "detail": ""},
        {"name": "repeat", "level": "amber", "start": 0, "end": 5, "detail": ""},
    ]
    mention = table.mention(reply="Selam, bakalım.", draft={"level": "amber", "flags": flags})
    assert "⚠️ bak: yakında kullanılmış (Selam)" in lines(table, mention)
