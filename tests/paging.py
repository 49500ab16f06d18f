"""Reading a collector to its end, as the tests of several platforms do."""

from __future__ import annotations

from monitor.collectors import Collector


def everything(collector: Collector, cursor: str | None, limit: int = 50) -> tuple[list[str], str | None]:
    """All there is after `cursor`: native ids in the order they came, and the last cursor."""
    ids: list[str] = []
    for _ in range(50):
        page = collector.read(cursor, limit)
        ids += [post.native_id for post in page.posts]
        cursor = page.cursor
        if not page.more:
            return ids, cursor
    raise AssertionError("the collector never came to an end")
