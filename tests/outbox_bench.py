"""An outbox over a fake platform, with approved replies in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import select

from models import Author, Database, Draft, Mention, Notice, Reply, approval_hash
from samimi.health import Health
from samimi.outbox import Door, Outbox
from samimi.prices import Prices
from tests.conftest import Clock
from tests.platform_fakes import FakeCollector, FakePublisher, a_brand

TEXT = "Selam Ayşe, beklemek can sıkıcı, haklısın. Sipariş numaranı DM'den yollarsan bakalım."


@dataclass
class Bench:
    """An outbox over a fake platform."""

    database: Database
    clock: Clock
    publisher: FakePublisher = field(default_factory=FakePublisher)
    collector: FakeCollector = field(default_factory=FakeCollector)

    def __post_init__(self) -> None:
        self.outbox = self.worker("one")

    def worker(self, name: str) -> Outbox:
        doors = {("ornek", "town"): Door(self.publisher, self.collector)}
        brands = {"ornek": a_brand()}
        return Outbox(self.database, brands, doors, health=Health(), prices=Prices(), worker=name, now=self.clock)

    def approved(
        self, number: int = 1, text: str = TEXT, author: str = "ayse", thread: str | None = None, warned: bool = True
    ) -> int:
        """An approved reply that may leave now; returns its id. `warned`: somebody saw that it repeats another."""
        with self.database.transaction() as session:
            writer = session.exec(select(Author).where(Author.handle == author)).first() or Author(
                brand="ornek", platform="town", native_id=author, handle=author, name="Ayşe", first_seen=self.clock()
            )
            session.add(writer)
            session.flush()
            mention = Mention(
                brand="ornek", platform="town", native_id=f"p{number}", author_id=writer.id,
                text="kargom 5 gündür gelmedi", created_at=self.clock(), received_at=self.clock(),
                root_id=thread or f"p{number}", summoned=True, state="drafted", label="complaint",
                confidence=0.9, sentiment="negative", urgency="normal", lang="tr",
            )  # fmt: skip
            session.add(mention)
            session.flush()
            draft = Draft(
                mention_id=mention.id, brand="ornek", version=1, state="approved", text=text, lang="tr",
                created_at=self.clock(), spans=[{"start": 0, "end": len(text), "kind": "approved"}],
                flags=[{"name": "repeat", "level": "amber", "start": 0, "end": 0, "detail": ""}] if warned else [],
            )  # fmt: skip
            session.add(draft)
            session.flush()
            whole = approval_hash(platform="town", account="ornekmarka", target_id=f"p{number}", version=1, text=text)
            reply = Reply(
                draft_id=draft.id, mention_id=mention.id, brand="ornek", platform="town", account="ornekmarka",
                target_id=f"p{number}", thread_id=mention.root_id, text=text, version=1, approval_hash=whole,
                key=f"k{number}", approved_by=7, approved_at=self.clock(), next_at=self.clock(),
            )  # fmt: skip
            session.add(reply)
            session.flush()
            return reply.id

    def reply(self, reply_id: int = 1) -> Reply:
        with self.database.reading() as session:
            return session.get_one(Reply, reply_id)

    def mention(self, mention_id: int = 1) -> Mention:
        with self.database.reading() as session:
            return session.get_one(Mention, mention_id)

    def notices(self) -> list[str]:
        with self.database.reading() as session:
            return [notice.text for notice in session.exec(select(Notice)).all()]

    def run(self, minutes: float = 5, step: float = 10) -> None:
        """Tick through `minutes`, a tick every `step` seconds."""
        for _ in range(int(minutes * 60 / step)):
            self.outbox.tick()
            self.clock.forward(seconds=step)
