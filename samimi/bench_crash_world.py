"""The world of the crash bench: people who write, a desk that approves, and a count of what the platforms then hold."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, col, func, select

from models import Database, Mention, Reply, Source
from samimi.bench_approver import PEOPLE, Approver
from samimi.clock import Fast
from samimi.config import Config, load
from samimi.demo.places import Place, Published, Said, places
from samimi.demo.team import bare
from sandbox.server import Sandbox

WRITES = ("/x/2/tweets", "/mastodon/api/v1/statuses", "/reddit/api/comment/*", "/bluesky/xrpc/*.createRecord")
NAMES = ("alfa", "beta", "gama", "delta", "epsilon", "zeta", "teta", "kapa")
ON_BLUESKY = 2
"""Only so many brands are there: a server lets nobody sign in more than 30 times in five minutes."""
QUEUE = 12
"""Posts of one account that may wait for an answer at a time."""
EVERY_TRAP = 37
"""Of so many approvals one is taken back and one is tampered with: neither may ever be posted."""


@dataclass
class World:
    """Stand-ins, brands on them, one database. `said`: (platform, native id) → (brand, platform) of every post."""

    sandbox: Sandbox
    clock: Fast
    folder: Path
    database: Database
    wanted: int
    """Posts to be written in all."""
    seed: int
    said: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    approved: dict[tuple[str, str], str] = field(default_factory=dict)
    """(platform, post answered) → the text somebody approved and did not take back."""
    traps: Counter[tuple[str, str]] = field(default_factory=Counter)
    _decided: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self.towns: dict[str, Place] = places(self.sandbox)
        self.path = self.folder / "config.yaml"
        self.path.write_text(yaml.safe_dump(_settings(self.database), allow_unicode=True), encoding="utf-8")
        self.config: Config = load(self.path)
        self.accounts = [(brand.key, name) for brand in self.config.brands.values() for name in brand.platforms]
        self.environment = self._environment()
        self.sandbox["mastodon"].rate(300 * len(NAMES))  # the real one counts per account
        self._approver = Approver(self.config, self.clock, self.seed)

    def feed(self) -> None:
        """People write to the accounts that have little to do."""
        with self.database.reading() as session:
            done = _by_account(session, Reply.state == "posted")
        written = Counter(self.said.values())
        for place in self._random.sample(self.accounts, len(self.accounts)):
            room = min(QUEUE - (written[place] - done[place] - self.traps[place]), self.wanted - len(self.said))
            for _ in range(max(room, 0)):
                self._say(place)

    def decide(self, most: int = 25) -> int:
        """Judge, draft and approve what was heard, as pipeline and desk do; returns how many."""
        with self.database.reading() as session:
            new = session.exec(select(Mention.id).where(Mention.state == "new").limit(most)).all()
        for mention in new:
            self._approve(mention)
        return len(new)

    def listens(self) -> bool:
        """Whether every source was seen: what was said before the bot knew of it is not its to hear."""
        with self.database.reading() as session:
            return session.exec(select(func.count()).select_from(Source)).one() == len(self.accounts)

    def settled(self) -> bool:
        """All is written, heard and decided, and nothing is on its way."""
        if len(self.said) < self.wanted:
            return False
        with self.database.reading() as session:
            heard = session.exec(select(func.count()).select_from(Mention).where(Mention.state != "new")).one()
            moving = select(Reply.id).where(col(Reply.state).in_(("held", "sending"))).limit(1)
            return heard >= self.wanted and session.exec(moving).first() is None

    def progress(self) -> int:
        """Grows while anything goes on."""
        with self.database.reading() as session:
            heard = session.exec(select(func.count()).select_from(Mention)).one()
            left = session.exec(select(func.count()).where(col(Reply.state).not_in(("held", "sending")))).one()
        return len(self.said) + heard + left

    def published(self) -> list[Published]:
        accounts = {p.account for brand in self.config.brands.values() for p in brand.platforms.values()}
        return [one for town in self.towns.values() for one in town.published(accounts) if one.by_api]

    def figures(self) -> dict[str, int]:
        """Counted from what the platforms hold; our own tables only say what a person was asked about."""
        held = self.published()
        per_post = Counter((one.platform, one.target) for one in held)
        with self.database.reading() as session:
            heard = set(session.exec(select(Mention.platform, Mention.native_id)).all())
            rows = session.exec(select(Reply.platform, Reply.target_id, Reply.state)).all()
        asked = {(platform, target) for platform, target, state in rows if state in ("unsure", "failed", "by_hand")}
        ours = {(platform, target) for platform, target, state in rows if state == "posted"}
        there = set(per_post)
        return {
            "mentions": len(self.said),
            "mentions_lost": len(set(self.said) - heard),
            "approved": len(self.approved),
            "posted": len(held),
            "lost": len(set(self.approved) - there - asked),
            "doubled": sum(count - 1 for count in per_post.values()),
            "unapproved": sum(not self._is_approved(one) for one in held),
            "asked_a_person": len(asked & set(self.approved)),
            "records_differ": len(ours ^ (there - asked)),
            "traps": self.traps.total(),
        }

    def _is_approved(self, one: Published) -> bool:
        return bare(self.approved.get((one.platform, one.target), "")) == bare(one.text)

    def _say(self, place: tuple[str, str]) -> None:
        brand, platform = place
        number, account = len(self.said), self.config.brands[brand].account(platform)
        suffix = ".test" if platform == "bluesky" else ""
        text = f"{'u/' if platform == 'reddit' else '@'}{account} kargom {number + 2} gündür gelmedi"
        said = Said(f"kisi{number}{suffix}", f"Kişi {number}", 10, text, channel="ModaTR")
        self.said[platform, self.towns[platform].say(said)] = place

    def _approve(self, mention_id: int) -> None:
        trap = {0: "taken back", 1: "tampered"}.get(self._decided % EVERY_TRAP)
        self._decided += 1
        with self.database.transaction() as session:
            mention = session.get_one(Mention, mention_id)
            self._approver.judge(session, mention)
            reply = self._approver.approve(session, mention)
            if trap is None:
                self.approved[mention.platform, mention.native_id] = reply.text
                return
            self.traps[mention.brand, mention.platform] += 1
            if trap == "tampered":
                reply.text = "Bu metni kimse onaylamadı."
                session.add(reply)
            else:
                self._approver.undo(session, mention)

    def _environment(self) -> dict[str, str]:
        found = {
            "SAMIMI_SANDBOX": self.sandbox.address,
            "SAMIMI_SANDBOX_CLOCK": self.clock.text(),
            "SAMIMI_KEY": "ab" * 32,
        }
        for brand, platform in self.accounts:
            account = self.config.brands[brand].account(platform)
            for key, value in self.towns[platform].open(account).items():
                found[f"SAMIMI_{platform}_{brand}_{key}".upper()] = value
        return found


def _settings(database: Database) -> dict[str, Any]:
    approval = {"date": date(2026, 11, 1), "ref": "bench"}
    brands: dict[str, Any] = {}
    for number, name in enumerate(NAMES):
        common = {"account": f"{name}marka", "post": "api", "every_minutes": 3, "hourly_cap": 1000}
        own = {"x": {**common, "x_ai_approval": approval}, "mastodon": common, "reddit": common}
        if number < ON_BLUESKY:
            own["bluesky"] = {**common, "account": f"{name}marka.test"}
        brands[name] = {"name": f"{name.title()} Marka", "platforms": own}
    url = database.url.render_as_string(hide_password=False)
    return {"brands": brands, "database": {"url": url}, "desk": {"people": dict(PEOPLE), "undo_seconds": 10}}


def _by_account(session: Session, where: Any) -> Counter[tuple[str, str]]:
    query = select(Reply.brand, Reply.platform, func.count()).where(where).group_by(Reply.brand, Reply.platform)
    return Counter({(brand, platform): count for brand, platform, count in session.exec(query).all()})
