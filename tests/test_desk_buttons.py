"""Button data: short, bound, expiring; nothing made by anybody else opens."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from responders.desk.buttons import ACTIONS, LIFE, BadButton, Button, Pressed, Signer
from tests.conftest import Clock

SIGNER = Signer(b"sixteen bytes or more")
CHAT = -1001234567890


def test_the_data_says_what_was_signed_in_37_bytes(clock: Clock) -> None:
    for action in ACTIONS:
        data = SIGNER.sign(Pressed(action, 2**40, 65535), CHAT, clock())
        assert len(data.encode()) == 37
        assert SIGNER.open(data, CHAT, clock()) == Pressed(action, 2**40, 65535)


def test_it_ends_after_48_hours_to_the_second(clock: Clock) -> None:
    data = SIGNER.sign(Pressed("approve", 1, 1), CHAT, clock())
    assert SIGNER.open(data, CHAT, clock() + LIFE - timedelta(seconds=1)).action == "approve"
    with pytest.raises(BadButton) as caught:
        SIGNER.open(data, CHAT, clock() + LIFE)
    assert caught.value.why == "expired"


@pytest.mark.parametrize("chat", [0, CHAT + 1, -CHAT])
def test_another_chat_opens_nothing(clock: Clock, chat: int) -> None:
    data = SIGNER.sign(Pressed("approve", 1, 1), CHAT, clock())
    with pytest.raises(BadButton):
        SIGNER.open(data, chat, clock())


def test_every_changed_byte_is_seen(clock: Clock) -> None:
    raw = base64.urlsafe_b64decode(SIGNER.sign(Pressed("skip", 7, 2), CHAT, clock())[1:])
    for at in range(len(raw)):
        for flip in (1, 0x80):
            forged = raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :]
            with pytest.raises(BadButton) as caught:
                SIGNER.open("1" + base64.urlsafe_b64encode(forged).decode(), CHAT, clock())
            assert caught.value.why == "forged"


@given(some.text(max_size=64))
def test_no_text_opens(text: str) -> None:
    with pytest.raises(BadButton):
        SIGNER.open(text, CHAT, Clock()())


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Signer(b"short")


def test_links_and_copies_carry_no_data(clock: Clock) -> None:
    rows = [[Button("a", url="https://x.com"), Button("b", copy="metin"), Button("c", "approve", style="success")]]
    keys = SIGNER.keyboard(rows, 1, 1, CHAT, clock()).inline_keyboard[0]
    assert (keys[0].url, keys[0].callback_data) == ("https://x.com", None)
    assert keys[1].copy_text is not None
    assert keys[1].copy_text.text == "metin"
    assert keys[2].style == "success"
