"""`samimi bench desk-day`: 11.11 on the desk, 1,500 mentions and 4 people, at Telegram's pace in simulated time."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select

from models import Card, Draft, Mention, Reply
from models.transitions import move
from responders.desk import queueing
from responders.desk.buttons import Pressed, Signer
from samimi.bench_desk import SECRET, Scene, add_cards, scene

STEP = timedelta(seconds=3)
"""Telegram's twenty a minute."""
_HOURS = {10: 1.6, 11: 1.9, 12: 1.2, 13: 1.0, 14: 0.8, 15: 0.8, 16: 0.8, 17: 0.9, 18: 1.0, 19: 1.2, 20: 1.5, 21: 1.3}
"""How busy each local hour is against the average: campaign's opening, lunch, evening."""
_THINK = (6.0, 20.0)
"""Seconds a person reads before pressing, an assumption about people; so is the next one."""
_PATIENCE = timedelta(seconds=10)
"""How long somebody looks at an empty screen while the counter says that cards wait."""

_AT_MOST = timedelta(hours=12)
"""After the last mention; a desk that cannot be emptied must not keep the bench running for ever."""


@dataclass
class Worker:
    """Somebody at the desk: what they are at, and when they will have read it."""

    id: int
    mention: int | None = None
    plan: list[str] = field(default_factory=list)
    free_at: datetime | None = None
    idle_since: datetime | None = None
    """Since when they have seen no card that is free."""
    taps: int = 0
    decided: int = 0
    commands: int = 0


def run(mentions: int = 1500, people: int = 4) -> dict[str, Any]:
    """The day from 10:00 to the last decision; the figures of what was pushed and how long people waited."""
    with scene(people, 0, open_cards=8) as made:
        return asyncio.run(_day(made, mentions))


async def _day(made: Scene, mentions: int) -> dict[str, Any]:
    chance, workers = random.Random(1111), [Worker(user) for user in made.people]
    arrivals = _arrivals(chance, made.clock(), mentions)
    come, deepest = 0, 0
    async with made.bot:
        await made.desk.receive(0)
        left = 0
        while come < mentions or left:
            now = made.clock()
            if now > arrivals[-1] + _AT_MOST:
                raise RuntimeError(f"{left} cards were undecided long after the last had come")
            if not left and arrivals[come] > now + timedelta(minutes=2):
                made.clock.at = now = arrivals[come]
            while come < mentions and arrivals[come] <= now:
                urgency = "high" if chance.random() < 0.05 else "normal"
                add_cards(made.database, now, 1, first=come, created_at=now, urgency=urgency)
                come += 1
            left = _waiting(made)
            deepest = max(deepest, left)
            await made.desk.send_due()
            turn = chance.sample(workers, len(workers))
            acted = [_work(made, worker, workers, chance) for worker in turn]
            if any(acted):
                await made.desk.receive(0)
            _post(made)
            made.clock.at += STEP
    return {"mentions": mentions, "deepest_queue": deepest, **_figures(made, workers, arrivals)}


def _arrivals(chance: random.Random, start: datetime, count: int) -> list[datetime]:
    hours = chance.choices(list(_HOURS), list(_HOURS.values()), k=count)
    first = min(_HOURS)
    return sorted(start + timedelta(hours=hour - first, seconds=chance.uniform(0, 3600)) for hour in hours)


def _work(made: Scene, worker: Worker, workers: Sequence[Worker], chance: random.Random) -> bool:
    """One person's next press or command, if they have read long enough and see the button; whether they acted."""
    now = made.clock()
    if worker.free_at is not None and now < worker.free_at:
        return False
    if worker.mention is not None and not worker.plan:
        worker.mention = None
    if worker.mention is None:
        return _look(made, worker, workers, chance)
    card = _card(made, worker.mention)
    if card is None or card.message_id is None or card.stale:
        return False
    action = worker.plan.pop(0)
    data = Signer(SECRET).sign(Pressed(action, worker.mention, 1), made.chat, now)
    made.telegram.press(made.chat, card.message_id, worker.id, data)
    worker.taps += 1
    worker.decided += not worker.plan
    worker.free_at = now + timedelta(seconds=2)
    return True


def _look(made: Scene, worker: Worker, workers: Sequence[Worker], chance: random.Random) -> bool:
    """Take the topmost card that nobody else is reading; ask for the next one when some wait that do not come."""
    now, taken = made.clock(), {other.mention for other in workers}
    with made.database.reading() as session:
        hidden = session.exec(
            select(func.count())
            .select_from(Card)
            .join(Mention, col(Mention.id) == Card.mention_id)
            .where(queueing.waiting(now), col(Card.message_id).is_(None))
        ).one()
        query = (
            select(Card.mention_id)
            .join(Mention, col(Mention.id) == Card.mention_id)
            .where(queueing.waiting(made.clock()), col(Card.message_id).is_not(None))
            .order_by(col(Card.message_id))
        )
        free = [mention for mention in session.exec(query).all() if mention not in taken]
    if free:
        worker.mention, worker.idle_since = free[0], None
        worker.plan = _plan(made, free[0], chance)
        worker.free_at = made.clock() + timedelta(seconds=chance.uniform(*_THINK))
        return False
    worker.idle_since = worker.idle_since or now
    if not hidden or now - worker.idle_since < _PATIENCE:
        return False
    made.telegram.message(made.chat, worker.id, "/siradaki")
    worker.commands += 1
    worker.idle_since = now
    return True


def _plan(made: Scene, mention_id: int, chance: random.Random) -> list[str]:
    """What a person presses: one tap on green, two where a guard objects, two for closing without a reply."""
    if chance.random() < 0.15:
        return ["skip", "skip_no_reply_needed"]
    with made.database.reading() as session:
        level = session.exec(select(Draft.level).where(Draft.mention_id == mention_id)).first()
    return ["confirm", "overrule"] if level == "amber" else ["approve"]


def _post(made: Scene) -> None:
    """What the outbox does when the undo window is over."""
    now = made.clock()
    due = select(Reply).where(Reply.state == "held", col(Reply.next_at) <= now)
    with made.database.reading() as session:
        if session.exec(due).first() is None:
            return
    with made.database.transaction() as session:
        for reply in session.exec(due).all():
            move(session, reply, "sending")
            move(session, reply, "posted", posted_at=now, native_id=f"r{reply.id}")
            mention = session.get_one(Mention, reply.mention_id)
            move(session, mention, "closed", closed_reason="answered", closed_at=now)


def _figures(made: Scene, workers: Sequence[Worker], arrivals: Sequence[datetime]) -> dict[str, Any]:
    log = [entry for entry in made.telegram.sent_log() if entry["method"] in ("sendmessage", "editmessagetext")]
    minutes = Counter(entry["at"][:16] for entry in log)
    with made.database.reading() as session:
        waits = [
            (reply.approved_at - mention.created_at).total_seconds() / 60
            for reply, mention in session.exec(
                select(Reply, Mention).join(Mention, col(Mention.id) == Reply.mention_id)
            ).all()
        ]
        skipped = session.exec(select(Mention).where(Mention.closed_reason == "no_reply_needed")).all()
        waits += [(m.closed_at - m.created_at).total_seconds() / 60 for m in skipped if m.closed_at]
        shown = session.exec(
            select(Card, Mention)
            .join(Mention, col(Mention.id) == Card.mention_id)
            .where(col(Card.shown_at).is_not(None))
        ).all()
    urgent = [card for card, mention in shown if mention.urgency == "high"]
    late = [card for card, mention in shown if mention.urgency != "high" and _was_nearly_late(card)]
    urgent_waits = [
        (card.shown_at - mention.created_at).total_seconds()
        for card, mention in shown
        if mention.urgency == "high" and card.shown_at
    ]
    return {
        "decided": len(waits),
        "approved": len(waits) - len(skipped),
        "cards_shown": len(shown),
        "rung_in_the_group": _rung(made, {card.message_id for card, _ in shown}),
        "pushed_urgent": len(urgent),
        "pushed_nearly_late": len(late),
        "asked_for": sum(card.pulled_at is not None for card, _ in shown),
        "urgent_on_screen_max_s": round(max(urgent_waits, default=0.0)),
        "median_wait_min": round(statistics.median(waits), 1),
        "p90_wait_min": round(statistics.quantiles(waits, n=10)[-1], 1),
        "longest_wait_min": round(max(waits), 1),
        "decided_per_person": [worker.decided for worker in workers],
        "taps_per_person": [worker.taps for worker in workers],
        "next_asked_per_person": [worker.commands for worker in workers],
        "messages_and_edits": sum(entry["ok"] for entry in log),
        "busiest_minute": max(minutes.values()),
        "refused_by_telegram": sum(entry["code"] == 429 for entry in log),
        "hours": round((made.clock() - arrivals[0]).total_seconds() / 3600, 1),
    }


def _rung(made: Scene, cards: set[int | None]) -> dict[str, int]:
    """Messages that came without disable_notification, as Telegram holds them; edits ring nobody."""
    loud = [one for one in made.telegram.messages(made.chat) if one["bot"] and not one["service"] and not one["silent"]]
    return {"cards": sum(one["id"] in cards for one in loud), "else": sum(one["id"] not in cards for one in loud)}


def _was_nearly_late(card: Card) -> bool:
    """Whether it was pushed because its target was about to end."""
    if card.due_at is None or card.shown_at is None or card.pulled_at is not None:
        return False
    return card.shown_at >= card.due_at - queueing.NEARLY_LATE


def _waiting(made: Scene) -> int:
    query = select(func.count()).select_from(Mention).where(queueing.waiting(made.clock()))
    with made.database.reading() as session:
        return session.exec(query).one()


def _card(made: Scene, mention_id: int) -> Card | None:
    with made.database.reading() as session:
        return session.exec(select(Card).where(Card.mention_id == mention_id)).first()
