"""The commands beside /durdur, /siradaki and /kuyruk: lists, duty, facts, roles, record, erasing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from language.folding import fold
from models import Card, Decision, Member, Mention
from models.author import platforms_known
from models.decision import record
from responders.desk import bulk, deciding, duty, fact_book, queueing
from responders.desk.asking import Answer, Asked
from responders.desk.auditing import export
from responders.desk.buttons import Button
from responders.desk.card_words import platform_name, word
from responders.desk.case import load_case
from responders.desk.knowing import lasting
from responders.desk.numbers import number
from responders.desk.passing_on import colleagues
from responders.desk.past import history
from responders.desk.quoting import own
from responders.desk.roles import find_person
from responders.desk.roles_taken import VERBS, take_roles
from responders.desk.texts import label, role_word, toast
from responders.guards.address import other_form

LISTED = 10


def queue_line(asked: Asked, mention: Mention) -> str:
    """#12 KARGO · X · 18 dk"""
    brand = asked.office.brands[mention.brand]
    minutes = int(brand.calendar.working_minutes(mention.created_at, asked.office.now()))
    topic = word(asked.language, "topic", next(iter(mention.topics), "general"))
    platform, waited = platform_name(mention.platform), lasting(asked.language, minutes)
    return asked.say("queue_line", n=mention.id, topic=topic, platform=platform, waited=waited)


def urgent(asked: Asked) -> Answer:
    return _list(asked, "urgent_head", queueing.URGENT)


def mine(asked: Asked) -> Answer:
    return _list(asked, "mine_head", col(Mention.claimed_by) == asked.person.id)


def bulk_praise(asked: Asked) -> Answer:
    """One brand at a time: its green praise with every text, and one button."""
    brand = asked.one("approver")
    if isinstance(brand, Answer):
        return brand
    batch = bulk.gather(asked.session, asked.office, brand, asked.person.id, asked.chat_id)
    if batch is None:
        return Answer(asked.say("nothing_waits"))
    text = asked.say("bulk_head", n=len(batch.drafts)) + "\n\n" + bulk.batch_text(asked.session, batch)
    buttons = [
        [Button(label(asked.language, "bulk_arm"), "bulk_arm")],
        [Button(label(asked.language, "bulk_approve"), "bulk_approve")],
    ]
    return Answer(text, rows=buttons, subject=batch.id, about=tuple(mention_id for mention_id, _ in batch.drafts))


def pass_on(asked: Asked) -> Answer:
    """/devret 12 mert: the card to the one colleague of that name."""
    numbers = [found for word in asked.words if (found := number(word)) is not None]
    names = [fold(word.lstrip("@")) for word in asked.words if number(word) is None]
    case = load_case(asked.session, asked.office, asked.person, numbers[0]) if numbers else None
    if case is None or case.mention.brand not in asked.brands:
        return Answer(asked.say("pass_on_how"))
    people = colleagues(case)
    called = [one for one in people if names and all(name in fold(one.name).split() for name in names)]
    if len(called) != 1:
        return Answer(asked.say("pass_on_who", names=own(", ".join(one.name for one in called or people)) or "–"))
    outcome = deciding.pass_on(asked.session, asked.office, asked.person.id, case.mention.id, called[0].id)
    return Answer(own(toast(asked.language, outcome.key, **outcome.values)))


def author_history(asked: Asked) -> Answer:
    """/gecmis 12"""
    wanted = next((found for word in asked.words if (found := number(word)) is not None), None)
    case = load_case(asked.session, asked.office, asked.person, wanted) if wanted is not None else None
    if case is None or case.mention.brand not in asked.brands:
        return Answer(asked.say("which_card"))
    outcome = history(case)
    return Answer(outcome.note or toast(asked.language, outcome.key), about=outcome.about)


def facts(asked: Asked) -> Answer:
    """/gercekler · /gercekler ekle METİN [https://…] [31.12.2026] · /gercekler bitir 3"""
    brand = asked.one("viewer" if not asked.words else "lead")
    if isinstance(brand, Answer):
        return brand
    now, words = asked.office.now(), asked.words
    today = asked.office.brands[brand].calendar.local(now).date()
    verb = fold(words[0]) if words else ""
    if verb in ("ekle", "add"):
        return Answer(_add_fact(asked, brand, today))
    if verb in ("bitir", "end"):
        wanted = number(words[1]) if len(words) > 1 else None
        ended = wanted is not None and fact_book.end(asked.session, brand, wanted, asked.person.id, now)
        return Answer(asked.say("fact_ended" if ended else "fact_how", n=wanted))
    known = fact_book.with_added(asked.session, asked.office.brands[brand], today).facts
    lines = [f"• {own(fact.text)} <i>({own(fact.id.removeprefix('desk'))})</i>" for fact in known]
    return Answer("\n".join([asked.say("fact_head", n=len(known)), *lines]))


def _add_fact(asked: Asked, brand: str, today: date) -> str:
    """The answer repeats what was understood: a day that was not read would make the fact hold for good."""
    wanted = fact_book.worded(asked.words[1:])
    if wanted.no_day is not None:
        return asked.say("fact_no_day", day=own(wanted.no_day))
    if not fact_book.says_something(wanted.text):
        return asked.say("fact_how")
    if len(wanted.text) > fact_book.LONGEST:
        return asked.say("fact_long", length=len(wanted.text), most=fact_book.LONGEST)
    day = f"{wanted.until:%d.%m.%Y}" if wanted.until else ""
    if wanted.until and wanted.until < today:
        return asked.say("fact_past", day=day)
    n = fact_book.add(asked.session, brand, wanted, asked.person.id, asked.office.now()).id
    until = asked.say("fact_until", day=day) if day else asked.say("fact_for_good", n=n)
    added = asked.say("fact_added", n=n, text=own(wanted.text), until=until)
    wrong = other_form(wanted.text, None, asked.office.brands[brand].address_tr)
    return f"{added}\n{asked.say('fact_form', form=wrong, n=n)}" if wrong else added


def duty_rota(asked: Asked) -> Answer:
    """/nobet · /nobet al · /nobet birak"""
    now, lines = asked.office.now(), []
    for brand in asked.with_role("approver"):
        if asked.words and asked.words[0] in ("al", "take"):
            duty.take(asked.session, asked.office, brand, asked.person.id, now)
        elif asked.words and asked.words[0] in ("birak", "leave"):
            duty.leave(asked.session, brand)
        asked.session.flush()
        user = duty.on_duty(asked.session, asked.office, brand, now)
        person = find_person(asked.session, asked.office.settings, user) if user is not None else None
        lines.append(asked.say("duty", brand=asked.name(brand), name=own(person.name) if person else "–"))
    return Answer("\n".join(lines) or asked.say("no_role"))


def roles(asked: Asked) -> Answer:
    """/roller · /roller kaldir mert"""
    if asked.words:
        takes = fold(asked.words[0]) in VERBS and len(asked.words) > 1
        return take_roles(asked) if takes else Answer(asked.say("role_how"))
    brands = asked.with_role("viewer")
    known = {*asked.office.settings.people, *asked.session.exec(select(Member.user_id)).all()}
    lines = []
    for user in sorted(known):
        person = find_person(asked.session, asked.office.settings, user)
        held = {brand: person.role(brand) for brand in brands} if person else {}
        words = [f"{asked.name(brand)} {role_word(asked.language, role)}" for brand, role in held.items() if role]
        if person and words:
            lines.append(f"{own(person.name)} (^{own(person.initials)}): {', '.join(words)}")
    return Answer("\n".join(lines))


def audit(asked: Asked) -> Answer:
    brands = asked.with_role("lead")
    if not brands:
        return Answer(asked.say("no_role"))
    return Answer(asked.say("audit"), document=("kararlar.csv", export(asked.session, brands)))


def forget(asked: Asked) -> Answer:
    """/unut PLATFORM KULLANICI: an admin erases an author everywhere.

    The erasing itself is done after this transaction: it opens its own.
    """
    if not asked.with_role("admin") or len(asked.with_role("admin")) < len(asked.office.brands):
        return Answer(asked.say("no_role"))
    if len(asked.words) != 2:
        return Answer(asked.say("forget_how"))
    wanted, handle = asked.words
    known = platforms_known(asked.session, asked.office.brands.values())
    platform = next((name for name in known if fold(name) == fold(wanted)), None)
    if platform is None:
        return Answer(asked.say("forget_where", wanted=own(wanted), known=own(", ".join(known))))
    for brand in asked.with_role("admin"):
        details = {"platform": platform}
        record(
            asked.session,
            Decision(at=asked.office.now(), brand=brand, actor=asked.person.id, action="forget", details=details),
        )
    return Answer(asked.say("forgotten"), forget=(platform, handle))


def _list(asked: Asked, head: str, which: ColumnElement[bool]) -> Answer:
    query = (
        select(Mention)
        .join(Card, col(Card.mention_id) == Mention.id)
        .where(col(Mention.brand).in_(asked.brands), queueing.waiting(asked.office.now()), which)
        .order_by(*queueing.ORDER)
    )
    rows = asked.session.exec(query).all()
    return Answer("\n".join([asked.say(head, n=len(rows)), *(queue_line(asked, row) for row in rows[:LISTED])]))
