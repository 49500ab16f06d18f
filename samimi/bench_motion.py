"""`samimi bench motion`: taps and characters on the screen for each decision, pressed through the real desk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from models import Author, Card, Decision, Draft, Mention, Reply, Route
from responders.desk.settings import Language
from responders.desk.texts import label
from samimi.bench_desk import Scene, add_cards, scene

EDIT, OPEN, NAME = "(reply)", "(open)", "(name)"
"""No fixed label: a message that answers the card; the button of the platform's composer; the first colleague's."""
_BY_HAND = Route("by_hand", url="https://x.com/intent/tweet?in_reply_to=1&text=Selam")
_SAID = {
    "tr": "@ornekmarka 5 gündür kargom dağıtımda görünüyor, kapıya gelen giden yok",
    "en": "@ornekmarka my parcel has been out for delivery for 5 days, nobody at the door",
}
_DRAFT = {
    "tr": "Selam Ayşe, 5 gündür “dağıtımda” yazısına bakmak can sıkıcı, haklısın. "
    "Sipariş numaranı DM'den yollarsan paketin nerede takıldığına bakalım.",
    "en": "Hi Tom, five days of “out for delivery” wears anyone out. The order number by DM is enough for us to look.",
}


@dataclass(frozen=True)
class Way:
    """What is pressed for one decision; how the card stands before."""

    taps: Sequence[str]
    decision: str
    """What must be on record afterwards."""
    mock: int | None = None
    """Taps the design asks for."""
    amber: bool = False
    route: Route | None = None
    first: Sequence[str] = ()
    """Pressed before, and not counted."""
    then: Mapping[str, Any] = field(default_factory=dict)
    """What the outbox made of the reply before the counted taps."""


WAYS: dict[str, Way] = {
    "approve": Way(["approve"], "approve", mock=1),
    "approve, amber": Way(["confirm", "overrule"], "approve", mock=2, amber=True),
    "no reply": Way(["skip", "skip_no_reply_needed"], "skip", mock=2),
    "edit and approve": Way([EDIT, "approve"], "approve", mock=3),
    "edit the draft's own text": Way(["edit", "copy", EDIT, "approve"], "approve", mock=3),
    "by hand": Way(["approve", OPEN, "posted_by_hand"], "posted_by_hand", mock=3, route=_BY_HAND),
    "another": Way(["another"], "another", mock=1),
    "tone": Way(["more", "tone", "tone_shorter"], "another", mock=3),
    "snooze": Way(["more", "snooze", "snooze_2_h"], "snooze", mock=3),
    "claim": Way(["more", "claim"], "claim", mock=2),
    "pass on": Way(["more", "pass_on", NAME], "pass_on", first=["more", "claim"]),
    "escalate": Way(["more", "escalate"], "escalate", mock=2),
    "hand over": Way(["more", "work", "hand_over"], "hand_over"),
    "relabel": Way(["more", "work", "label", "label_praise"], "relabel"),
    "mute": Way(["more", "work", "mute"], "mute"),
    "undo": Way(["undo"], "undo", mock=1, first=["approve"]),
    "delete": Way(["delete", "delete_really"], "delete", mock=2, first=["approve"], then={"state": "posted"}),
    "example": Way(["example"], "example", first=["approve"], then={"state": "posted"}),
}


@dataclass(frozen=True)
class Figure:
    """One decision in one language."""

    name: str
    language: Language
    taps: int
    mock: int | None
    screen: int
    """Characters of the card when the person starts, buttons included."""
    most: int
    """The longest screen on the way."""


def run() -> list[Figure]:
    """Every way in both languages, each on a card of its own. Raises RuntimeError where a button is missing."""
    languages: tuple[Language, ...] = ("tr", "en")
    return [_measured(name, way, language) for language in languages for name, way in WAYS.items()]


def table(figures: Sequence[Figure]) -> str:
    """As Markdown."""
    lines = ["| decision | language | taps | design | characters | longest screen |", "|---|---|---|---|---|---|"]
    for one in figures:
        mock = "–" if one.mock is None else str(one.mock)
        lines.append(f"| {one.name} | {one.language} | {one.taps} | {mock} | {one.screen} | {one.most} |")
    return "\n".join(lines)


def _measured(name: str, way: Way, language: Language) -> Figure:
    service = {"webhook": "http://127.0.0.1:9/nowhere"}
    with scene(2, 0, language=language, route=way.route, customer_service=service) as made:
        return asyncio.run(_walk(made, name, way, language))


async def _walk(made: Scene, name: str, way: Way, language: Language) -> Figure:
    mention = _card(made, way, language)
    async with made.bot:
        await made.desk.receive(0)
        await _settle(made)
        for action in way.first:
            await _tap(made, mention, action, language)
        if way.then:
            await _sent(made, mention, way.then)
        screens = [_screen(made, mention)]
        for action in way.taps:
            await _tap(made, mention, action, language)
            screens.append(_screen(made, mention))
    with made.database.reading() as session:
        done = session.exec(select(Decision.action).order_by(col(Decision.id).desc())).first()
    if done != way.decision:
        raise RuntimeError(f"{name}: {way.decision} was not decided but {done}")
    return Figure(name, language, len(way.taps), way.mock, screens[0], max(screens))


def _card(made: Scene, way: Way, language: Language) -> int:
    (mention,) = add_cards(made.database, made.clock(), 1)
    text = _DRAFT[language]
    with made.database.transaction() as session:
        row = session.get_one(Mention, mention)
        row.text, row.lang = _SAID[language], language
        author = session.get_one(Author, row.author_id)
        author.name, author.followers = ("Ayşe" if language == "tr" else "Tom"), 1240
        draft = session.exec(select(Draft).where(Draft.mention_id == mention)).one()
        draft.text, draft.lang = text, language
        draft.spans = [{"start": 0, "end": len(text), "kind": "approved"}]
        if way.amber:
            flag = {"name": "promise", "level": "amber", "start": 12, "end": 20, "detail": ""}
            draft.level, draft.flags = "amber", [flag]
        session.add_all([row, author, draft])
    return mention


async def _tap(made: Scene, mention: int, action: str, language: Language) -> None:
    """One tap, or one message; pasting and correcting the text counts as one more of neither."""
    message = _message(made, mention)
    if action == EDIT:
        made.telegram.message(made.chat, made.people[0], _DRAFT[language].replace("5", "beş"), reply_to=message["id"])
    elif action == OPEN:
        made.telegram.tap(made.chat, message["id"], made.people[0], _composer(message))
    elif action == NAME:
        made.telegram.tap(made.chat, message["id"], made.people[0], message["buttons"][0][0]["label"])
    else:
        made.telegram.tap(made.chat, message["id"], made.people[0], label(language, action))
    await made.desk.receive(0)
    await made.desk.drain()
    await _settle(made)


async def _sent(made: Scene, mention: int, became: Mapping[str, Any]) -> None:
    with made.database.transaction() as session:
        reply = session.exec(select(Reply).where(Reply.mention_id == mention)).one()
        reply.posted_at = made.clock()
        for name, value in became.items():
            setattr(reply, name, value)
        card = session.exec(select(Card).where(Card.mention_id == mention)).one()
        card.stale = True
        session.add_all([reply, card])
    await _settle(made)


async def _settle(made: Scene) -> None:
    for _ in range(4):
        await made.desk.send_due()
        made.clock.at += timedelta(seconds=2)


def _message(made: Scene, mention: int) -> dict[str, Any]:
    with made.database.reading() as session:
        number = session.exec(select(Card.message_id).where(Card.mention_id == mention)).one()
    return next(dict(entry) for entry in made.telegram.messages(made.chat) if entry["id"] == number)


def _composer(message: Mapping[str, Any]) -> str:
    return next(str(key["label"]) for row in message["buttons"] for key in row if key["url"])


def _screen(made: Scene, mention: int) -> int:
    message = _message(made, mention)
    return len(message["text"]) + sum(len(key["label"]) for row in message["buttons"] for key in row)
