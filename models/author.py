"""Who wrote to us, per platform and brand: never matched across platforms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, select

from models.brand import Brand
from models.database import Utc


class Author(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("brand", "platform", "native_id"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    platform: str
    native_id: str
    handle: str = Field(index=True)
    name: str = ""
    followers: int | None = None
    first_seen: datetime = Field(sa_type=Utc)
    muted: bool = False
    opted_out: bool = False


class Tombstone(SQLModel, table=True):
    """A keyed hash of a handle or post id that outlives what was forgotten.

    kind "author": never collect or answer again; kind "post": a forgotten post is not collected again;
    kind "opt_out": collected, never answered.
    """

    __table_args__ = (UniqueConstraint("kind", "digest"),)

    id: int = Field(default=None, primary_key=True)
    kind: str
    digest: str
    at: datetime = Field(sa_type=Utc)


def platforms_known(session: Session, brands: Iterable[Brand]) -> list[str]:
    """Where somebody may be forgotten: what config.yaml names and what authors have come from, imports included."""
    heard = session.exec(select(Author.platform).distinct()).all()
    return sorted({"import", *heard, *(name for brand in brands for name in brand.platforms)})
