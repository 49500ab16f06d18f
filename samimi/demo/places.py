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
    id: str
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
    quotes: str | None = None
    """Native id of the post it quotes."""
    title: str = ""
    channel: str = ""
    lang: str = "und"


class Place(Protocol):
    def open(self, account: str) -> Mapping[str, str]:
        """An account for a brand; the credentials its collector and publisher ask for."""
        ...

    def own_post(self, account: str, text: str) -> str:
        """The brand posts something of its own; the native id."""
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

    def own_post(self, account: str, text: str) -> str:
        return str(self._x.post(account, text))

    def say(self, said: Said) -> str:
        self._x.account(said.handle, said.name, said.followers)
        about = {"reply_to": said.reply_to, "quote": said.quotes, "images": said.images, "lang": said.lang}
        return str(self._x.post(said.handle, said.text, **about))

    def by_hand(self, account: str, text: str, target: str) -> None:
        made = self._x.posted_by_hand(account, text, target)
        self._by_hand.append(Published("x", made, account, target, text, by_api=False))

    def remove(self, native_id: str) -> None:
        self._x.delete(native_id)

    def published(self, accounts: set[str]) -> list[Published]:
        made = [one for one in self._x.published() if one["author"] in accounts and one["in_reply_to"]]
        by_api = [Published("x", one["id"], one["author"], one["in_reply_to"], one["text"], True) for one in made]
        return by_api + self._by_hand


class _Readable:
    """The stand-ins that list what our accounts posted as their readers see it."""

    platform = ""

    def __init__(self, stand_in: Any) -> None:
        self._town = stand_in

    def by_hand(self, account: str, text: str, target: str) -> None:
        self._town.posted_by_hand(target, account, text)

    def remove(self, native_id: str) -> None:
        self._town.delete(native_id)

    def published(self, accounts: set[str]) -> list[Published]:
        return [
            Published(self.platform, one["id"], one["account"], one["parent"], one["text"], one["via"] == "api")
            for one in self._town.published()
            if one["account"] in accounts and one["parent"]
        ]


class Reddit(_Readable):
    platform = "reddit"

    def open(self, account: str) -> Mapping[str, str]:
        password = f"password-of-{account}"
        self._town.account(account, password)
        return {"CLIENT_ID": "demo-client", "CLIENT_SECRET": "demo-secret", "PASSWORD": password}

    def own_post(self, account: str, text: str) -> str:
        return str(self._town.submission(f"u_{account}", account, text))

    def say(self, said: Said) -> str:
        if said.reply_to:
            return str(self._town.comment(said.reply_to, said.handle, said.text))
        if not said.title and said.channel:
            parent = self._town.submission(said.channel, "AutoModerator", "Gündelik sohbet")
            return str(self._town.comment(parent, said.handle, said.text))
        title = said.title or said.text.split(".")[0][:90]
        return str(self._town.submission(said.channel or "Turkey", said.handle, title, said.text, said.images))


class Mastodon(_Readable):
    platform = "mastodon"

    def open(self, account: str) -> Mapping[str, str]:
        return {"ACCESS_TOKEN": f"token-for-{account}"}

    def own_post(self, account: str, text: str) -> str:
        return str(self._town.status(account, text))

    def say(self, said: Said) -> str:
        return str(self._town.status(said.handle, said.text, reply_to=said.reply_to, images=said.images))


class Bluesky(_Readable):
    platform = "bluesky"

    def open(self, account: str) -> Mapping[str, str]:
        password = f"app-password-of-{account}"
        self._town.account(account, password)
        return {"APP_PASSWORD": password}

    def own_post(self, account: str, text: str) -> str:
        return str(self._town.post(account, text))

    def say(self, said: Said) -> str:
        return str(
            self._town.post(said.handle, said.text, reply_to=said.reply_to, quotes=said.quotes, images=said.images)
        )


PLACES: Mapping[str, Any] = {"x": X, "reddit": Reddit, "mastodon": Mastodon, "bluesky": Bluesky}


def places(sandbox: Sandbox) -> dict[str, Place]:
    """Every platform the stand-ins offer."""
    return {name: make(sandbox[name]) for name, make in PLACES.items()}
