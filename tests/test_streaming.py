"""Lines as they arrive: answered at once, whole, and whatever their bytes are."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ConfigError
from samimi.streaming import arriving, stream


class Pipe:
    """Gives one block at a time, as a slow writer does."""

    def __init__(self, *blocks: bytes) -> None:
        self.left = list(blocks)

    def read1(self, size: int, /) -> bytes:
        return self.left.pop(0) if self.left else b""


def test_what_has_arrived_whole_comes_before_more_is_read() -> None:
    pipe = Pipe(b"one\ntwo\nth", b"ree\n", b"four")
    lines = arriving(pipe)
    assert next(lines) == ["one", "two"]
    assert len(pipe.left) == 2
    assert list(lines) == [["three"], ["four"]]


@given(st.binary(max_size=80), st.lists(st.integers(1, 9), max_size=40))
def test_no_cut_changes_the_lines(text: bytes, sizes: list[int]) -> None:
    source = io.BytesIO(text)
    blocks = [source.read(size) for size in [*sizes, 80]]
    whole = [line for chunk in arriving(io.BytesIO(text)) for line in chunk]
    assert [line for chunk in arriving(Pipe(*filter(None, blocks))) for line in chunk] == whole
    assert len(whole) == len(text.removesuffix(b"\n").split(b"\n")) - (not text)


def test_windows_ends_and_marks_are_no_part_of_a_line() -> None:
    assert list(arriving(io.BytesIO(b'\xef\xbb\xbf{"text":"a"}\r\n{}\r\n'))) == [['{"text":"a"}', "{}"]]


@pytest.mark.parametrize("command", ["classify", "guard"])
def test_bytes_of_another_encoding_spoil_their_own_line_alone(command: str, tmp_path: Path) -> None:
    posts = '{"text":"güzel","draft":"güzel"}\n'.encode("cp1254") + b'{"text":"iyi","draft":"iyi"}\n'
    with _running([command], tmp_path) as process:
        out, _ = process.communicate(posts)
    bad, good = map(json.loads, out.splitlines())
    assert bad["error"] == "not UTF-8: save the file as UTF-8"
    assert "error" not in good


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"posts\.jsonl: cannot be read \(No such file"):
        stream(str(tmp_path / "posts.jsonl"), lambda chunks: iter(()))


def test_a_line_is_answered_while_its_writer_still_holds_the_pipe(tmp_path: Path) -> None:
    with _running(["classify"], tmp_path) as process:
        assert process.stdin
        assert process.stdout
        for number in (1, 2):
            process.stdin.write(json.dumps({"text": "kargom gelmedi", "brand": "Nane"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait() == 0


def _running(words: list[str], folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "samimi", *words]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_drafts_and_guards_answer_line_by_line_too(tmp_path: Path) -> None:
    with _running(["guard"], tmp_path) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"id":"a","draft":"Merhaba, hemen bakiyoruz."}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.stdin.close()
        assert process.wait() == 0
