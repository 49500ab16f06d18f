"""Read new posts, one file per platform; the file's name is the platform's key in config.yaml.

Each platform module has

    SECRETS: tuple[str, ...]      names of the credentials it needs, as in SAMIMI_<PLATFORM>_<NAME>
    def build(brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]) -> Collector

`sandbox` is the stand-ins' base address (http://127.0.0.1:PORT) or None for the real platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from models import Page, Reach, Seen


class Collector(Protocol):
    """Synchronous, touches no database, keeps no position of its own."""

    begin: datetime | None
    """Where the very first read starts when config.yaml sets no `since`; None: now. Set by the caller to when the
    source was first configured, so that a crash before the first page is stored loses nothing."""

    def read(self, cursor: str | None, limit: int) -> Page:
        """Posts after `cursor`, about `limit` of them; `cursor` None: start at the platform's `since`, else at `begin`.

        Paging is complete: a page's cursor never passes a post that was not returned by it or by an earlier
        one. The same post may come twice (the caller stores it once). Our own posts never come.
        Raises models.errors.PlatformError.
        """
        ...

    def lookup(self, ids: Sequence[str]) -> list[Seen]:
        """What became of these posts: gone, edited, answered by our account. One Seen per id."""
        ...


@runtime_checkable
class Thrifty(Protocol):
    """What a collector has beside `Collector` where its platform bills what is read."""

    reach: Reach
    """How much the next `read` may read; set by the caller. `lookup` is never held back: a reply may need it."""
