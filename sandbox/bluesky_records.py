"""What the Bluesky stand-in keeps: accounts, posts as records, and how they look on the wire."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import regex
from starlette.responses import JSONResponse

Json = dict[str, Any]
POST = "app.bsky.feed.post"
GRAPHEMES, BYTES = 300, 3000
HANDLE = re.compile(r"(?<![\w@])@([a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)")
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


class Refused(Exception):
    """An XRPC error."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(status)
        self.answer = JSONResponse({"error": error, "message": message}, status)


@dataclass
class Account:
    handle: str

    @property
    def did(self) -> str:
        return "did:plc:" + _base32(hashlib.sha256(self.handle.encode()).digest())[:24]

    def wire(self) -> Json:
        return {"did": self.did, "handle": self.handle, "displayName": self.handle.partition(".")[0].title()}


@dataclass
class Post:
    account: Account
    rkey: str
    record: Json
    indexed: datetime
    via: str = ""
    """"api" or "hand" for our own posts."""
    deleted: bool = False

    @property
    def uri(self) -> str:
        return f"at://{self.account.did}/{POST}/{self.rkey}"

    @property
    def cid(self) -> str:
        body = json.dumps(self.record, sort_keys=True).encode()
        return "bafyrei" + _base32(hashlib.sha256(body).digest())

    @property
    def ref(self) -> Json:
        return {"uri": self.uri, "cid": self.cid}

    @property
    def parent(self) -> str | None:
        uri: str | None = (self.record.get("reply") or {}).get("parent", {}).get("uri")
        return uri

    def view(self) -> Json:
        return self.ref | {"author": self.account.wire(), "record": self.record, "indexedAt": stamp(self.indexed)}

    def readable(self) -> Json:
        """The post as its readers see it, and how it came to be."""
        return {
            "id": self.uri,
            "account": self.account.handle,
            "parent": self.parent,
            "root": (self.record.get("reply") or {}).get("root", {}).get("uri"),
            "text": self.record["text"],
            "facets": self.record.get("facets") or [],
            "langs": self.record.get("langs") or [],
            "at": self.indexed.isoformat(),
            "via": self.via,
            "deleted": self.deleted,
        }


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def tid(at: datetime, number: int) -> str:
    """A record key of Bluesky's form: microseconds and a counter, in letters that sort by time."""
    value = int(at.timestamp() * 1_000_000) << 10 | number & 1023
    return "".join(_LETTERS[value >> shift & 31] for shift in range(60, -1, -5))


def token(did: str, scope: str, number: int, ends: datetime) -> str:
    """A session token; the number keeps two from being the same."""
    payload = {"scope": scope, "sub": did, "iat": number, "exp": int(ends.timestamp())}
    parts = [{"typ": "at+jwt", "alg": "HS256"}, payload]
    sealed = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*sealed, "c2VhbGVk"])


def check_record(record: Json) -> None:
    """Raises Refused for a post the lexicon does not allow."""
    text = record.get("text")
    if not isinstance(text, str) or "createdAt" not in record:
        raise _invalid('Record must have the property "text" and "createdAt"')
    if len(text.encode()) > BYTES:
        raise _invalid(f"string too big (maximum {BYTES}, got {len(text.encode())}) at $.record.text")
    if (size := len(regex.findall(r"\X", text))) > GRAPHEMES:
        raise _invalid(f"grapheme too big (maximum {GRAPHEMES}, got {size}) at $.record.text")
    for part in ("root", "parent") if record.get("reply") else ():
        if set(record["reply"].get(part, {})) < {"uri", "cid"}:
            raise _invalid(f"Missing required key at $.record.reply.{part}")
    for facet in record.get("facets") or []:
        index = facet["index"]
        if not 0 <= index["byteStart"] < index["byteEnd"] <= len(text.encode()):
            raise _invalid("facet out of range at $.record.facets")


def _invalid(message: str) -> Refused:
    return Refused(400, "InvalidRequest", f"Invalid {POST} record: {message}")


def mention_facets(text: str) -> list[Json]:
    """Where `text` names accounts, as the app marks them: byte offsets of the UTF-8 text."""
    facets = []
    for match in HANDLE.finditer(text):
        start, end = (len(text[:at].encode()) for at in match.span())
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": Account(match[1].lower()).did}
        facets.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
    return facets


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
