"""The lists behind a digest's lines, opened by its buttons; from what waits, up to five decisions can be taken.

A list is a viewer's to read. A decision is taken by the same path as on a card: role, version, guards and record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Brand, Card, Database, Draft, Mention, Reply
from responders.desk import queueing
from responders.desk.card_words import platform_name, word
from responders.desk.case import Case, Office, Outcome, load_case
from responders.desk.deciding import press
from responders.desk.digest_posting import Key
from responders.desk.digest_words import say
from responders.desk.quoting import own, quoted
from responders.desk.roles import READER, find_person
from responders.desk.settings import Language
from responders.desk.standing import level

SHOWN_AT_ONCE = 3
PAGE = 10
MOST_DECISIONS = 5
_QUOTED = 70
_MARKS = {"green": "🟢", "amber": "🟠", "red": "🔴", "person": "🔵", "lead": "🟣"}


@dataclass(frozen=True)
class Page:
    """A stretch of a list: the brand, how long the list is, and the mentions from `offset` on."""

    brand: str
    total: int
    mentions: Sequence[int]


@dataclass(frozen=True)
class Lists:
    """What the digest's numbers count. A list is known by its place in `names`."""

    names: Sequence[str]
    called: Callable[[str, Language], str]
    page: Callable[[Session, int, str, int, int], Page | None]
    """The list of this name behind the digest of this id, so many mentions from an offset on; None: no such digest."""


@dataclass(frozen=True)
class Opened:
    """What a press on a list's button says and offers."""

    outcome: Outcome
    text: str = ""
    keys: Sequence[Sequence[Key]] = ()
    about: tuple[int, ...] = ()
    """Mentions whose words it shows."""


def keys_of(digest_id: int, lists: Sequence[tuple[int, str]], language: Language) -> list[list[Key]]:
    """The buttons under a digest: its weightiest lists, two in a row, and the way to the others."""
    shown = [Key(label, "digest_list", digest_id, place << 8) for place, label in lists[:SHOWN_AT_ONCE]]
    if shown:
        shown.append(Key(say(language, "others"), "digest_others", digest_id))
    return [shown[at : at + 2] for at in range(0, len(shown), 2)]


def others(database: Database, office: Office, lists: Lists, user_id: int, digest_id: int) -> Opened:
    """Every list there is, by name."""
    with database.transaction() as session:
        page = lists.page(session, digest_id, lists.names[0], 0, 0)
        refused = _refused(session, office, user_id, page)
        if refused is not None or page is None:
            return Opened(refused or Outcome("old_button", ok=False))
        language = office.brands[page.brand].chat_language
    keys = [
        Key(lists.called(name, language), "digest_list", digest_id, place << 8)
        for place, name in enumerate(lists.names)
    ]
    return Opened(Outcome("ok"), say(language, "which"), [keys[at : at + 3] for at in range(0, len(keys), 3)])


def open_list(database: Database, office: Office, lists: Lists, user_id: int, digest_id: int, number: int) -> Opened:
    """One page. `number` holds the list's place and the page."""
    place, at = number >> 8, number & 255
    if place >= len(lists.names):
        return Opened(Outcome("old_button", ok=False))
    name = lists.names[place]
    with database.transaction() as session:
        page = lists.page(session, digest_id, name, PAGE, at * PAGE)
        refused = _refused(session, office, user_id, page)
        if refused is not None or page is None:
            return Opened(refused or Outcome("old_button", ok=False))
        brand = office.brands[page.brand]
        called = own(lists.called(name, brand.chat_language))
        text = _page_text(session, brand, called, page, at)
        waiting = _urgent(session, office, brand.key) if name == "waiting" else []
    keys = []
    left = page.total - (at + 1) * PAGE
    if left > 0 and at < 255:
        keys.append([Key(say(brand.chat_language, "next", n=min(left, PAGE)), "digest_list", digest_id, number + 1)])
    if waiting:
        keys.append([Key(say(brand.chat_language, "take", n=len(waiting)), "digest_take", digest_id)])
    return Opened(Outcome("ok"), text, keys, tuple(page.mentions))


def take(database: Database, office: Office, lists: Lists, user_id: int, digest_id: int) -> Opened:
    """The most urgent undecided drafts with their texts, each with a button of its own."""
    with database.transaction() as session:
        page = lists.page(session, digest_id, "waiting", 0, 0)
        refused = _refused(session, office, user_id, page, "approver")
        if refused is not None or page is None:
            return Opened(refused or Outcome("old_button", ok=False))
        brand = office.brands[page.brand]
        cases = [load_case(session, office, READER, id_) for id_ in _urgent(session, office, brand.key)]
        known = [case for case in cases if case is not None]
        parts = [_decision(case, number) for number, case in enumerate(known, start=1)]
    if not parts:
        return Opened(Outcome("ok"), say(brand.chat_language, "nothing"))
    head = say(brand.chat_language, "take_head", n=len(parts))
    keys = [key for _, key in parts]
    rows = [keys[at : at + 2] for at in range(0, len(keys), 2)]
    text = "\n\n".join([head, *(text for text, _ in parts)])
    return Opened(Outcome("ok"), text, rows, tuple(case.mention.id for case in known))


def approve(database: Database, office: Office, user_id: int, mention_id: int, version: int) -> Outcome:
    """As on the card; what a guard now objects to is brought as a card, where the objection can be read."""
    outcome = press(database, office, user_id, "approve", mention_id, version)
    if outcome.key in ("look_again", "blocked"):
        with database.transaction() as session:
            _bring(session, office, mention_id)
    return outcome


def bring(database: Database, office: Office, user_id: int, mention_id: int) -> Outcome:
    """The card comes again at the end of the chat."""
    with database.transaction() as session:
        person = find_person(session, office.settings, user_id)
        mention = session.get(Mention, mention_id)
        if person is None or mention is None or not person.role(mention.brand):
            return Outcome("stranger", ok=False, alert=True)
        if not person.is_at_least("approver", mention.brand):
            return Outcome("needs_role", {"role": "approver"}, ok=False, alert=True)
        return Outcome("ok") if _bring(session, office, mention_id) else Outcome("too_late", ok=False)


def _bring(session: Session, office: Office, mention_id: int) -> bool:
    """Only what waits for a decision: a card that is never sent again would lose the message it has."""
    query = select(Card).join(Mention, col(Mention.id) == Card.mention_id)
    card = session.exec(query.where(Card.mention_id == mention_id, queueing.undecided())).first()
    if card is None:
        return False
    card.old_message_id, card.message_id = card.message_id or card.old_message_id, None
    card.stale, card.pulled_at, card.shown, card.next_at = True, office.now(), "", None
    session.add(card)
    return True


def _refused(session: Session, office: Office, user_id: int, page: Page | None, role: str = "viewer") -> Outcome | None:
    person = find_person(session, office.settings, user_id)
    if person is None:
        return Outcome("stranger", ok=False, alert=True)
    if page is None or page.brand not in office.brands:
        return Outcome("old_button", ok=False)
    if not person.role(page.brand):
        return Outcome("stranger", ok=False, alert=True)
    if not person.is_at_least(role, page.brand):
        return Outcome("needs_role", {"role": role}, ok=False, alert=True)
    return None


def _urgent(session: Session, office: Office, brand: str) -> list[int]:
    """Up to five undecided mentions nobody has claimed, the desk's most urgent first."""
    now = office.now()
    free = col(Mention.claimed_by).is_(None) | (col(Mention.claimed_until) <= now)
    query = (
        select(Mention.id)
        .join(Card, col(Card.mention_id) == Mention.id)
        .where(Mention.brand == brand, queueing.waiting(now), free)
        .order_by(*queueing.ORDER)
        .limit(MOST_DECISIONS)
    )
    return list(session.exec(query).all())


def _page_text(session: Session, brand: Brand, called: str, page: Page, at: int) -> str:
    language = brand.chat_language
    if not page.mentions:
        return say(language, "empty", name=called)
    first = at * PAGE + 1
    head = say(language, "head", name=called, first=first, last=first + len(page.mentions) - 1, total=page.total)
    found = session.exec(select(Mention).where(col(Mention.id).in_(page.mentions))).all()
    known = {mention.id: mention for mention in found}
    return "\n".join([head, *(_line(session, brand, known[id_]) for id_ in page.mentions if id_ in known)])


def _line(session: Session, brand: Brand, mention: Mention) -> str:
    language = brand.chat_language
    at = brand.calendar.local(mention.created_at)
    topic = word(language, "topic", next(iter(mention.topics), "general"))
    state = say(language, _state(session, mention))
    platform = platform_name(mention.platform)
    return f"#{mention.id} {at:%d.%m %H:%M} {topic} · {platform} · {state} ❝{quoted(mention.text, _QUOTED)}❞"


def _state(session: Session, mention: Mention) -> str:
    """What stands with this post: its newest reply, else its own state."""
    newest = select(Reply.state).where(Reply.mention_id == mention.id).order_by(col(Reply.id).desc()).limit(1)
    reply = session.exec(newest).first()
    if reply in ("posted", "posted_by_hand"):
        return "posted"
    if reply in ("held", "sending"):
        return "held"
    if reply in ("by_hand", "unsure", "failed"):
        return reply
    return mention.state if mention.state in ("drafted", "escalated", "closed") else "new"


def _decision(case: Case, number: int) -> tuple[str, Key]:
    """One waiting post with its draft; only a green draft can be approved from here."""
    language, draft, mention = case.brand.chat_language, case.draft, case.mention
    shade = level(case)
    head = f"<b>{number}</b> {_MARKS[shade]} {platform_name(mention.platform)} ❝{quoted(mention.text, 120)}❞"
    text = f"{head}\n{_draft_text(draft, language)}"
    if shade == "green" and draft is not None:
        return text, Key(say(language, "approve", n=number), "digest_approve", mention.id, draft.version, "success")
    return text, Key(say(language, "bring", n=number), "digest_bring", mention.id)


def _draft_text(draft: Draft | None, language: Language) -> str:
    return own(draft.text) if draft is not None and draft.text else f"<i>{say(language, 'no_draft')}</i>"
