"""/izin: the way back for an author who opted out or was muted, by mistake or for a time."""

from __future__ import annotations

from models import Author
from models.decision import Decision, record
from responders.desk.asking import Answer, Asked
from responders.desk.case import load_case
from responders.desk.numbers import number


def allow(asked: Asked) -> Answer:
    """/izin 12, or /izin PLATFORM KULLANICI: a lead of every brand lets an author be answered again everywhere."""
    if not all(asked.person.is_at_least("lead", key) for key in asked.office.brands):
        return Answer(asked.say("no_role"))
    author, mention_id = _author(asked)
    if author is None:
        return Answer(asked.say("allow_how"))
    again = asked.office.hooks.allow
    if again is None or not again(asked.session, *author):
        return Answer(asked.say("allow_none"))
    for brand in asked.office.brands:
        made = Decision(
            at=asked.office.now(),
            brand=brand,
            actor=asked.person.id,
            action="allow",
            mention_id=mention_id,
            details={"platform": author[0]},
        )
        record(asked.session, made)
    return Answer(asked.say("allowed"))


def _author(asked: Asked) -> tuple[tuple[str, str] | None, int | None]:
    """(platform, handle) as named, and the card's number where it was named by one."""
    words = asked.words
    if len(words) == 1 and (wanted := number(words[0])) is not None:
        case = load_case(asked.session, asked.office, asked.person, wanted)
        if case is None:
            return None, None
        author: Author = case.author
        return (author.platform, author.handle), case.mention.id
    return ((words[0].lower(), words[1]), None) if len(words) == 2 else (None, None)
