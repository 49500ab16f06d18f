"""Every command the README shows is run; long runners are started and stopped, networked ones only parsed."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samimi import starter

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMIMI = [sys.executable, "-m", "samimi"]

LEFT_OUT = {"./run test"}
"""This is what runs these tests."""
LONG = {"./run demo", "./run demo --auto"}
PARSED = {"./run check", "./run run", "samimi check", "samimi run", "samimi demo"} | {
    "samimi train FOLDER",
    "samimi train FOLDER --base MODEL",
}
"""They talk to platforms and Telegram, take long, or are started elsewhere here: only their help is asked for."""


def _shown() -> Iterator[str]:
    """The commands in shell blocks and in the table of commands, placeholders filled in."""
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL):
        yield from block.strip().splitlines()
    table = README.partition("## Commands")[2].partition("```")[0]
    for row in re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE):
        yield from re.findall(r"`([^`]+)`", row)


COMMANDS = sorted(set(_shown()) - LEFT_OUT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place with a config, a file of lines, cases for drafts and an import."""
    starter.write(tmp_path, "Örnek Marka", "ornek")
    line = {"id": "1", "text": "kargom 5 gündür gelmedi", "draft": "Selam, bakalım mı?", "mention": "kargom nerede"}
    more = {"label": "complaint", "brand": "Örnek Marka", "lang": "tr", "platform": "x", "author": "ayse"}
    labels = {"sentiment": "negative", "topics": ["shipping"], "urgency": "normal", "about_brand": True}
    rest = {"sarcastic": False, "escalate": None, "scenario": "readme"}
    (tmp_path / "FILE").write_text(json.dumps(line | more | labels | rest) + "\n", encoding="utf-8")
    case = "- {id: late, text: 5 gündür kargom yok, topic: shipping, expect: {mentions: [5 gündür]}}"
    (tmp_path / "CASES.yaml").write_text(case, encoding="utf-8")
    return tmp_path


def _run(words: list[str], folder: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [*SAMIMI, *words], cwd=folder, input=stdin, capture_output=True, text=True, timeout=120, env=environment
    )


def test_the_readme_shows_both_main_commands() -> None:
    assert "./run demo --auto" in COMMANDS
    assert "./run test" in set(_shown())


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in LONG])
def test_the_command_runs(command: str, folder: Path) -> None:
    piped, _, after = command.rpartition(" | ")
    words = [word for word in shlex.split(after) if word not in ("./run", "samimi")]
    words = ["x" if w == "PLATFORM" else "ayse" if w == "HANDLE" else "--help" if w == "NAME" else w for w in words]
    if command in PARSED:
        words.append("--help")
    stdin = shlex.split(piped)[1] if piped else ""
    if words[:1] == ["import"]:
        (folder / "FILE.jsonl").write_text((folder / "FILE").read_text(encoding="utf-8"), encoding="utf-8")
        words = ["import", "FILE.jsonl"]
    done = _run(words, folder, stdin)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or words[0] == "export"


@pytest.mark.parametrize("command", sorted(LONG))
def test_a_long_runner_starts_and_stops(command: str, folder: Path) -> None:
    words = [*shlex.split(command)[1:], "--port", "0"]
    runner = subprocess.Popen(
        [*SAMIMI, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=_hears_interrupts,
    )
    assert runner.stdout is not None
    try:
        assert runner.stdout.readline().startswith("Chat page: http://127.0.0.1:")
    finally:
        runner.send_signal(signal.SIGINT)
        runner.communicate(timeout=60)


def _hears_interrupts() -> None:
    """A shell that runs the tests in its background has told them to ignore Ctrl-C, and what they start with them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_start_script_knows_its_own_commands() -> None:
    assert subprocess.run(["sh", "-n", str(ROOT / "run")], check=False).returncode == 0
    assert os.access(ROOT / "run", os.X_OK)
