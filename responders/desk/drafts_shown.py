"""The draft on a card: what is free text, what approved sentences, what changed, what the guards object to."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from models import Draft
from responders.desk.approving import signed
from responders.desk.card_words import line, word
from responders.desk.case import Case
from responders.desk.editing import changes
from responders.desk.quoting import own
from responders.desk.roles import find_person
from responders.desk.standing import Standing
from responders.guards.length import measured

_CHANGES, _PIECE = 400, 60
"""Letters shown of what a person changed: of all, of one place."""


def draft_lines(case: Case, now: Standing) -> list[str]:
    """An undecided draft with its marks and objections; an approved one as it goes out; nothing of a refused one."""
    draft = case.draft
    if draft is None:
        return []
    if now not in ("open", "snoozed"):
        approved = case.reply if draft.state == "approved" else None
        return [f"<i>{own(approved.text)}</i>"] if approved else []
    marked = draft.mode != "person"
    lines = [_title(case, draft), (_marked(draft) if marked else own(draft.text)) + _signature(case)]
    if marked and {span["kind"] for span in draft.spans} >= {"free", "approved"}:
        lines.append(line(case.brand.chat_language, "legend"))
    return [*lines, *_changed(case, draft), *_objections(case, draft)]


def _title(case: Case, draft: Draft) -> str:
    language = case.brand.chat_language
    used, limit, _ = measured(signed(draft.text, case.brand, case.person), case.mention.platform, case.mention.limit)
    _, _, version = draft.prompt.partition("+")[0].rpartition("@")
    mode = word(language, "mode", draft.mode) + (f", {line(language, 'version', n=own(version))}" if version else "")
    key = "draft" if limit <= 1000 else "draft_unlimited"
    return line(language, key, n=draft.version, mode=mode, used=used, limit=limit)


def _signature(case: Case) -> str:
    """The mark the reply will carry: the claimer's own, else a blank for whoever approves."""
    owner, until = case.mention.claimed_by, case.mention.claimed_until
    if case.brand.signature == "none":
        return ""
    person = None
    if owner is not None and (until is None or until > case.now):
        person = find_person(case.session, case.office.settings, owner)
    return own(signed("", case.brand, person)) if person is not None else " ^··"


def _marked(draft: Draft) -> str:
    """[free text] and ▸ approved sentences, each approved run on its own line after the first."""
    shown, at = "", 0
    for span in sorted(draft.spans, key=lambda span: int(span["start"])):
        start, end = max(int(span["start"]), at), int(span["end"])
        if end <= start:
            continue
        before = draft.text[at:start]
        part = draft.text[start:end]
        if span["kind"] == "free":
            shown += own(before) + f"[<i>{own(part)}</i>]"
        else:
            shown += own(before.rstrip(" ")) + ("\n" if (shown + before).strip() else "") + f"▸ {own(part)}"
        at = end
    return shown + own(draft.text[at:])


def _changed(case: Case, draft: Draft) -> list[str]:
    """A person's version against the one before it, word by word."""
    if draft.mode != "person" or draft.version < 2:
        return []
    query = select(Draft.text).where(Draft.mention_id == draft.mention_id, Draft.version == draft.version - 1)
    old = case.session.exec(query).first()
    if not old or old == draft.text:
        return []
    tags = {"gone": ("<s>", "</s>"), "new": ("<u>", "</u>")}
    pieces: list[str] = []
    room = _CHANGES
    for kind, words in changes(old, draft.text):
        if kind == "same":
            pieces.append("…" if not pieces or pieces[-1] != "…" else "")
        else:
            begin, end = tags[kind]
            pieces.append(begin + own(_short(words)) + end)
            room -= min(len(words), _PIECE)
        if room <= 0:
            pieces.append("…")
            break
    return [line(case.brand.chat_language, "changed") + " ".join(piece for piece in pieces if piece)]


def _short(words: str, longest: int = _PIECE) -> str:
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _objections(case: Case, draft: Draft) -> list[str]:
    language = case.brand.chat_language
    lines = []
    for level, key in (("red", "block"), ("amber", "warn")):
        found = [_flag(case, draft, flag) for flag in draft.flags if flag["level"] == level]
        said = [one for one in dict.fromkeys(found) if not any(other.startswith(f"{one} (") for other in found)]
        if said:
            lines.append(line(language, key, flags="; ".join(said)))
    return lines


def _flag(case: Case, draft: Draft, flag: dict[str, Any]) -> str:
    part = draft.text[int(flag["start"]) : int(flag["end"])]
    name = word(case.brand.chat_language, "flag", str(flag["name"]))
    return own(f"{name} ({_short(part, 30)})" if part and part != draft.text else name)
