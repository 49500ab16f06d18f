"""The desk's words: the same keys and places to fill in Turkish and English, for everything that can happen."""

from __future__ import annotations

import inspect
import re
import string

import pytest

from language.reasons import REASONS
from reports import wording
from reports.wording import TOPICS
from responders.desk import (
    card_words,
    command_words,
    commands,
    deciding,
    digest_taps,
    incident_taps,
    keyboards,
    tapping,
    texts,
)
from responders.desk.buttons import ACTIONS
from responders.desk.knowing import lasting
from responders.drafting import when_not
from responders.drafting.signs import DANGER
from responders.guards import Flag

TABLES = {
    "toasts": texts._TOASTS,
    "buttons": texts._BUTTONS,
    "answers": command_words._ANSWERS,
    "lines": card_words._LINES,
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_have_the_same_places_to_fill(table: str) -> None:
    for key, (turkish, english) in TABLES[table].items():
        if key not in ("open_composer", "counter"):
            assert fields(turkish) == fields(english), key
        assert bool(turkish) == bool(english), key


def test_every_action_has_a_deed_and_every_button_a_label() -> None:
    further = {*digest_taps.ACTIONS, *incident_taps.ACTIONS}
    by_command = {"tone_sen", "tone_siz"}  # /ton 12 siz; the card's button turns one into the other
    assert set(deciding.DEEDS) - by_command | set(tapping.OTHERS) | further == set(ACTIONS)
    shown = {key for menu in (*keyboards._MENUS.values(), *keyboards._AFTER.values()) for row in menu for key in row}
    for key in shown:
        assert texts.label("tr", key)
        assert key in ACTIONS


@pytest.mark.parametrize("menu", [*keyboards._MENUS, *keyboards._AFTER])
def test_no_view_has_more_than_five_buttons(menu: str) -> None:
    rows = {**keyboards._MENUS, **keyboards._AFTER}[menu]
    assert sum(len(row) for row in rows) <= 5


def test_every_command_is_handled_and_telegram_takes_its_name() -> None:
    names = [name for command in command_words.COMMANDS for name in (command.tr, command.en)]
    assert len(names) == len(set(names))
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_") and len(name) <= 32 for name in names)
    assert {command.tr for command in command_words.COMMANDS} == {*commands.HANDLERS, "katil"}
    assert [command.tr for command in command_words.COMMANDS][:2] == ["durdur", "devam"]
    assert all(3 <= len(about) <= 256 for c in command_words.COMMANDS for about in (c.about_tr, c.about_en))


@pytest.mark.parametrize("code", sorted(set(TOPICS["en"]) - {"negative", "safety"}))
def test_a_topic_is_called_the_same_on_cards_and_in_the_digest(code: str) -> None:
    assert card_words.word("en", "topic", code) == TOPICS["en"][code].upper()
    assert card_words.topic_called(TOPICS["en"][code]) == code == card_words.topic_called(code)


@pytest.mark.parametrize(
    ("minutes", "turkish", "english"),
    [(0, "0 dk", "0 min"), (119, "119 dk", "119 min"), (120, "2 sa", "2 h"), (1685, "28 sa 5 dk", "28 h 5 min")],
)
def test_a_long_wait_is_told_in_hours(minutes: int, turkish: str, english: str) -> None:
    assert (lasting("tr", minutes), lasting("en", minutes)) == (turkish, english)


def test_turkish_words_are_no_codes() -> None:
    """What a person reads in Turkish has no English jargon in it; handles, DM and file formats are Turkish usage."""
    turkish = [pair[0] for table in TABLES.values() for pair in table.values()]
    turkish += [pair[0] for table in card_words._TABLES.values() for pair in table.values()]
    for jargon in ("API", "p90", "@3", "shipping", "delivery"):
        assert not [one for one in turkish if jargon in one]


def test_every_reason_to_write_nothing_has_its_words() -> None:
    source = inspect.getsource(when_not)
    for decision, code in re.findall(r'Refusal\("(no_reply|escalate)", "([a-z_]+)"', source):
        assert code in (card_words._CLOSED if decision == "no_reply" else REASONS), code
        assert decision == "escalate" or {code} <= set(wording.REASONS["tr"]) & set(wording.REASONS["en"]), code
    assert {"rival_talk", "not_about_brand", "opted_out"} <= set(card_words._CLOSED)
    told = [wording.reason(code, "tr") for code in card_words._CLOSED if code in wording.REASONS["tr"]]
    assert len(told) == len(set(told)) >= 15  # the digest counts by these words
    assert {*DANGER, "no_fact", "variants_exhausted", "injection", "unsure"} <= set(REASONS)


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert card_words.word("tr", "flag", Flag("new_guard", "amber").name) == "new guard"


def test_turkish_is_written_with_its_letters() -> None:
    words = " ".join(turkish for table in TABLES.values() for turkish, _ in table.values())
    for plain in ("Gonder", "yayin", "Duzenle", "Sustur yazar", "silme ", "onayci"):
        assert plain not in words
    assert all(letter in words for letter in "ıİşğüöç")


@pytest.mark.parametrize(
    ("seconds", "turkish", "english"),
    [(12, "12 sn önce", "12 s ago"), (119, "119 sn önce", "119 s ago"), (300, "5 dk önce", "5 min ago"),
     (7300, "2 sa önce", "2 h ago")],
)  # fmt: skip
def test_who_was_first_is_told_in_a_unit_people_use(seconds: int, turkish: str, english: str) -> None:
    values = {"name": "Elif", "action": "approve", "ago": seconds}
    assert texts.toast("tr", "lost_race", **values) == f"Elif {turkish} onayladı."
    assert texts.toast("en", "lost_race", **values) == f"Elif approved it {english}."
