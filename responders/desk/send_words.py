"""Why a reply could not be sent, for whoever decides what happens to it now."""

from __future__ import annotations

from models import Reply
from responders.desk.card_words import word
from responders.desk.case import Case
from responders.desk.quoting import quoted

_WORDS = {
    "repeat": (
        "Neden: bu hesap yakında neredeyse aynı yanıtı verdi (%{alike}). "
        "Yeniden denersen öyle gider; metni değiştirmek için geri al.",
        "Why: this account has just posted nearly the same reply ({alike}%). "
        "Try again sends it as it is; undo to reword it.",
    ),
    "guards": ("Neden: {flags}", "Why: {flags}"),
    "other": ("Neden: {detail}", "Why: {detail}"),
}
ALIKE = "alike: "
"""Begins the last error of a reply that the similarity guard held back; what follows is how alike it is."""
GUARDS = "guards: "
TO_MEND = "to mend: "
"""Begins the last error of a reply that waited for the operator; what follows are the platform's words."""
_LONGEST = 160


def why_lines(case: Case, reply: Reply) -> list[str]:
    """The similarity guard's, the other guards', or the platform's own words."""
    detail = (reply.last_error or "").removeprefix(TO_MEND)
    language = 0 if case.brand.chat_language == "tr" else 1
    if detail.startswith(ALIKE):
        alike = quoted(detail.removeprefix(ALIKE).rstrip("%"), 10)
        return [_WORDS["repeat"][language].format(alike=alike)]
    if detail.startswith(GUARDS):
        names = detail.removeprefix(GUARDS).split(", ")
        flags = ", ".join(word(case.brand.chat_language, "flag", name) for name in names)
        return [_WORDS["guards"][language].format(flags=quoted(flags, _LONGEST))]
    return [_WORDS["other"][language].format(detail=quoted(detail, _LONGEST))] if detail else []
