"""What the contract tests need of a platform: a `Rig` at the end of its test file, found by the file's name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from models import Brand, Post, Reply
from monitor.collectors import Collector
from responders.desk.approving import reply_key
from responders.publishers import Publisher
from sandbox.server import Sandbox
from tests.conftest import Clock

ROOT = Path(__file__).parent.parent


class Rig(Protocol):
    """The people on one platform, acting through its stand-in. `brand` may answer by API there."""

    brand: Brand
    secrets: Mapping[str, str]
    write: tuple[str, str]
    """Method and path of the request that posts a reply."""
    misses_parents: bool
    """The platform itself refuses to answer a post that is gone."""

    def __init__(self, sandbox: Sandbox) -> None: ...

    def mention(self, text: str, author: str = "ayse") -> str:
        """Somebody names our account and writes `text`; the post's native id."""
        ...

    def announce(self, text: str) -> None:
        """Our own account posts, naming itself."""
        ...

    def answer_by_hand(self, target: str, text: str) -> str:
        """A colleague answers from our account in the platform's own app; the reply's native id."""
        ...

    def delete(self, id: str) -> None: ...

    def published(self) -> list[tuple[str, str | None, str]]:
        """What our account posted through the API and has not deleted: (native id, post answered, text)."""
        ...


def platforms(side: str) -> list[str]:
    """The platforms that have a module under `side`, by file name."""
    return sorted(path.stem for path in (ROOT / side).glob("*.py") if not path.stem.startswith("_"))


class Bench:
    """One platform on its stand-in: both sides built as the app builds them."""

    def __init__(self, platform: str, sandbox: Sandbox, clock: Clock) -> None:
        self.platform, self.sandbox, self.clock = platform, sandbox, clock
        rig = importlib.import_module(f"tests.test_{platform}").Rig
        self.rig = cast(Rig, rig(sandbox))

    def collector(self) -> Collector:
        return cast(Collector, self._build("monitor.collectors", self.sandbox.address))

    def publisher(self, address: str | None = None) -> Publisher:
        return cast(Publisher, self._build("responders.publishers", address or self.sandbox.address))

    def _build(self, side: str, address: str) -> Any:
        module = importlib.import_module(f"{side}.{self.platform}")
        return module.build(self.rig.brand, self.rig.secrets, address, self.clock)

    def started(self) -> tuple[Collector, str | None]:
        """A collector that has read once, and its cursor: everything from here on is new."""
        collector = self.collector()
        cursor = collector.read(None, 100).cursor
        self.clock.forward(minutes=1)
        return collector, cursor

    def everything(self, collector: Collector, cursor: str | None, limit: int = 100) -> tuple[list[Post], str | None]:
        """All there is, each post once (a platform may show one in two places), and the last cursor."""
        posts: dict[str, Post] = {}
        for _ in range(100):
            page = collector.read(cursor, limit)
            posts |= {post.native_id: post for post in page.posts}
            cursor = page.cursor
            if not page.more:
                return list(posts.values()), cursor
        raise AssertionError("the collector never came to an end")

    def mentioned(self, *texts: str) -> list[Post]:
        """Mentions as a collector reads them, oldest first."""
        collector, cursor = self.started()
        ids = [self.rig.mention(text) for text in texts]
        found = {post.native_id: post for post in self.everything(collector, cursor)[0]}
        return [found[id] for id in ids]

    def reply(self, post: Post, text: str = "Merhaba, hemen bakıyoruz.") -> Reply:
        """An approved reply to `post`, on its way."""
        now: datetime = self.clock()
        fields: dict[str, Any] = {
            "id": 1,
            "platform": self.platform,
            "account": self.rig.brand.account(self.platform),
            "target_id": post.native_id,
            "thread_id": post.root_id or post.native_id,
            "ref": dict(post.ref),
            "text": text,
            "key": reply_key(self.platform, now),
            "approved_at": now,
            "attempted_at": now,
        }
        return Reply(**fields)

    def writes(self) -> int:
        """Requests that tried to post a reply."""
        return self.sandbox.requests.count(self.rig.write)
