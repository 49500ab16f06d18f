"""Mastodon: what is written under our own statuses. Who answers without naming us rings no bell of the server's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mastodon import Mastodon

from models.errors import CredentialsRefused, Permanent

Ask = Callable[..., Any]
"""(endpoint, method of the client, its arguments …) → its answer. Raises PlatformError."""

WATCHED = timedelta(days=7)
"""How long answers to a status of ours are looked for; a later one counts as no answer (samimi/following.py)."""
_PAGE, _PAGES = 40, 10
"""Statuses per page, and pages one look turns over: our newest 400."""
_OPENED = 40
"""Threads one look opens; the others wait for the next. A server allows 300 requests in five minutes."""


@dataclass(frozen=True)
class Under:
    """`status` answers one of ours directly; `root` is where their thread begins."""

    status: Any
    root: str


def answers_to(
    ask: Ask, client: Mastodon, own_id: str, counted: Mapping[str, int], since: datetime
) -> tuple[list[Under], dict[str, int]]:
    """What stands under our statuses since then, and how many answers each has: status id → answers.

    Threads are opened only where there are more answers than `counted` says; some of what comes then is known.
    Servers count neither what only some may see, nor what stood under a status before it reached them.
    """
    counts = {str(s.id): s.replies_count for s in _own(ask, client, own_id, since) if s.replies_count}
    grown = [id for id, count in counts.items() if count > counted.get(id, 0)]
    later = {id: counted.get(id, 0) for id in grown[_OPENED:]}
    return [one for id in grown[:_OPENED] for one in _directly_under(ask, client, id)], counts | later


def answered_by(ask: Ask, client: Mastodon, own_id: str, since: datetime) -> dict[str, str]:
    """Our statuses since then that answer something, by what they answer."""
    own = _own(ask, client, own_id, since)
    return {str(s.in_reply_to_id): str(s.id) for s in own if s.in_reply_to_id}


def _own(ask: Ask, client: Mastodon, own_id: str, since: datetime) -> Iterator[Any]:
    """Our statuses since then, newest first."""
    below: str | None = None
    for _ in range(_PAGES):
        page = ask(
            "GET /accounts/:id/statuses",
            client.account_statuses,
            own_id,
            exclude_reblogs=True,
            max_id=below,
            limit=_PAGE,
        )
        yield from (status for status in page if status.created_at >= since)
        if not page or page[-1].created_at < since:
            return
        below = str(page[-1].id)


def _directly_under(ask: Ask, client: Mastodon, id: str) -> list[Under]:
    try:
        thread = ask("GET /statuses/:id/context", client.status_context, id)
    except CredentialsRefused:
        raise
    except Permanent:  # deleted meanwhile
        return []
    root = str(thread.ancestors[0].id) if thread.ancestors else id
    return [Under(status, root) for status in thread.descendants if str(status.in_reply_to_id) == id]
