"""What goes in and out of the records by hand: import, export, forget, join codes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Session, col, func, or_, select

from language.calling import by_name
from language.folding import fold
from models import Author, Brand, Database, Decision, Mention, Reply
from models.author import platforms_known
from models.errors import ConfigError
from models.json_lines import BadLine, read_line
from models.mention import IMPORTED
from responders.desk.joining import LIFE, new_code
from responders.desk.settings import Role
from samimi import dossier, draft_figures
from samimi.clock import utc_now
from samimi.config import Config, load
from samimi.forgetting import Forgetter, bare
from samimi.imported import Imported, raw_lines
from samimi.opening import database_of
from samimi.secrets import Secrets
from samimi.wiring import installation_key

COLUMNS = (
    *("brand", "platform", "native_id", "url", "created_at", "text", "lang", "label", "confidence", "sentiment"),
    *("topics", "urgency", "escalate", "sarcastic", "about_brand", "unsure", "judged_by", "judged_label"),
    *("second_by", "second_label"),
    *("state", "closed_reason"),
)
"""Of a mention, as exported."""

What = Literal["mentions", "decisions", "drafts", "dossier"]
Form = Literal["jsonl", "csv"]
_CALLED = {"twitter": "x"}
_X_POST = re.compile(r"/status/(\d+)")


def import_file(path: Path, file: Path, brand: str | None) -> str:
    """Store the file's mentions that are not there yet; all of them or, on a bad line, none."""
    config, database = _open(path)
    forgetter = _forgetter(path)
    parsed, faults = [], []
    for number, raw in raw_lines(file):
        one = read_line(raw, Imported)
        try:
            if isinstance(one, BadLine):
                raise ConfigError(one.error)
            found = one.model_copy(update={"platform": _platform_of(one.platform)})
            parsed.append((found, _brand_of(config, brand or one.brand)))
        except ConfigError as error:
            faults.append(f"{file}:{number}: {error}")
    if faults:
        raise ConfigError("\n".join([*faults, "nothing was imported; mend these lines and run it again"]))
    with database.transaction() as session:
        became = Counter(_add(session, forgetter, one, of, utc_now()) for one, of in _named(parsed))
    told = f"{became['added']} mentions imported, {became['known']} were there already"
    return told + (f", {became['forgotten']} left out: author or post was forgotten" if became["forgotten"] else "")


def export(path: Path, what: What, form: Form) -> Iterator[str]:
    """Rows as JSON lines or CSV; the dossier is Markdown in either."""
    config, database = _open(path)
    if what == "dossier":
        yield from dossier.lines(config, database, utc_now())
        return
    rows: dict[What, Iterator[Mapping[str, Any]]] = {
        "mentions": _mentions(database),
        "decisions": _decisions(database),
        "drafts": draft_figures.rows(database, config.brands, utc_now()),
    }
    if form == "jsonl":
        yield from (json.dumps(row, ensure_ascii=False, default=str) for row in rows[what])
    else:
        yield from _csv(rows[what])


def forget(path: Path, platform: str, handle: str) -> str:
    """Erase an author; the keyed hash stays."""
    config, database = _open(path)
    forgetter = _forgetter(path)
    with database.transaction() as session:
        known = platforms_known(session, config.brands.values())
        if platform not in known:
            raise ConfigError(f"no brand has a platform {platform!r}; known: {', '.join(known)}")
        count = forgetter.forget_author(session, platform, handle, utc_now())
    return f"{count} mentions erased; {handle} will not be collected again"


def join_code(path: Path, brand: str | None, role: Role) -> str:
    """A one-time code and what to do with it. Raises ConfigError for an unknown brand."""
    config, database = _open(path)
    if brand is not None and brand not in config.brands:
        raise ConfigError(f"{path}: no brand has the key {brand!r}; known: {', '.join(config.brands)}")
    only = next(iter(config.brands)) if len(config.brands) == 1 else "*"
    with database.transaction() as session:
        code = new_code(session, brand or only, role, utc_now())
    return (
        f"Add the bot to the group, keep `samimi run` running, and write there within {LIFE.seconds // 60} minutes:\n\n"
        f"    /katil {code}\n\n"
        f"The group is bound to {brand or only}, and whoever writes it asks for the role {role}."
    )


def _open(path: Path) -> tuple[Config, Database]:
    config = load(path)
    database = database_of(path, config.database.url)
    database.migrate()
    return config, database


def _forgetter(path: Path) -> Forgetter:
    return Forgetter(installation_key(Secrets.read(path.parent)))


def _brand_of(config: Config, key: str | None) -> Brand:
    if key is None and len(config.brands) == 1:
        return next(iter(config.brands.values()))
    named = by_name(config.brands).get(fold(key or ""))
    if named is None:
        raise ConfigError(f"brand {key!r} is not in config; known: {', '.join(config.brands)} (or use --brand)")
    return named


def _platform_of(name: str) -> str:
    """Whatever its case: another spelling would be a platform of its own, which nobody reads and no opt-out covers."""
    folded = fold(name.strip())
    return _CALLED.get(folded, folded)


def _named(parsed: Iterable[tuple[Imported, Brand]]) -> Iterator[tuple[Imported, Brand]]:
    """With ids: the platform's own where the line or an X post's url says it, else one that is told from those.

    The same line of one author is the same post, but of two posts without author neither is the other.
    """
    seen: Counter[str] = Counter()
    for one, brand in parsed:
        again = "" if one.author else f"\x00{seen[one.text]}"
        seen[one.text] += not one.author
        made = hashlib.sha256(f"{one.author}\x00{one.text}{again}".encode()).hexdigest()[:24]
        yield one.model_copy(update={"id": _own_id(one) or IMPORTED + made}), brand


def _own_id(one: Imported) -> str | None:
    """The id that the platform gave the post."""
    if one.id not in (None, ""):
        return str(one.id)
    found = _X_POST.search(one.url) if one.platform == "x" else None
    return found[1] if found else None


def _add(
    session: Session, forgetter: Forgetter, one: Imported, brand: Brand, now: datetime
) -> Literal["added", "known", "forgotten"]:
    native_id = str(one.id)
    if forgetter.is_kept_out(session, one.platform, bare(one.author), native_id):
        return "forgotten"
    same = (Mention.brand == brand.key, Mention.platform == one.platform, Mention.native_id == native_id)
    if session.exec(select(Mention.id).where(*same)).first() is not None:
        return "known"
    author = _author(session, forgetter, one, brand, now)
    created_at = one.created_at or now
    if created_at.tzinfo is None:
        created_at = created_at.replace(tzinfo=brand.calendar.zone)
    session.add(
        Mention(
            brand=brand.key,
            platform=one.platform,
            native_id=native_id,
            author_id=author.id,
            text=one.text,
            url=one.url,
            created_at=created_at.astimezone(UTC),
            received_at=now,
            root_id=native_id,
            next_at=now,
        )
    )
    session.flush()
    return "added"


def _author(session: Session, forgetter: Forgetter, one: Imported, brand: Brand, now: datetime) -> Author:
    """Whom a collector met under the same handle is the same author: muting and opting out hold."""
    native_id, handle = one.author or f"unknown:{one.id}", bare(one.author or "unknown")
    named = col(Author.native_id) == native_id
    if one.author:
        named = or_(named, func.lower(col(Author.handle)) == func.lower(handle))
    same = select(Author).where(Author.brand == brand.key, Author.platform == one.platform, named)
    author = session.exec(same.order_by(col(Author.muted).desc(), col(Author.id))).first() or Author(
        brand=brand.key,
        platform=one.platform,
        native_id=native_id,
        handle=handle,
        name=one.author_name,
        first_seen=now,
    )
    author.opted_out = author.opted_out or (bool(one.author) and forgetter.has_opted_out(session, one.platform, handle))
    session.add(author)
    session.flush()
    return author


def _mentions(database: Database) -> Iterator[Mapping[str, Any]]:
    live = col(Reply.state).not_in(("cancelled", "failed"))
    joined = (
        select(Mention, Author.handle, Reply)
        .join(Author, col(Author.id) == Mention.author_id)
        .outerjoin(Reply, (col(Reply.mention_id) == Mention.id) & live)
        .order_by(col(Mention.id))
    )
    with database.reading() as session:
        for mention, handle, reply in session.exec(joined):
            row = {name: getattr(mention, name) for name in COLUMNS}
            answer = {"reply": reply.text, "reply_state": reply.state, "posted_at": reply.posted_at} if reply else {}
            yield {**row, "author": handle, "reply": None, "reply_state": None, "posted_at": None, **answer}


def _decisions(database: Database) -> Iterator[Mapping[str, Any]]:
    with database.reading() as session:
        for decision in session.exec(select(Decision).order_by(col(Decision.id))):
            yield decision.model_dump()


def _csv(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    header = False
    for row in rows:
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(row), lineterminator="")
        if not header:
            writer.writeheader()
            out.write("\n")
            header = True
        writer.writerow({key: _safe_cell(value) for key, value in row.items()})
        yield out.getvalue()


def _safe_cell(value: Any) -> Any:
    """A customer's text must not become a formula in somebody's spreadsheet."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
        return f"'{value}"
    return " ".join(value) if isinstance(value, list) else value
