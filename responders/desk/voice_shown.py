"""/ton, /sablon, /politika, /ornek, /sla: how a brand speaks, what it may do, how it keeps its target."""

from __future__ import annotations

from sqlmodel import col, select

from models import Brand, Draft, Mention, Step
from models.calendar import Day
from responders.desk import style_book
from responders.desk.asking import Answer, Asked
from responders.desk.card_words import platform_name, topic_called, word
from responders.desk.crises import crisis_of
from responders.desk.numbers import number
from responders.desk.pausing import paused
from responders.desk.quoting import own, quoted
from responders.desk.settings import Language

_TONES = {
    "kisa": "shorter", "kısa": "shorter", "shorter": "shorter", "sicak": "warmer", "sıcak": "warmer",
    "warmer": "warmer", "sen": "sen", "siz": "siz", "emojisiz": "no_emoji", "noemoji": "no_emoji",
}  # fmt: skip
_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = {
    "tr": ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_BY_HAND = {"x", "reddit"}
"""Where replies go by hand unless config.yaml says otherwise."""
EXAMPLES, LOOKED_AT = 5, 1000


def tone(asked: Asked) -> Answer:
    """/ton: how the brand speaks. /ton 12 kisa: another draft of that card, shorter."""
    numbers = [found for word in asked.words if (found := number(word)) is not None]
    wanted = next((_TONES[word.lower()] for word in asked.words if word.lower() in _TONES), None)
    if not asked.words:
        return Answer("\n\n".join(_voice(asked, brand) for brand in asked.brands))
    if len(numbers) != 1 or wanted is None:
        return Answer(asked.say("tone_how"))
    return Answer("", press=(f"tone_{wanted}", numbers[0]))


def _voice(asked: Asked, key: str) -> str:
    brand = asked.office.brands[key]
    rules = [style_book.name(rule, asked.language) for rule in style_book.agreed(asked.session, key)]
    lines = [
        asked.say("voice_head", brand=own(brand.name)),
        asked.say("voice_address", form=brand.address_tr, mirror=asked.say("yes" if brand.mirror_siz else "no")),
        asked.say("voice_signature", signature=asked.say(f"sign_{brand.signature}")),
        asked.say("voice_name", name=asked.say(f"name_{brand.name_use}")),
    ]
    lines.append(asked.say("voice_rules", rules=own(", ".join(rules)) if rules else "–"))
    return "\n".join([*lines, asked.say("tone_how")])


def templates(asked: Asked) -> Answer:
    """/sablon kargo: what the templates say of a topic, and the brand's own sentences for it."""
    brand = asked.one("viewer")
    if isinstance(brand, Answer):
        return brand
    topic = topic_called(" ".join(asked.words)) if asked.words else None
    if topic is None or asked.office.hooks.templates is None:
        return Answer(asked.say("template_how"))
    samples = asked.office.hooks.templates(brand, topic)
    lines = [asked.say("template_head", topic=word(asked.language, "topic", topic), brand=asked.name(brand))]
    lines += [f"{mark} {own(text)}" for mark, text in samples]
    own_steps = [_step(step) for step in asked.office.brands[brand].steps if not step.topics or topic in step.topics]
    return Answer("\n".join([*lines, *own_steps]))


def _step(step: Step) -> str:
    return "▸ " + own(" / ".join(text for text in (step.tr_sen, step.tr_siz, step.en) if text))


def policy(asked: Asked) -> Answer:
    """/politika: where a brand answers and how, who may decide, what its hours are; what stands in config.yaml."""
    return Answer("\n\n".join(_policy(asked, asked.office.brands[key]) for key in asked.brands))


def _policy(asked: Asked, brand: Brand) -> str:
    lines = [asked.say("policy_head", brand=own(brand.name))]
    for name, platform in brand.platforms.items():
        by_hand = platform.post == "by_hand" or (platform.post is None and name in _BY_HAND)
        way = asked.say("policy_by_hand" if by_hand else "policy_api")
        cap = asked.say("policy_cap", n=platform.hourly_cap)
        account = quoted("@" + platform.account, 40)
        lines.append(f"· {platform_name(name)} {account}: {way}, {cap}")
    settings = asked.office.settings
    lines += [
        asked.say("policy_target", n=brand.target_minutes, hours=_hours(asked.language, brand)),
        asked.say("policy_taps", n=settings.undo_seconds),
        asked.say("policy_lead"),
    ]
    lines += [asked.say("policy_four_eyes")] if settings.four_eyes else []
    lines += [asked.say("policy_never", names=own(", ".join(brand.competitors)))] if brand.competitors else []
    lines += [asked.say("paused", brand=own(brand.name))] if paused(asked.session, brand.key) else []
    lines += [asked.say("crisis_on", brand=own(brand.name))] if crisis_of(asked.session, brand.key) else []
    return "\n".join(lines)


def _hours(language: Language, brand: Brand) -> str:
    """Pzt-Cum 09:00-18:00; days with the same hours stand together."""
    runs: list[tuple[str, int, int]] = []
    for at, name in enumerate(_DAYS):
        span = brand.calendar.hours.get(name)
        if span and runs and runs[-1][0] == span and runs[-1][2] == at - 1:
            runs[-1] = (span, runs[-1][1], at)
        elif span:
            runs.append((span, at, at))
    names = _DAY_NAMES[language]
    return ", ".join(f"{names[a]}-{names[b]} {span}" if a != b else f"{names[a]} {span}" for span, a, b in runs) or "–"


def example(asked: Asked) -> Answer:
    """/ornek: the replies that later drafts are to sound like. /ornek 12: that card's reply is one."""
    if asked.words:
        wanted = number(asked.words[0])
        return Answer("", press=("example", wanted)) if wanted is not None else Answer(asked.say("example_how"))
    rows, marked = [], _marked(asked)[:EXAMPLES]
    for draft in marked:
        mention = asked.session.get(Mention, draft.mention_id)
        said = quoted(asked.office.hooks.masked(mention.text), 80) if mention is not None else ""
        rows.append(f"#{draft.mention_id} ❝ {said} ❞\n   ↳ {own(draft.text)}")
    text = "\n".join([asked.say("example_head", n=len(rows)), *rows, asked.say("example_how")])
    return Answer(text, about=tuple(draft.mention_id for draft in marked))


def _marked(asked: Asked) -> list[Draft]:
    """Approved drafts that somebody marked, newest first."""
    query = select(Draft).where(col(Draft.brand).in_(asked.brands), Draft.state == "approved", Draft.text != "")
    rows = asked.session.exec(query.order_by(col(Draft.id).desc()).limit(LOOKED_AT)).all()
    return [draft for draft in rows if draft.made.get("example")]


def targets(asked: Asked) -> Answer:
    """/sla: how the last seven days kept the target, and what waits."""
    if asked.office.hooks.sla is None:
        return Answer(asked.say("no_figures"))
    return Answer("\n\n".join(asked.office.hooks.sla(brand, asked.language) for brand in asked.brands))
