"""Answer on a platform, one file each; the file's name is the platform's key in config.yaml.

Each platform module has

    SECRETS: tuple[str, ...]
    def build(brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]) -> Publisher

Only the outbox calls post, find and delete; the pipeline and the desk may call route.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from models import Call, Mention, Own, Posted, Reply, Route


class Publisher(Protocol):
    """Synchronous; no retries of its own on writes; every call has a timeout."""

    read_lag: timedelta
    """How long a post may exist before `find` can see it."""

    def route(self, mention: Mention, text: str = "") -> Route:
        """How a reply to `mention` may travel; `text` fills the composer of a by-hand route. No network."""
        ...

    def post(self, reply: Reply) -> Posted:
        """Post `reply.text` under `reply.target_id`, adding nothing.

        Raises Temporary (nothing was posted), Unknown (it may have been), Permanent (it never will be).
        """
        ...

    def find(self, reply: Reply) -> Posted | None:
        """Our own post that carries this reply, if it is there. Raises PlatformError when that cannot be told."""
        ...

    def delete(self, reply: Reply) -> None:
        """Delete a posted reply. Deleting what is gone already is no error."""
        ...

    def own_replies(self, since: datetime) -> list[Own]:
        """Our account's replies to others since then, by whatever way they came, in any order.

        Remembers nothing between calls: the caller keeps what it read. Raises PlatformError rather than leave some out.
        """
        ...

    def take_calls(self) -> list[Call]:
        """The API calls made since the last time, save those in a `Posted.calls`. For the ledger."""
        ...
