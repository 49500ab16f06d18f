"""Several posts of one author: one card, one draft of all of it, and no approval of what was answered before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest_asyncio
from sqlmodel import select

from models import Author, Card, Database, Draft, Judgement, Mention, Reply
from models.burst import burst_of, said, together
from monitor.sentiment import Text
from responders.desk.cards import visible_length
from responders.drafting import Drafted, Drafter, Request
from responders.drafting.build import build_drafter
from responders.drafting.settings import ResponderSettings
from samimi import bursts
from samimi.closing import close
from samimi.forgetting import Forgetter
from samimi.pipeline import TRIES, Pipeline
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, MERT, TOM, brand

GRAVE = {"label": "complaint", "sentiment": "negative", "topics": ("payment",), "urgency": "high"}


@dataclass
class Judge:
    """Says what its table says of a word in the text; else a complaint about a delivery."""

    name: str = "words@1"
    words: dict[str, dict[str, Any]] = field(default_factory=dict)

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        return [self._one(text.text) for text in texts]

    def _one(self, text: str) -> Judgement:
        known = next((says for word, says in self.words.items() if word in text), {})
        base = {"label": "complaint", "confidence": 0.9, "sentiment": "negative", "topics": ("shipping",), "lang": "tr"}
        return Judgement.model_validate({**base, **known})


@dataclass
class Asked:
    """The real template drafter, and what it was asked; it fails while `broken`."""

    drafter: Drafter = field(default_factory=lambda: build_drafter(ResponderSettings()))
    requests: list[Request] = field(default_factory=list)
    broken: bool = False
    instead: Drafted | None = None

    def draft(self, request: Request) -> Drafted:
        self.requests.append(request)
        if self.broken:
            raise RuntimeError("the model is away")
        return self.instead or self.drafter.draft(request)


@dataclass
class Street:
    """A room whose cards come from posts through the real pipeline."""

    room: Room
    judge: Judge
    drafter: Asked
    pipeline: Pipeline
    posts: int = 0

    async def wrote(self, text: str, author: str = "ilke", **columns: Any) -> int:
        """Somebody posts; judged, drafted and shown. Gives the mention's id."""
        now, self.posts = self.room.clock(), self.posts + 1
        with self.room.table.database.transaction() as session:
            query = select(Author).where(Author.handle == author)
            wrote = session.exec(query).first() or Author(
                brand="ornek", platform="x", native_id=author, handle=author, name=author.title(), first_seen=now
            )
            session.add(wrote)
            session.flush()
            row = {
                "brand": "ornek", "platform": "x", "native_id": f"p{self.posts}", "root_id": f"p{self.posts}",
                "author_id": wrote.id, "text": text, "url": f"https://x.com/i/status/{self.posts}",
                "created_at": now, "received_at": now, "next_at": now, "summoned": True,
            }  # fmt: skip
            mention = Mention(**{**row, **columns})
            session.add(mention)
            session.flush()
            number = int(mention.id)
        await self.goes_on()
        return number

    async def goes_on(self) -> None:
        self.pipeline.tick()
        await self.room.settle(3)

    def mention(self, number: int) -> Mention:
        with self.room.table.database.reading() as session:
            return session.get_one(Mention, number)

    def drafts(self, head: int) -> list[tuple[int, str]]:
        with self.room.table.database.reading() as session:
            rows = session.exec(select(Draft).where(Draft.mention_id == head).order_by(Draft.version)).all()  # type: ignore[arg-type]
            return [(row.version, row.state) for row in rows]

    def cards(self) -> list[int]:
        with self.room.table.database.reading() as session:
            return list(session.exec(select(Card.mention_id)).all())


@pytest_asyncio.fixture
async def street(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Street]:
    with open_room(sandbox, database, clock) as room:
        judge, drafter = Judge(), Asked()
        brands = room.table.brands
        opt_out = Forgetter(b"k" * 32).opt_out
        pipeline = Pipeline(database, brands, judge, drafter, opt_out=opt_out, worker="one", now=clock)
        async with room.bot:
            yield Street(room, judge, drafter, pipeline)


async def test_three_posts_make_one_card_with_a_draft_of_all_three(street: Street) -> None:
    street.judge.words = {"çekildi": GRAVE}
    first = await street.wrote("@ornekmarka ödeme sayfası hata veriyor")
    street.room.clock.forward(minutes=2)
    second = await street.wrote("@ornekmarka hâlâ veriyor, bu sefer kartımdan para da çekildi!!")
    street.room.clock.forward(minutes=3)
    third = await street.wrote("@ornekmarka alo?")
    assert street.cards() == [first]
    assert [street.mention(n).merged_into for n in (second, third)] == [first, first]
    assert [street.mention(n).closed_reason for n in (second, third)] == ["merged", "merged"]
    assert street.drafts(first) == [(1, "superseded"), (2, "superseded"), (3, "open")]
    asked = street.drafter.requests[-1]
    assert asked.text.split("\n") == [
        "@ornekmarka ödeme sayfası hata veriyor",
        "@ornekmarka hâlâ veriyor, bu sefer kartımdan para da çekildi!!",
        "@ornekmarka alo?",
    ]
    assert (asked.judgement.topics, asked.judgement.urgency) == (("payment",), "high")
    text = street.room.card(first)["text"].replace("\u2060", "")
    assert "➕ 3 gönderi birlikte" in text
    assert "10:00 @ornekmarka ödeme sayfası" in text
    assert "kartımdan para da çekildi!!" in text
    assert "Taslak v3" in text
    assert "yazar yeniden yazdı, taslak yenilendi" in text
    assert visible_length(text) <= 900


async def test_an_approval_of_the_old_version_is_refused_in_plain_words(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    card = street.room.card(head)
    old = card["buttons"][0][0]["data"]
    await street.wrote("@ornekmarka yanlış ürün de çıktı")
    refused = await street.room.press(ELIF, card["id"], old)
    assert refused == "Yazar yeniden yazdı, taslak yenileniyor; karta bir daha bak."
    said_to_tom = await street.room.press(TOM, card["id"], old)
    assert said_to_tom == "The author wrote again, the draft is being rewritten; look at the card once more."
    assert street.room.table.replies() == []
    assert "Onaylandı" in await street.room.tap(ELIF, head, "✅ Onayla")
    (reply,) = street.room.table.replies()
    assert (reply.version, reply.target_id) == (2, "p1")


async def test_between_the_new_post_and_the_new_draft_nothing_can_be_approved(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    street.drafter.broken = True
    await street.wrote("@ornekmarka ve yanlış ürün çıktı")
    assert street.drafts(head) == [(1, "open")]
    assert "yeniden yazdı" in await street.room.tap(ELIF, head, "✅ Onayla")
    assert street.room.table.replies() == []
    street.drafter.broken = False
    street.room.clock.forward(minutes=10)
    await street.goes_on()
    assert street.drafts(head) == [(1, "superseded"), (2, "open")]
    assert "Onaylandı" in await street.room.tap(ELIF, head, "✅ Onayla")


async def test_i4_a_drafter_that_stays_away_leaves_a_person_with_the_whole_burst(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    street.drafter.broken = True
    await street.wrote("@ornekmarka ve yanlış ürün çıktı")
    for _ in range(TRIES):
        street.room.clock.forward(hours=1)
        await street.goes_on()
    assert street.drafts(head) == [(1, "superseded")]
    assert (street.mention(head).state, street.mention(head).care_reason) == ("escalated", "no_draft")
    text = street.room.card(head)["text"].replace("\u2060", "")
    assert "🔵 KİŞİ BAKMALI" in text
    assert "yanlış ürün çıktı" in text


async def test_i1_an_approval_that_has_not_left_is_void_when_the_author_writes_again(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    await street.room.tap(ELIF, head, "✅ Onayla")
    await street.wrote("@ornekmarka bir de para çekilmiş")
    (reply,) = street.room.table.replies()
    assert (reply.state, reply.last_error) == ("cancelled", "thread_moved_on")
    assert street.drafts(head) == [(1, "superseded"), (2, "open")]
    (voided,) = street.room.table.decisions("reply_cancelled")
    assert (voided.actor, voided.version, voided.text_hash) == (0, 1, reply.approval_hash)
    assert "✅ Onayla" in street.room.labels(head)


async def test_what_may_be_out_is_left_alone_and_the_new_post_gets_its_own_card(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    await street.room.tap(ELIF, head, "✅ Onayla")
    (reply,) = street.room.table.replies()
    street.room.table.change(reply, state="sending")
    other = await street.wrote("@ornekmarka bir de para çekilmiş")
    assert street.cards() == [head, other]
    assert street.room.table.replies()[0].state == "sending"


async def test_a_persons_own_text_is_kept_and_asks_for_a_fresh_approval(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    await street.room.say(MERT, "Selam İlke, hemen bakalım.", street.room.card(head)["id"])
    old = street.room.card(head)["buttons"][0][0]["data"]
    await street.wrote("@ornekmarka bir de yanlış ürün çıktı")
    assert street.drafts(head) == [(1, "superseded"), (2, "superseded"), (3, "open")]
    text = street.room.card(head)["text"]
    assert "Selam İlke, hemen bakalım." in text
    assert "Taslak v3 (kişi" in text
    assert "yeniden yazdı" in await street.room.press(MERT, street.room.card(head)["id"], old)
    assert "Onaylandı" in await street.room.tap(MERT, head, "✅ Onayla")
    assert street.room.table.replies()[0].text == "Selam İlke, hemen bakalım. ^MA"


async def test_a_thread_is_one_card_however_slow_and_other_authors_have_their_own(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    street.room.clock.forward(hours=3)
    await street.wrote("hâlâ yok", root_id="p1", about_brand=False)
    other = await street.wrote("@ornekmarka kargom nerede", author="cem")
    apart = await street.wrote("@ornekmarka başka bir şey: kazak çok güzel")
    assert street.cards() == [head, other]
    assert street.mention(apart).merged_into == head
    street.room.clock.forward(hours=3)
    late = await street.wrote("@ornekmarka bu da ayrı bir konu")
    assert street.cards() == [head, other, late]


async def test_small_talk_that_is_not_about_us_is_no_part_of_a_burst(street: Street) -> None:
    street.judge.words = {"hava": {"label": "other", "about_brand": False, "sentiment": "neutral", "topics": ()}}
    head = await street.wrote("@ornekmarka kargom nerede")
    weather = await street.wrote("bugün hava ne güzel")
    assert (street.mention(weather).closed_reason, street.mention(weather).merged_into) == ("not_about_brand", None)
    assert street.drafts(head) == [(1, "open")]


async def test_thanks_for_an_older_reply_are_no_part_of_a_new_burst(street: Street) -> None:
    answered = await street.wrote("@ornekmarka kargom nerede")
    await street.room.tap(ELIF, answered, "✅ Onayla")
    (reply,) = street.room.table.replies()
    street.room.table.change(reply, state="posted", posted_at=street.room.clock(), native_id="ours")
    street.room.table.change(street.mention(answered), state="closed", closed_reason="answered")
    street.room.clock.forward(hours=2)
    fresh = await street.wrote("@ornekmarka başka bir siparişim de gelmedi")
    street.judge.words = {"teşekkür": {"label": "praise", "sentiment": "positive", "topics": ()}}
    thanks = await street.wrote("teşekkür ederim, geldi", root_id="p1", parent_id="ours")
    assert (street.mention(thanks).merged_into, street.mention(thanks).follows) == (None, answered)
    assert street.drafts(fresh) == [(1, "open")]


async def test_a_snoozed_card_comes_back_and_the_duty_hears_of_what_became_urgent(street: Street) -> None:
    street.judge.words = {"çekildi": GRAVE}
    head = await street.wrote("@ornekmarka kargom nerede")
    await street.room.tap(MERT, head, "⋯ Daha")
    await street.room.tap(MERT, head, "⏰ Ertele")
    await street.room.tap(MERT, head, "2 saat")
    before = street.room.card(head)["id"]
    await street.wrote("@ornekmarka kartımdan iki kez para çekildi")
    card = street.room.table.case(head).card
    assert card is not None
    assert street.room.card(head)["id"] > before
    assert street.mention(head).urgency == "high"
    assert card.opened_at is None


async def test_when_the_first_post_is_gone_the_others_stand_on_their_own(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    second = await street.wrote("@ornekmarka bir de yanlış ürün çıktı")
    third = await street.wrote("@ornekmarka kimse yok mu")
    now = street.room.clock()
    with street.room.table.database.transaction() as session:
        close(session, session.get_one(Mention, head), "gone", now)
        Forgetter(b"k" * 32).forget_mention(session, session.get_one(Mention, head), "gone", now)
    await street.goes_on()
    assert street.mention(second).state == "drafted"
    assert street.mention(third).merged_into == second
    assert "kargom" not in street.drafter.requests[-1].text


async def test_i10_a_forgotten_part_leaves_card_and_draft(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    second = await street.wrote("@ornekmarka numaram 5551112233")
    with street.room.table.database.transaction() as session:
        forgetter, row = Forgetter(b"k" * 32), session.get_one(Mention, second)
        forgetter.forget_mention(session, row, "gone", street.room.clock())
    await street.goes_on()
    assert street.drafter.requests[-1].text == "@ornekmarka kargom nerede"
    text = street.room.card(head)["text"]
    assert "birlikte" not in text
    assert "555" not in text


async def test_once_a_card_is_out_only_the_authors_wish_closes_it(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    street.drafter.instead = Drafted("no_reply", ("troll",))
    await street.wrote("@ornekmarka hepiniz salaksınız")
    assert street.mention(head).state == "escalated"
    street.drafter.instead = Drafted("no_reply", ("asked_to_stop",))
    await street.wrote("@ornekmarka bana bir daha yazmayın")
    assert (street.mention(head).state, street.mention(head).closed_reason) == ("closed", "asked_to_stop")


async def test_in_english_too(sandbox: Sandbox, street: Street) -> None:
    street.room.table.brands["ornek"] = brand(chat_language="en")
    street.room.desk = make_desk(street.room.table, street.room.bot)
    street.judge.words = {"parcel": {"lang": "en"}, "twice": {**GRAVE, "lang": "en"}}
    head = await street.wrote("@ornekmarka where is my parcel")
    await street.wrote("@ornekmarka and you charged me twice")
    text = street.room.card(head)["text"]
    assert "➕ 2 posts together" in text
    assert "the author wrote again, so the draft is new" in text
    assert "Draft v2" in text


async def test_history_says_that_a_post_was_taken_together(street: Street) -> None:
    head = await street.wrote("@ornekmarka kargom nerede")
    await street.wrote("@ornekmarka bir de yanlış ürün çıktı")
    await street.room.tap(ELIF, head, "✅ Onayla")
    (reply,) = street.room.table.replies()
    street.room.table.change(reply, state="posted", posted_at=street.room.clock())
    street.room.table.change(street.mention(head), state="closed", closed_reason="answered")
    street.room.clock.forward(hours=5)
    later = await street.wrote("@ornekmarka yine ben")
    await street.room.tap(ELIF, later, "⋯ Daha")
    await street.room.tap(ELIF, later, "⋯ Diğer")
    await street.room.tap(ELIF, later, "🕘 Geçmiş")
    told = street.room.said()[-1]["text"]
    assert told.count("yanıtlandı") == 2


def test_one_judgement_of_several() -> None:
    base: dict[str, Any] = {
        "brand": "ornek",
        "platform": "x",
        "native_id": "1",
        "author_id": 1,
        "root_id": "1",
        "urgency": "low",
    }
    praise = Mention(**base, text="güzel", label="praise", confidence=0.9, sentiment="positive", lang="other")
    bad = Mention(
        **base, text="kötü", label="complaint", confidence=0.7, sentiment="negative", topics=["price"], lang="en"
    )
    assert together([]) is None
    both = together([praise, bad])
    assert both is not None
    assert (both.label, both.lang, both.topics) == ("complaint", "en", ("price",))
    praise.judged_by = "person"
    said_so = together([praise, bad])
    assert said_so is not None
    assert said_so.label == "praise"
    bad.topics, praise.topics = ["shipping"], ["product"]
    everything = together([praise, bad])
    assert everything is not None
    assert everything.topics == ("shipping", "product")
    assert said([praise, bad]) == "güzel\nkötü"


def test_a_reply_that_may_be_out_is_no_head(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        session.add(Author(brand="ornek", platform="x", native_id="a", handle="a", name="A", first_seen=clock()))
        session.flush()
        for number in (1, 2):
            session.add(
                Mention(
                    brand="ornek", platform="x", native_id=f"p{number}", root_id="t", author_id=1, text="?",
                    created_at=clock() - timedelta(minutes=number), received_at=clock(),
                    state="drafted" if number == 1 else "judged",
                )
            )  # fmt: skip
        session.flush()
        late = session.get_one(Mention, 2)
        assert bursts.head_for(session, late) is not None
        session.add(Draft(mention_id=1, brand="ornek", version=1, text="x", lang="tr", created_at=clock()))
        session.flush()
        for state in ("sending", "unsure", "by_hand", "failed", "posted"):
            reply = Reply(
                draft_id=1, mention_id=1, brand="ornek", platform="x", account="o", target_id="p1", thread_id="t",
                text="x", version=1, approval_hash="h", key="k", approved_by=1, approved_at=clock(), state=state,
            )  # fmt: skip
            session.add(reply)
            session.flush()
            assert bursts.head_for(session, late) is None, state
            session.delete(reply)
            session.flush()
        assert burst_of(session, session.get_one(Mention, 1))[0].id == 1
