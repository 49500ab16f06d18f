"""The stand-in platforms as a demo needs them: open an account, let people post, see what our account posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.server import Sandbox


@dataclass(frozen=True)
class Published:
    """A reply of ours as the platform shows it."""

    platform: str
    account: str
    target: str
    text: str
    by_api: bool


@dataclass(frozen=True)
class Said:
    """Somebody's post. `reply_to` is the native id of the post it answers, where it answers one."""

    handle: str
    name: str
    followers: int
    text: str
    images: int = 0
    reply_to: str | None = None
    title: str = ""
    channel: str = ""
    lang: str = "und"


class Place(Protocol):
    def open(self, account: str) -> Mapping[str, str]:
        """An account for a brand; the credentials its collector and publisher ask for."""
        ...

    def say(self, said: Said) -> str:
        """Somebody posts; the native id as our collector will see it."""
        ...

    def by_hand(self, account: str, text: str, target: str) -> None:
        """A colleague posts a reply in the platform's own app."""
        ...

    def remove(self, native_id: str) -> None:
        """The author deletes the post."""
        ...

    def published(self, accounts: set[str]) -> list[Published]:
        """Every reply of these accounts, whichever way it came, deleted ones too."""
        ...


class X:
    def __init__(self, stand_in: Any) -> None:
        self._x = stand_in
        self._by_hand: list[Published] = []

    def open(self, account: str) -> Mapping[str, str]:
        self._x.account(account, account)
        return dict(self._x.credentials(account))

    def say(self, said: Said) -> str:
        self._x.account(said.handle, said.name, said.followers)
        return str(self._x.post(said.handle, said.text, reply_to=said.reply_to, images=said.images, lang=said.lang))

    def by_hand(self, account: str, text: str, target: str) -> None:
        self._x.posted_by_hand(account, text, target)
        self._by_hand.append(Published("x", account, target, text, by_api=False))

    def remove(self, native_id: str) -> None:
        self._x.delete(native_id)

    def published(self, accounts: set[str]) -> list[Published]:
        made = [one for one in self._x.published() if one["author"] in accounts and one["in_reply_to"]]
        return [Published("x", one["author"], one["in_reply_to"], one["text"], True) for one in made] + self._by_hand


class Reddit:
    def __init__(self, stand_in: Any) -> None:
        self._reddit = stand_in

    def open(self, account: str) -> Mapping[str, str]:
        password = f"password-of-{account}"
        self._reddit.account(account, password)
        return {"CLIENT_ID": "demo-client", "CLIENT_SECRET": "demo-secret", "PASSWORD": password}

    def say(self, said: Said) -> str:
        if said.reply_to:
            return str(self._reddit.comment(said.reply_to, said.handle, said.text))
        title = said.title or said.text.split(".")[0][:90]
        return str(self._reddit.submission(said.channel or "Turkey", said.handle, title, said.text, said.images))

    def by_hand(self, account: str, text: str, target: str) -> None:
        self._reddit.posted_by_hand(target, account, text)

    def remove(self, native_id: str) -> None:
        self._reddit.delete(native_id)

    def published(self, accounts: set[str]) -> list[Published]:
        return [
            Published("reddit", one["account"], one["parent"], one["text"], by_api=one["via"] == "api")
            for one in self._reddit.published()
            if one["account"] in accounts
        ]


PLACES: Mapping[str, Any] = {"x": X, "reddit": Reddit}


def places(sandbox: Sandbox) -> dict[str, Place]:
    """Every platform the stand-ins offer."""
    return {name: make(sandbox[name]) for name, make in PLACES.items()}
