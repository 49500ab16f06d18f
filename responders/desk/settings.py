"""The `desk:` section of config.yaml: chats, people and their roles, windows, quiet hours, the duty rota."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.calendar import Day
from models.hours import span_of_hours

Role = Literal["viewer", "approver", "lead", "admin"]
Language = Literal["tr", "en"]


class Section(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def hours_span(text: object) -> str:
    """`text` where it is a span of hours, over midnight too: 22:00-08:00. Raises ValueError."""
    start, end = span_of_hours(text, "22:00-08:00")
    if start == end:
        raise ValueError(f"{text!r} ends where it begins; write one such as 22:00-08:00")
    return str(text)


class PersonSettings(Section):
    """Somebody who works at the desk."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    initials: Annotated[str, Field(pattern=r"^[A-ZÇĞİÖŞÜ]{1,4}$")]
    """What a reply is signed with: ^EK."""
    language: Language = "tr"
    """Of toasts and private messages; a group's card has the language of the brand's chat."""
    roles: dict[str, Role] = {}
    """By brand key; "*" counts for every brand without a line of its own."""


class CustomerServiceSettings(Section):
    """Where a case is handed over to: the address and the web hook each get it, where given."""

    webhook: Annotated[str, Field(pattern=r"^https?://")] | None = None
    """Called with JSON signed in the header X-Samimi-Signature (HMAC-SHA256 of the body with `webhook_key`, hex)."""
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    smtp: Annotated[str, Field(pattern=r"^smtps?://")] | None = None
    """smtp://user@host:587; the password is SAMIMI_SMTP_PASSWORD. None: the digest's server."""


class DeskSettings(Section):
    """Where and by whom drafts are decided."""

    chat: int | dict[str, int] | None = None
    """The chat of every brand, or one per brand key; None: bound later by /katil."""
    admin_chat: int | None = None
    """Where faults are told; None: in private, to every admin."""
    people: dict[int, PersonSettings] = {}
    """By Telegram user id."""
    undo_seconds: Annotated[int, Field(ge=0, le=600)] = 30
    four_eyes: bool = False
    """Whoever wrote a text may not approve it where it goes past a guard's objection."""
    open_cards: Annotated[int, Field(ge=0, le=50)] = 5
    """Undecided cards a chat shows at a time beside urgent and nearly late ones; the rest wait for /siradaki."""
    quiet_hours: dict[str, Annotated[str, BeforeValidator(hours_span)]] = {}
    """By brand key or "*", local time, e.g. 22:00-08:00: only crises ring."""
    rota: dict[Day, int] = {}
    """Who is on duty on which weekday, by Telegram user id."""
    customer_service: CustomerServiceSettings = CustomerServiceSettings()
