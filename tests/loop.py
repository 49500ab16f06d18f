"""One brand on one platform, from its stand-in to the outbox and back: the real client libraries, no Telegram."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from models import Brand, Card, Database, Draft, Judgement, Mention, Reply
from monitor.sentiment import Text
from responders.desk.case import Hooks, Office, Outcome
from responders.desk.deciding import press
from responders.desk.settings import DeskSettings
from responders.drafting import Drafted, Request
from samimi.edits import Edits
from samimi.following import Following
from samimi.forgetting import Forgetter
from samimi.health import Health
from samimi.listening import Listener
from samimi.outbox import Door, Outbox
from samimi.pipeline import Pipeline
from samimi.prices import Prices
from samimi.upkeep import Upkeep
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.rigs import Bench

ELIF, MERT = 101, 102
PEOPLE = {
    ELIF: {"name": "Elif Kaya", "initials": "EK", "roles": {"*": "lead"}},
    MERT: {"name": "Mert Ak", "initials": "MA", "roles": {"*": "approver"}},
}
REPLY = "Merhaba, sipariş numaranı özelden yollar mısın?"


class Judge:
    """Thanks are praise, a question mark asks, everything else complains."""

    name = "rule@1"

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        return [self._one(text.text.lower()) for text in texts]

    def _one(self, text: str) -> Judgement:
        label = "praise" if "teşekkür" in text or "thanks" in text else "question" if "?" in text else "complaint"
        mood = {"praise": "positive", "question": "neutral", "complaint": "negative"}[label]
        fields = {"label": label, "confidence": 0.9, "sentiment": mood, "topics": ("shipping",), "model": self.name}
        return Judgement.model_validate(fields)


@dataclass
class Drafter:
    """Drafts `says`, and after the first time something else each time."""

    says: str = REPLY
    requests: list[Request] = field(default_factory=list)

    def draft(self, request: Request) -> Drafted:
        self.requests.append(request)
        text = " ".join([self.says, *("Sevgiler." for _ in self.requests[1:])])
        return Drafted("draft", ("topic:shipping",), text, spans=((0, len(text), "approved"),))


class Loop:
    """`again()` stands for a restart, or for a second worker: the same database, nothing in memory."""

    def __init__(self, platform: str, sandbox: Sandbox, database: Database, clock: Clock) -> None:
        self.bench = Bench(platform, sandbox, clock)
        self.platform, self.sandbox, self.database, self.clock = platform, sandbox, database, clock
        # Nothing of a signature or of a guard is the subject here.
        changes = {"key": "ornek", "signature": "none"}
        self.brand: Brand = self.bench.rig.brand.model_copy(update=changes)
        self.drafter, self.judge = Drafter(), Judge()
        self.worker = 0
        self.again()
        self.listener.add_sources()
        self.listen()

    def again(self) -> Loop:
        """Every part afresh."""
        self.worker += 1
        collector, publisher = self._side("monitor.collectors"), self._side("responders.publishers")
        key, brands = ("ornek", self.platform), {"ornek": self.brand}
        given: dict[str, Any] = {"health": Health(), "prices": Prices(), "now": self.clock}
        forgetter, worker = Forgetter(b"k" * 32), f"worker {self.worker}"
        self.publisher, door = publisher, {key: Door(publisher, collector)}
        self.listener = Listener(self.database, brands, {key: collector}, forgetter=forgetter, worker=worker, **given)
        self.pipeline = Pipeline(
            self.database, brands, self.judge, self.drafter, opt_out=forgetter.opt_out, worker=worker, now=self.clock
        )
        edits = Edits(self.database, self.pipeline.judge_again, self.clock)
        self.outbox = Outbox(self.database, brands, door, worker=worker, edits=edits, **given)
        self.upkeep = Upkeep(
            self.database, brands, door, edits=edits, forgetter=forgetter, retention=timedelta(days=180), **given
        )
        self.following = Following(self.database, self.clock)
        return self

    def _side(self, side: str) -> Any:
        module = importlib.import_module(f"{side}.{self.platform}")
        return module.build(self.brand, self.bench.rig.secrets, self.sandbox.address, self.clock)

    # ── what happens ─────────────────────────────────────────────────────────────────────────────────

    def heard(self, text: str = "kargom 5 gündür gelmedi", author: str = "ayse") -> Mention:
        """Somebody writes, we hear and draft; the mention."""
        native_id = self.bench.rig.mention(text, author)
        self.listen()
        return self.mention(native_id)

    def answers(self, target: str, text: str, author: str = "ayse") -> Mention | None:
        """The author writes under `target`; the mention it becomes, if any."""
        place = self.sandbox[self.platform]
        if self.platform == "bluesky":
            native_id = place.post(f"{author}.sandbox.social", text, reply_to=target)
        elif self.platform == "mastodon":
            native_id = place.status(author, text, reply_to=target)
        elif self.platform == "reddit":
            native_id = place.comment(target, author, text)
        else:
            native_id = place.post(author, text, reply_to=target)
        self.listen()
        found = [mention for mention in self.mentions() if mention.native_id == native_id]
        return found[0] if found else None

    def listen(self) -> None:
        """Long enough after the last poll that the source is due again."""
        self.clock.forward(minutes=6)
        self.listener.tick()
        self.pipeline.tick()

    def approve(self, mention: Mention, person: int = ELIF) -> Outcome:
        version = max(draft.version for draft in self.drafts(mention))
        return press(self.database, self.office, person, "approve", mention.id, version)

    def press(self, mention: Mention, action: str, person: int = ELIF) -> Outcome:
        version = max(draft.version for draft in self.drafts(mention))
        return press(self.database, self.office, person, action, mention.id, version)

    def send(self) -> None:
        """The undo window ends; the outbox sends, and looks where it must."""
        self.clock.forward(minutes=2)
        self.outbox.tick()

    def replied(self, text: str = "kargom 5 gündür gelmedi", author: str = "ayse") -> Reply:
        """Heard, approved and out."""
        mention = self.heard(text, author)
        assert self.approve(mention).ok
        self.send()
        reply = self.reply(mention)
        assert reply.state == "posted", reply.last_error
        return reply

    # ── what is on record ────────────────────────────────────────────────────────────────────────────

    @property
    def office(self) -> Office:
        hooks = Hooks(
            check=lambda text, context: [],
            route=self.publisher.route,
            redraft=self.pipeline.redraft,
            digest=str,
            status=lambda *_: "",
            forget=lambda platform, handle: None,
            masked=str,
        )
        return Office({"ornek": self.brand}, DeskSettings.model_validate({"people": PEOPLE}), hooks, self.clock)

    def mention(self, native_id: str) -> Mention:
        return next(mention for mention in self.mentions() if mention.native_id == native_id)

    def mentions(self) -> list[Mention]:
        with self.database.reading() as session:
            return list(session.exec(select(Mention).order_by(col(Mention.id))).all())

    def fresh(self, mention: Mention) -> Mention:
        with self.database.reading() as session:
            return session.get_one(Mention, mention.id)

    def drafts(self, mention: Mention) -> list[Draft]:
        with self.database.reading() as session:
            query = select(Draft).where(Draft.mention_id == mention.id).order_by(col(Draft.version))
            return list(session.exec(query).all())

    def reply(self, mention: Mention | Reply) -> Reply:
        """The newest of the mention's replies."""
        mention_id = mention.mention_id if isinstance(mention, Reply) else mention.id
        with self.database.reading() as session:
            query = select(Reply).where(Reply.mention_id == mention_id).order_by(col(Reply.id).desc())
            return session.exec(query).all()[0]

    def card(self, mention: Mention) -> Card | None:
        with self.database.reading() as session:
            return session.exec(select(Card).where(Card.mention_id == mention.id)).first()
