"""Ninety simulated days of two brands, for the digest's tests: rows as the app would leave them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from sqlmodel import Session, SQLModel

from models import (
    TOPICS,
    ApiCall,
    Author,
    Brand,
    Calendar,
    Database,
    Decision,
    Draft,
    Mention,
    Notice,
    PostCount,
    Promise,
    Reply,
    Source,
)

FIRST, LAST = date(2026, 2, 20), date(2026, 5, 20)
"""Holds Ramazan Bayramı (with its half day, 19 March) and Berlin's change to summer time on 29 March."""
ISTANBUL = Brand(
    key="ornek",
    name="Örnek <Marka>",
    couriers=["Hızlı Kargo", "Yolcu"],
    cities=["İzmir", "Zonguldak"],
    product_words=["fincan"],
    competitors=["Rakipoğlu"],
)
BERLIN = Brand(
    key="muster", name="Muster", calendar=Calendar(timezone="Europe/Berlin", holidays="DE"), target_minutes=120
)
BRANDS = (ISTANBUL, BERLIN)
NOW = datetime(2026, 5, 21, 6, 30, tzinfo=UTC)

_STATES = ["new", "judged", "drafted", "escalated", "closed", "closed", "closed"]
_REPLIES = ["posted", "posted", "posted", "posted_by_hand", "by_hand", "unsure", "failed", "cancelled", "held"]
_TEXTS = [
    "kargom İzmir'e gelmedi", "Zonguldağa giden paket kayıp", "Hızlı Kargo yine kayıp", "fincanım kırık çıktı",
    "Rakipoğlu'ndan alsaydım", "where is my parcel", "harika bir ürün", "#izmir şubesi nerede",
]  # fmt: skip


def fill(database: Database, seed: int = 1, a_day: int = 8) -> None:
    """Everything two brands leave behind in ninety days."""
    random, numbers = Random(seed), count(1)
    with database.transaction() as session:
        for brand in BRANDS:
            _Writer(session, brand, random, numbers).write(a_day)


class _Writer:
    """Gives every row its id itself, so that all go to the database at once."""

    def __init__(self, session: Session, brand: Brand, random: Random, numbers: Iterator[int]) -> None:
        self.session, self.brand, self.random, self.numbers = session, brand, random, numbers
        self.rows: list[SQLModel] = []
        self.later = Random(brand.key)
        """For what came after, so that it changes nothing of what was."""
        self.authors = [self._author(n) for n in range(40)]

    def write(self, a_day: int) -> None:
        day = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
        while day.date() <= LAST:
            for _ in range(self.random.randint(a_day // 2, a_day * 3 // 2)):
                self._mention(day + timedelta(minutes=self.random.randrange(1440)))
            self._call(day)
            day += timedelta(days=1)
        for platform in ("x", "reddit"):
            self.rows.append(Source(brand=self.brand.key, platform=platform, next_at=NOW, last_ok_at=NOW))
        for begin in (FIRST + timedelta(days=n) for n in range(5, 88, 17)):
            self._outage(datetime(begin.year, begin.month, begin.day, 20, tzinfo=UTC))
        self._afterwards()
        for table in (Author, Mention, Draft, Reply, Promise, Decision, ApiCall, PostCount, Source, Notice):
            self.session.add_all([row for row in self.rows if isinstance(row, table)])
            self.session.flush()

    def _author(self, n: int) -> Author:
        author = Author(
            brand=self.brand.key,
            platform="x",
            native_id=f"a{n}",
            handle=f"u{n}",
            name=f"Kişi {n} <b>",
            first_seen=NOW,
            opted_out=n % 5 == 0,
            muted=n % 7 == 0,
            id=next(self.numbers),
        )
        self.rows.append(author)
        return author

    def _mention(self, at: datetime) -> None:
        pick, number = self.random.choice, next(self.numbers)
        label = pick(["complaint", "complaint", "praise", "question", "other", None])
        model_label = pick([label, label, label, "other"])
        mention = Mention(
            brand=self.brand.key,
            platform=pick(["x", "reddit"]),
            id=number,
            native_id=f"m{number}",
            root_id=f"m{number}",
            author_id=self.random.choice(self.authors[:12] if label == "praise" else self.authors).id,
            text=pick(_TEXTS),
            created_at=at,
            received_at=at + timedelta(minutes=pick([1, 3, 5, 700, 3000])),
            state=pick(_STATES),
            label=label,
            judged_label=model_label,
            judged_by="person" if model_label != label else "model",
            sentiment={"complaint": "negative", "praise": "positive", None: None}.get(label, "neutral"),
            topics=self.random.sample(TOPICS, self.random.randint(0, 2)),
            escalate=pick([None] * 20 + ["legal"]),
            about_brand=self.random.random() > 0.1,
            lang=pick(["tr", "tr", "en"]) if label else None,
            care_reason=pick([None, None, None, None, "language"]),
        )
        if mention.state == "closed":
            mention.closed_reason = pick(["spam", "no_reply_needed", "not_about_us", None])
        self.rows.append(mention)
        if mention.state in ("drafted", "closed") and self.random.random() < 0.8:
            self._draft(mention)

    def _draft(self, mention: Mention) -> None:
        at = mention.created_at + timedelta(minutes=self.random.randint(2, 900))
        machine = self._version(mention, 1, "Selam, paketine birlikte bakalım.", None, at)
        fate = self.random.choice(["as_is", "light", "heavy", "rejected", "open"])
        if fate in ("light", "heavy"):
            machine.state = "superseded"
            text = machine.text.replace("Selam", "Merhaba") if fate == "light" else "Siparişini DM'den yaz da bakalım"
            machine = self._version(mention, 2, text, 7, at)
        if fate != "open":
            machine.state, machine.decided_at = ("rejected" if fate == "rejected" else "approved"), at
            who = Decision(at=at, brand=mention.brand, actor=7, action="approve", mention_id=mention.id)
            self.rows.append(who)
        if machine.state == "approved":
            self._reply(mention, machine, at)

    def _version(self, mention: Mention, version: int, text: str, editor: int | None, at: datetime) -> Draft:
        draft = Draft(
            id=next(self.numbers), mention_id=mention.id, brand=mention.brand, version=version, text=text, lang="tr",
            editor=editor, created_at=at, made={"cost_usd": 0.0004} if self.random.random() < 0.5 else {},
        )  # fmt: skip
        self.rows.append(draft)
        return draft

    def _reply(self, mention: Mention, draft: Draft, at: datetime) -> None:
        state = self.random.choice(_REPLIES)
        posted = at + timedelta(minutes=self.random.randint(1, 60)) if state.startswith("posted") else None
        self.rows.append(
            Reply(
                id=mention.id, draft_id=draft.id, mention_id=mention.id, brand=mention.brand,
                platform=mention.platform, account="a",
                target_id="t", thread_id="t", text=draft.text + " ^EK", version=draft.version, approval_hash="h",
                key=f"k{mention.id}", approved_by=7, approved_at=at, state=state, posted_at=posted,
            )
        )  # fmt: skip

    def _afterwards(self) -> None:
        """What authors did after our replies, what we promised in them, and what the platforms counted."""
        posted = [row for row in self.rows if isinstance(row, Reply) and row.posted_at is not None]
        for reply in posted:
            assert reply.posted_at is not None
            reply.outcome = self.later.choice([None, "thanked", "angry", "answered", "silent"])
            if reply.outcome is not None:
                reply.outcome_at = reply.posted_at + timedelta(minutes=self.later.randrange(10_080))
            if self.later.random() < 0.4:
                self._promise(reply, reply.posted_at)
        read = [row for row in self.rows if isinstance(row, Mention)]
        hours = {(row.platform, row.created_at.replace(minute=0)) for row in read if self.later.random() < 0.2}
        for platform, hour in sorted(hours):
            for stream in ("mentions", "search0")[: self.later.randint(1, 2)]:
                posts = self.later.randint(0, 4)
                counted = PostCount(brand=self.brand.key, platform=platform, stream=stream, hour=hour, posts=posts)
                self.rows.append(counted)

    def _promise(self, reply: Reply, at: datetime) -> None:
        due = at + timedelta(minutes=self.later.randrange(60, 5000))
        state = self.later.choice(["open", "kept", "kept", "broken", "void"])
        self.rows.append(
            Promise(
                reply_id=reply.id, mention_id=reply.mention_id, brand=reply.brand, kind="back", start=0, end=5,
                owner=7, made_at=at, due_at=due, state=state,
            )
        )  # fmt: skip

    def _call(self, day: datetime) -> None:
        self.rows.append(
            ApiCall(
                at=day + timedelta(hours=self.random.randrange(24)), brand=self.brand.key, platform="x", endpoint="e",
                resource="post", units=1, micro_usd=self.random.randrange(50_000, 900_000),
            )
        )  # fmt: skip

    def _outage(self, at: datetime) -> None:
        key = f"source x/{self.brand.key}"
        over = at + timedelta(hours=self.random.randint(2, 30))
        self.rows.append(Notice(key=key, brand=self.brand.key, text="", began_at=at, over_at=over))
        self.rows.append(Notice(key="telegram", brand=self.brand.key, text="", began_at=at, over_at=over))
