"""Lines in, lines out, from a file or standard input: what has arrived is answered before more is waited for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from models.errors import ConfigError

Answer = Callable[[Iterator[list[str]]], Iterator[str]]
_BLOCK = 1 << 17
"""Bytes asked for at once: some eight hundred posts, enough to judge those of similar length together."""


class Source(Protocol):
    """Binary, as files and standard input are."""

    def read1(self, size: int, /) -> bytes:
        """What is there, `size` bytes at most; waits only where there is nothing; empty at the end."""
        ...


def stream(source: str, answer: Answer) -> None:
    """Writes what `answer` says of the lines of `source`, a file's name or - for standard input.

    Raises ConfigError where it cannot be read.
    """
    with opened(source) as file:
        for line in answer(arriving(file)):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def opened(source: str) -> BufferedReader:
    """A file, or standard input for -. Raises ConfigError where it cannot be read."""
    try:
        return os.fdopen(0, "rb", closefd=False) if source == "-" else Path(source).open("rb")
    except OSError as error:
        raise ConfigError(f"{source}: cannot be read ({error.strerror})") from error


def arriving(source: Source) -> Iterator[list[str]]:
    """The lines, as many at a time as have arrived whole."""
    begun: list[bytes] = []
    while block := source.read1(_BLOCK):
        first, *more = block.split(b"\n")
        begun.append(first)
        if more:
            yield [_text(line) for line in (b"".join(begun), *more[:-1])]
            begun = [more[-1]]
    if any(begun):
        yield [_text(b"".join(begun))]


def _text(line: bytes) -> str:
    """Bytes that are no UTF-8 stay, as lone surrogates, so that `read_line` tells that line as bad and no other."""
    return line.decode("utf-8", "surrogateescape").removeprefix("\ufeff").rstrip("\r")
