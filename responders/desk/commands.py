"""/durdur, /devam and the rest: who asks, for which brands, and the answer as HTML."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session, col, select

from models import Card, Database, Mention
from responders.desk import (
    allowing,
    crises,
    incident_command,
    looking_up,
    more_commands,
    own_quiet,
    pausing,
    queueing,
    style_book,
    voice_shown,
)
from responders.desk.asking import Answer, Asked
from responders.desk.brands_named import Named, brands_named
from responders.desk.case import Office
from responders.desk.chats import brands_of
from responders.desk.command_words import answer, canonical, help_text
from responders.desk.more_commands import queue_line
from responders.desk.quoting import own
from responders.desk.roles import Person, find_person

LISTED = 10


Handler = Callable[[Asked], Answer]


def run(database: Database, office: Office, user_id: int, chat_id: int, name: str, words: list[str]) -> Answer | None:
    """Carry out a command; None where it is not ours. A stranger learns nothing but that they are one."""
    known = canonical(name)
    if known is None:
        return None
    with database.transaction() as session:
        person = find_person(session, office.settings, user_id)
        if person is None:
            return Answer(answer("tr", "no_role") + " " + answer("en", "no_role"))
        if known not in HANDLERS:
            return None
        named = brands_named(known, office.brands, words)
        if named.unknown:
            return _which(office, person)
        asked = _asked(session, office, person, chat_id, named)
        return HANDLERS[known](asked) if asked.brands else Answer(answer(asked.language, "no_role"))


def _asked(session: Session, office: Office, person: Person, chat_id: int, named: Named) -> Asked:
    here = brands_of(session, office.settings, office.brands, chat_id)
    brands = named.brands or (list(office.brands) if named.every or not here else here)
    theirs = person.brands({key: office.brands[key] for key in brands})
    every = named.every and not named.brands
    return Asked(session, office, person, theirs, every, named.rest, chat_id)


def _which(office: Office, person: Person) -> Answer:
    """A word that is no brand is asked about: acting on every brand instead would hold or free the wrong ones."""
    names = ", ".join(person.brands(office.brands))
    key = "which_brand" if names else "no_role"
    return Answer(answer(person.language, key, names=names))


def _pause(asked: Asked) -> Answer:
    return _hold(asked, "approver", pausing.pause, "paused")


def _resume(asked: Asked) -> Answer:
    return _hold(asked, "lead", pausing.resume, "resumed")


def _hold(asked: Asked, role: str, act: Callable[..., bool], key: str) -> Answer:
    """One brand at a time; "hepsi" is one switch over all, for those who have the role everywhere."""
    brands = asked.with_role(role)
    if not brands or (asked.every and len(brands) < len(asked.office.brands)):
        return Answer(answer(asked.language, "no_role"))
    now, lines = asked.office.now(), []
    for brand in [pausing.EVERY] if asked.every else brands:
        done = act(asked.session, brand, asked.person.id, now)
        lines.append(_held(asked, brand, key if done else f"{key}_already"))
    return Answer("\n".join(lines))


def _held(asked: Asked, brand: str, key: str) -> str:
    """After "hepsi" a brand's own /devam frees nothing, and says what would."""
    if brand == pausing.EVERY:
        return asked.say("paused_all" if key == "paused" else key, brand=asked.say("all"))
    all_held = pausing.all_held(asked.session)
    return asked.say("resumed_not" if all_held and key.startswith("resumed") else key, brand=asked.name(brand))


def _next(asked: Asked) -> Answer:
    """A card on screen is pointed at; one that is not comes, and is the answer itself."""
    card = queueing.next_card(asked.session, asked.with_role("approver"), asked.office.now())
    if card is None:
        return Answer(answer(asked.language, "nothing_waits"))
    if card.message_id is not None:
        return Answer(answer(asked.language, "next_here", n=card.mention_id), card.message_id)
    card.pulled_at = asked.office.now()
    asked.session.add(card)
    return Answer("")


def _queue(asked: Asked) -> Answer:
    now, language = asked.office.now(), asked.language
    waiting = (
        select(Mention, Card)
        .join(Card, col(Card.mention_id) == Mention.id)
        .where(col(Mention.brand).in_(asked.brands), queueing.waiting(now))
    )
    lines = [answer(language, "queue_head", **queueing.counts(asked.session, asked.brands, now))]
    for mention, _ in asked.session.exec(waiting.order_by(*queueing.ORDER).limit(LISTED)).all():
        lines.append(queue_line(asked, mention))
    return Answer("\n".join(lines))


def _digest(asked: Asked) -> Answer:
    return Answer("\n\n".join(asked.office.hooks.digest(brand) for brand in asked.brands))


def _status(asked: Asked) -> Answer:
    lines = [own(asked.office.hooks.status(asked.brands, asked.language))]
    if pausing.all_held(asked.session):
        return Answer("\n".join([*lines, asked.say("paused_all")]))
    held = [asked.name(key) for key in asked.brands if pausing.paused(asked.session, key)]
    return Answer("\n".join([*lines, *(asked.say("paused", brand=name) for name in held)]))


def _help(asked: Asked) -> Answer:
    return Answer(own(help_text(asked.language)))


HANDLERS: dict[str, Handler] = {
    "durdur": _pause,
    "devam": _resume,
    "siradaki": _next,
    "kuyruk": _queue,
    "acil": more_commands.urgent,
    "benim": more_commands.mine,
    "devret": more_commands.pass_on,
    "toplu": more_commands.bulk_praise,
    "ara": looking_up.search,
    "bagla": looking_up.link,
    "ton": voice_shown.tone,
    "sablon": voice_shown.templates,
    "politika": voice_shown.policy,
    "ornek": voice_shown.example,
    "sla": voice_shown.targets,
    "kriz": crises.crisis,
    "sessiz": own_quiet.quiet,
    "gecmis": more_commands.author_history,
    "gercekler": more_commands.facts,
    "kural": style_book.rules,
    "nobet": more_commands.duty_rota,
    "roller": more_commands.roles,
    "denetim": more_commands.audit,
    "unut": more_commands.forget,
    "izin": allowing.allow,
    "ozet": _digest,
    "olay": incident_command.incidents,
    "durum": _status,
    "yardim": _help,
}
