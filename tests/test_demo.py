"""The demo: the whole loop through the real clients, and a digest that says what the stand-ins hold."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest

from models.errors import ConfigError
from samimi.demo import day, script

LINES = [
    ("@ornekmarka kargom 6 gündür gelmedi, nerede bu paket", "x", "ayse"),
    ("@ornekmarka bu mont efsane, çok teşekkürler", "x", "mert"),
    ("Örnek Marka iade süreci çok yavaş, param hâlâ yatmadı", "reddit", "kayip_para"),
    ("@ornekmarka my order arrived broken, what now?", "mastodon", "tom"),
    ("@ornekmarka wann kommt mein Paket endlich an? Ich warte seit Tagen", "x", "hans"),
    ("@ornekmarka uygulama açılmıyor, güncelledim yine aynı", "x", "zeynep"),
]


@pytest.fixture
def replay(tmp_path: Path) -> Path:
    file = tmp_path / "replay.jsonl"
    rows = [
        {"text": text, "platform": platform, "author": author, "created_at": f"2026-11-19T10:{n:02}:00+03:00"}
        for n, (text, platform, author) in enumerate(LINES)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_a_replay_ends_clean_and_the_digests_count_what_the_stand_ins_hold(
    replay: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert day.run(auto=True, as_json=False, shipped_defaults=False, replay=replay, port=0)
    out = capsys.readouterr().out
    counted = {name: float(value) for name, value in re.findall(r"^([a-z ]+?)\s+([\d.]+)$", out, flags=re.MULTILINE)}
    assert counted["mentions"] == len(LINES)
    assert (counted["posted twice"], counted["unapproved"], counted["lost"]) == (0, 0, 0)
    assert counted["posted"] >= 3
    told = [(int(a), int(b)) for a, b in re.findall(r"Yayınlanan: otomatik (\d+) · elle (\d+)", out)]
    assert sum(a for a, _ in told) == counted["posted"]
    assert sum(b for _, b in told) == counted["by hand"]
    heard = re.findall(r"Söz edilme (\d+)(?: \(\+(\d+) konu dışı\))?", out)
    assert sum(int(a) + int(b or 0) for a, b in heard) == len(LINES)


def test_shipped_defaults_leave_x_and_reddit_to_a_hand(replay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert day.run(auto=True, as_json=True, shipped_defaults=True, replay=replay, port=0)
    said = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    keys = "mentions drafts cards approved posted by_hand posted_twice unapproved lost seconds"
    assert list(said) == keys.split()
    assert said["by_hand"] >= 2
    assert (said["posted_twice"], said["unapproved"], said["lost"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no lines"),
        ("nonsense\n", "replay.jsonl:1: not JSON: Expecting value"),
        ('{"text": "x"}\n', "replay.jsonl:1: created_at: Field required"),
    ],
)
def test_a_replay_that_cannot_be_read_says_where(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "replay.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(told)):
        script.replayed(file)


def test_the_scripted_day_is_as_long_as_promised() -> None:
    said = script.scripted()
    assert len(said.events) >= 80
    assert len({event.account for event in said.events}) >= 4
    assert {event.platform for event in said.events} == {"x", "reddit", "bluesky", "mastodon"}


def test_the_team_knows_which_plan_a_card_is_about() -> None:
    """A post of nothing but the handle stands inside the text of every other card."""
    said = script.scripted()
    bare_handle = said.plan_for("❝ @ornekmarka ❞")
    assert bare_handle is not None
    assert "Aslı" in bare_handle.text
    plan = said.plan_for("❝ @ornekmarka do you ship to the Netherlands? My sister has been wearing her scarf at me ❞")
    assert plan is not None
    assert plan.do == "approve"


def test_a_port_that_is_taken_is_told_with_the_mend(replay: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"port {port} of this machine is taken.*--port 0"):
            day.run(auto=True, as_json=False, shipped_defaults=False, replay=replay, port=port)
