"""An incident at the desk: one owner, one line a lead approved, replies worded one by one, an end, a line next day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from models import Database, Draft, HoldingLine, Mention
from models.decision import Decision
from reports.digest import build
from reports.lines import lines
from responders.desk.incident_deeds import LONGEST
from responders.drafting.build import build_drafter
from responders.drafting.settings import ResponderSettings
from responders.guards import check
from samimi.pipeline import Pipeline
from sandbox.server import Sandbox
from tests.alarm_room import Watch, open_watch
from tests.conftest import Clock
from tests.desk_table import ELIF, IZEL, MERT, STRANGER, TOM

LINE = "Dağıtımdaki gecikmenin farkındayız, durumu ornekmarka.com/durum sayfasında anlatıyoruz."
ENGLISH = "We know deliveries are late and say where things stand on ornekmarka.com/durum."


@pytest.fixture
async def watch(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Watch]:
    """An incident of nine complaints has just rung; the guards are the real ones."""
    prepared = HoldingLine(tr=LINE, en=ENGLISH)
    changes = {"domains": ["ornekmarka.com"], "holding_line": prepared}
    with open_watch(sandbox, database, clock, check=check, **changes) as opened:  # type: ignore[arg-type]
        opened.redraft = _pipeline(opened).redraft
        async with opened.room.bot:
            opened.complaints(9, 40)
            await opened.alarms().tick()
            yield opened


def _pipeline(watch: Watch) -> Pipeline:
    """The app's own drafting, by template."""
    table, clock = watch.room.table, watch.room.clock
    drafter = build_drafter(ResponderSettings(), now=clock)
    judge: object = None
    return Pipeline(
        table.database, table.brands, judge, drafter,  # type: ignore[arg-type]
        opt_out=lambda session, author, at: None, worker="one", now=clock,
    )  # fmt: skip


async def _carried(watch: Watch) -> list[Draft]:
    """The newest drafts after the app's next round."""
    await watch.incidents().tick()
    return _drafts(watch)


def _drafts(watch: Watch) -> list[Draft]:
    with watch.room.table.database.reading() as session:
        drafts = session.exec(select(Draft).order_by(col(Draft.mention_id), col(Draft.version))).all()
    return list({draft.mention_id: draft for draft in drafts}.values())


def _decided(watch: Watch, action: str) -> list[Decision]:
    return watch.room.table.decisions(action)


async def test_one_owner_whom_only_a_lead_replaces(watch: Watch) -> None:
    assert "🙋 Üstlen" in watch.labels()
    await watch.tap(MERT, "🙋 Üstlen")
    assert "🙋 Mert ilgileniyor" in watch.card()["text"]
    assert "🙋 Üstlen" not in watch.labels()
    table = watch.room.table
    from responders.desk.incident_deeds import own

    assert own(table.database, table.office, TOM, 1).key == "claimed_by"
    assert own(table.database, table.office, ELIF, 1).ok
    assert watch.incident().owner == ELIF
    assert [decision.actor for decision in _decided(watch, "incident_own")] == [MERT, ELIF]


async def test_strangers_and_viewers_decide_nothing(watch: Watch) -> None:
    data = watch.card()["buttons"][0][0]["data"]
    room, card = watch.room, watch.card()
    assert "yetkin yok" in await room.press(STRANGER, card["id"], data)
    assert "onaycı" in await room.press(IZEL, card["id"], data)
    close = watch.card()["buttons"][-1][0]["data"]
    assert "lider" in await room.press(MERT, card["id"], close)
    assert watch.incident().owner is None
    assert watch.incident().closed_at is None


async def test_a_reply_to_the_card_proposes_and_only_a_lead_approves(watch: Watch) -> None:
    assert (await watch.reply(MERT, LINE)).startswith("⏳ Öneri kartta")
    card = watch.card()["text"]
    assert "⏳ Önerilen cümle (Mert), lider onayı bekliyor:" in card
    assert LINE in card
    data = next(row[0]["data"] for row in watch.card()["buttons"] if "Cümleyi" in row[0]["label"])
    assert "lider" in await watch.room.press(MERT, watch.card()["id"], data)
    assert watch.incident().approved_by is None
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    assert "✅ Ortak cümle, Elif onayladı:" in watch.card()["text"]
    (decision,) = _decided(watch, "incident_line")
    assert decision.text_hash is not None
    assert LINE not in str(decision.model_dump())


async def test_an_approval_is_of_the_words_that_were_shown(watch: Watch) -> None:
    await watch.reply(MERT, LINE)
    old = next(row[0]["data"] for row in watch.card()["buttons"] if "Cümleyi" in row[0]["label"])
    await watch.reply(MERT, "Gecikmeyi gördük, ayrıntılar ornekmarka.com/durum sayfasında.")
    await watch.room.press(ELIF, watch.card()["id"], old)
    assert watch.incident().approved_by is None
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    assert watch.incident().approved_by == ELIF
    await watch.reply(MERT, LINE)  # a new proposal voids the approval
    assert watch.incident().approved_by is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Bize http://kotu.example adresinden yaz.", "🔴 Bu cümle olmaz: bağlantı listede değil"),
        ("Telefonun 0555 111 22 33 mü, buraya yazar mısın?", "🔴 Bu cümle olmaz"),
        ("ok " * LONGEST, "Cümle boş ya da"),
        ("Здравствуйте, мы скоро всё исправим", "Cümle Türkçe ya da İngilizce olmalı."),
    ],
)
async def test_a_line_the_guards_refuse_is_not_kept(watch: Watch, text: str, answer: str) -> None:
    assert (await watch.reply(MERT, text)).startswith(answer)
    assert watch.incident().line_version == 0
    assert "✏️ Ortak cümle için" in watch.card()["text"]


async def test_the_prepared_line_is_proposed_in_both_languages(watch: Watch) -> None:
    await watch.tap(MERT, "📄 Hazır cümle")
    incident = watch.incident()
    assert (incident.holding_line, incident.holding_line_en, incident.approved_by) == (LINE, ENGLISH, None)
    assert "📄 Hazır cümle" not in watch.labels()


async def test_every_draft_of_the_incident_says_the_line_in_words_of_its_own(watch: Watch) -> None:
    english = watch.complaints(1, 20, lang="en", draft={"lang": "en"})[0]
    praise = watch.room.table.mention("çok güzel", "Teşekkürler!", "Neşe", label="praise", sentiment="positive")
    await watch.tap(MERT, "📄 Hazır cümle")
    assert all(LINE not in draft.text for draft in await _carried(watch))  # not before a lead has approved
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    drafts = {draft.mention_id: draft for draft in await _carried(watch)}
    turkish = [drafts[id_].text for id_ in drafts if id_ not in (english, praise)]
    assert len(turkish) == 9
    assert all(LINE in text for text in turkish)
    assert len({text.replace(LINE, "") for text in turkish}) == 9
    assert ENGLISH in drafts[english].text
    assert drafts[praise].text == "Teşekkürler!"
    assert {draft.level for draft in drafts.values()} == {"green"}
    assert {draft.version for id_, draft in drafts.items() if id_ != praise} == {2}
    again = await _carried(watch)
    assert {draft.version for draft in again if draft.mention_id != praise} == {2}  # once is enough


async def test_such_a_draft_is_approved_like_any_other(watch: Watch) -> None:
    await watch.tap(MERT, "📄 Hazır cümle")
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    first = (await _carried(watch))[0]
    assert watch.room.table.press(MERT, "approve", first.mention_id, first.version).ok
    (reply,) = watch.room.table.replies()
    assert reply.text == f"{first.text} ^MA"


async def test_what_a_person_wrote_or_holds_is_left_alone(watch: Watch) -> None:
    mine, held = [draft.mention_id for draft in _drafts(watch)][:2]
    watch.room.table.edit(MERT, mine, "Selam, kendi sözlerimle yazdım.")
    watch.room.table.press(TOM, "claim", held)
    await watch.tap(MERT, "📄 Hazır cümle")
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    drafts = {draft.mention_id: draft for draft in await _carried(watch)}
    assert drafts[mine].text == "Selam, kendi sözlerimle yazdım."
    assert drafts[held].version == 1
    assert sum(LINE in draft.text for draft in drafts.values()) == 7


async def test_a_drafter_that_fails_is_asked_once_per_line(watch: Watch) -> None:
    asked: list[int] = []

    def fails(mention_id: int, tone: str | None, by: int) -> object:
        asked.append(mention_id)
        raise ValueError("variants_exhausted")

    await watch.tap(MERT, "📄 Hazır cümle")
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    # The room's own round has marked them; a new version of the line asks again.
    await watch.reply(MERT, "Gecikmeyi gördük, ayrıntılar ornekmarka.com/durum sayfasında.")
    with watch.room.table.database.transaction() as session:
        incident = watch.incident()
        incident.approved_by = ELIF
        session.add(incident)
    for _ in range(3):
        await watch.incidents(fails).tick()
    assert len(asked) == len(set(asked)) == 9


async def test_a_lead_closes_it_and_the_line_goes_into_no_further_draft(watch: Watch) -> None:
    await watch.tap(MERT, "📄 Hazır cümle")
    await watch.tap(ELIF, "✅ Cümleyi onayla")
    watch.room.clock.forward(minutes=30)
    await watch.tap(ELIF, "🏁 Kapat")
    assert watch.labels() == []
    assert "🏁 10:36 Elif kapattı · 37 dk" in watch.card()["text"]
    await watch.alarms().tick()
    assert watch.said()[-1] == "✅ Örnek Marka · kargo: Elif kapattı. 9 gönderi, 9 kişi, 0 yanıt, 37 dk sürdü."
    late = watch.complaints(1, 1)[0]
    await watch.incidents().tick()
    with watch.room.table.database.reading() as session:
        assert session.get_one(Mention, late).incident_id is None
    version = _pipeline(watch).redraft(late, None, ELIF)
    assert version == 2
    assert LINE not in next(draft.text for draft in _drafts(watch) if draft.mention_id == late)
    await watch.alarms().tick()
    assert len([text for text in watch.said() if text.startswith("✅")]) == 1


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("tr", "🚨 10:00 kargo: gönderi 9 · yanıtlanan 0 · 1 sa 6 dk sürdü, kapandı"),
        ("en", "🚨 10:00 delivery: posts 9 · answered 0 · over after 1 h 6 min"),
    ],
)
async def test_the_next_digest_sums_it_up(watch: Watch, database: Database, language: str, line: str) -> None:
    clock, brand = watch.room.clock, watch.room.table.brands["ornek"]
    clock.forward(minutes=60)
    await watch.tap(ELIF, "🏁 Kapat")
    clock.forward(days=1)
    with database.reading() as session:
        day = brand.calendar.local(clock() - timedelta(days=1)).date()
        facts = build(session, brand, day, day, clock())
    assert line in [one.text for one in lines(facts, language)]  # type: ignore[arg-type]


async def test_the_card_is_brought_to_the_end_of_the_chat_and_the_old_one_goes(watch: Watch) -> None:
    old = watch.card()["id"]
    watch.room.clock.forward(minutes=10)
    await watch.tap(MERT, "🙋 Üstlen")
    assert "🚨 1 olayın kartı geliyor." in await watch.room.say(MERT, "/olay")
    await watch.alarms().tick()
    new = watch.card()
    assert new["id"] > old
    assert "🙋 Mert ilgileniyor" in new["text"]
    assert [entry["id"] for entry in watch.room.said() if entry["text"].startswith("🚨 Örnek")] == [new["id"]]
    await watch.tap(ELIF, "🏁 Kapat")
    assert "There is no open incident." in await watch.room.say(TOM, "/incident")
    assert "Bunun için yetkin yok." in await watch.room.say(IZEL, "/olay")


async def test_a_strangers_reply_to_the_card_is_neither_a_line_nor_answered(watch: Watch) -> None:
    room = watch.room
    card = watch.card()["id"]
    written = {room.telegram.message(room.chat, STRANGER, f"Herkese kupon {turn}", card) for turn in range(5)}
    await room.desk.receive(0)
    await room.settle(30)
    assert not written & {entry["reply_to"] for entry in room.said()}
    assert watch.incident().proposed_by is None
