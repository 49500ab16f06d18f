"""Which buttons a card has: at most five in any view, verbs as labels."""

from __future__ import annotations

from models import Reply
from responders.desk.approving import SKIP_REASONS
from responders.desk.buttons import COPY_LIMIT, Button
from responders.desk.card_words import locative, platform_name
from responders.desk.case import Case
from responders.desk.escalating import is_fresh
from responders.desk.handing_over import case_of
from responders.desk.passing_on import offered, owner
from responders.desk.pausing import paused
from responders.desk.roles import find_person
from responders.desk.standing import level, standing
from responders.desk.texts import label

Rows = list[list[Button]]

_MENUS: dict[str, list[list[str]]] = {
    "skip": [
        ["skip_spam", "skip_not_about_us"],
        ["skip_no_reply_needed", "skip_solved_elsewhere"],
        ["main"],
    ],
    "more": [["tone", "snooze"], ["claim", "escalate"], ["work"]],
    "work": [["history", "label"], ["hand_over", "mute"], ["main"]],
    "tone": [["tone_shorter", "tone_warmer"], ["tone_address", "tone_no_emoji"], ["main"]],
    "snooze": [["snooze_30_min", "snooze_2_h"], ["snooze_tomorrow", "snooze_shift"], ["main"]],
    "label": [["label_complaint", "label_praise"], ["label_question", "label_other"], ["main"]],
    "escalate": [["escalate_legal", "escalate_safety"], ["escalate_press", "escalate_difficult"], ["main"]],
    "escalated": [["escalate_legal", "escalate_safety"], ["escalate_press", "escalate_undo"], ["main"]],
    "confirm": [["overrule", "main"]],
    "case": [["case_dm"], ["case_solved", "case_unsolved"], ["main"]],
}
_AFTER: dict[str, list[list[str]]] = {
    "snoozed": [["wake"]],
    "held": [["undo"]],
    "sending": [],
    "failed": [["retry", "by_hand"], ["undo"]],
    "unsure": [["there", "not_there"], ["give_up"]],
    "stub": [],
}
_STYLES = {"approve": "success", "delete": "danger", "delete_really": "danger"}


def rows(case: Case) -> Rows:
    """The buttons for the card as it stands, in the language of the brand's chat."""
    now = standing(case)
    if now in ("open", "bare"):
        return _undecided(case)
    if now == "by_hand":
        return _by_hand(case)
    if now in ("posted", "posted_by_hand"):
        return _out(case)
    if now == "closed":
        return _closed(case)
    return _make(case, _AFTER[now])


def _undecided(case: Case) -> Rows:
    view = case.view
    if view == "confirm" and level(case) != "amber":
        view = "main"
    if view == "edit":
        return _edit(case)
    if view.startswith("pass_on"):
        return _pass_on(case)
    if view in _MENUS:
        known = "escalated" if view == "escalate" and is_fresh(case) else view
        return _make(case, _mine(case, _MENUS[known]))
    return {"green": _green, "amber": _amber, "red": _red}.get(level(case), _bare)(case)


def _mine(case: Case, menu: list[list[str]]) -> list[list[str]]:
    """Who has the card may pass it on or release it; a case of customer service is looked after, not given again."""
    swap = {"claim": "pass_on"} if owner(case) is not None else {}
    if case_of(case.session, case.mention.id) is not None:
        swap["hand_over"] = "case"
    gone = {"tone"} if case.draft is None else set()
    if case.draft is not None and case.draft.lang != "tr":
        gone.add("tone_address")  # only Turkish has two words for you
    return [[swap.get(key, key) for key in row if key not in gone] for row in menu]


def _pass_on(case: Case) -> Rows:
    """A button for each colleague that was offered, and one for "anybody"."""
    people = [find_person(case.session, case.office.settings, user) for user in offered(case)]
    names = [Button(f"👤 {one.name[:30]}", f"pass_on_{n}") for n, one in enumerate(people, 1) if one is not None]
    return [row for row in (names[:2], names[2:]) if row] + _make(case, [["release", "main"]])


def _green(case: Case) -> Rows:
    return _make(case, [["approve", "edit"], ["another", "skip", "more"]])


def _amber(case: Case) -> Rows:
    return _make(case, [["confirm", "edit"], ["another", "skip", "more"]])


def _red(case: Case) -> Rows:
    return _make(case, [["edit", "another"], ["escalate", "skip", "more"]])


def _bare(case: Case) -> Rows:
    language = case.brand.chat_language
    write = Button(label(language, "write"), "edit")
    return [[write, *_make(case, [["claim"]])[0]], *_make(case, [["skip", "more"]])]


def _edit(case: Case) -> Rows:
    found = _make(case, [["main"]])
    text = case.draft.text if case.draft else ""
    if 0 < len(text) <= COPY_LIMIT:
        found[0].insert(0, Button(label(case.brand.chat_language, "copy"), copy=text))
    return found


def _by_hand(case: Case) -> Rows:
    """Open the composer, or copy; then say so. While everything is paused there is nothing to open."""
    reply = case.reply
    if reply is None or paused(case.session, case.mention.brand):
        return _make(case, [["posted_by_hand"], ["undo"]])
    return [*_composer(case, reply), *_make(case, [["posted_by_hand", "undo"]])]


def _composer(case: Case, reply: Reply) -> Rows:
    """Where it is posted, and the text for the clipboard."""
    language = case.brand.chat_language
    way: list[Button] = []
    target = reply.by_hand_url or case.mention.url
    if target:
        name = platform_name(case.mention.platform)
        suffix = locative(case.mention.platform)
        way.append(Button(label(language, "open_composer", platform=name, suffix=suffix), url=target))
    if len(reply.text) <= COPY_LIMIT:
        way.append(Button(label(language, "copy"), copy=reply.text))
    return [way] if way else []


def _out(case: Case) -> Rows:
    reply = case.reply
    if reply is None or reply.delete_wanted_at is not None or reply.deleted_at is not None:
        return []
    if case.view == "delete":
        return _make(case, [["delete_really", "main"]])
    if case.view == "case":
        return _make(case, _MENUS["case"])
    last = ["delete"] if reply.state == "posted" else []
    again = _composer(case, reply) if reply.by_hand_alarm == "missing" else []
    return again + _make(case, _mine(case, [["hand_over", "example", *last]]))


def _closed(case: Case) -> Rows:
    skipped = case.mention.closed_reason in SKIP_REASONS and case.draft is not None
    return _make(case, [["reopen"]] if skipped else [])


def _make(case: Case, menu: list[list[str]]) -> Rows:
    language = case.brand.chat_language
    return [[Button(label(language, key), key, style=_STYLES.get(key)) for key in row] for row in menu if row]
