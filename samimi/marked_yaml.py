"""YAML with the line of every key, so that a fault can be pointed at."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from models.errors import ConfigError

Loc = tuple[str | int, ...]


@dataclass
class Marked:
    """`data` as plain Python; `lines` maps a key's path to its line (1-based)."""

    data: dict[str, Any]
    lines: dict[Loc, int] = field(default_factory=dict)

    def line(self, loc: Loc) -> int:
        """The line of `loc`, or of the nearest key above it that is written in the file."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)


def read(path: Path) -> Marked:
    """Parse `path`. Raises ConfigError for a file that cannot be read, is no YAML, or repeats a key."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); run `samimi init` to write one") from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{path}:{line}: a character that YAML does not allow; delete what cannot be seen") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem}; check indentation and quotes") from error
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{path}:1: holds no settings; run `samimi init` for a file to start from")
    marked = Marked({})
    marked.data = _value(root, (), marked, path)
    return marked


def _value(node: yaml.Node, loc: Loc, marked: Marked, path: Path) -> Any:
    marked.lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loc, marked, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*loc, n), marked, path) for n, child in enumerate(node.value)]
    return _plain(node, path)


def _mapping(node: yaml.MappingNode, loc: Loc, marked: Marked, path: Path) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise ConfigError(f"{path}:{line}: a key is one word; put text that begins with {{ or [ in quotes")
        key = _plain(key_node, path)
        if key in found:
            raise ConfigError(f"{path}:{line}: the key {key!r} stands twice; keep one of them")
        marked.lines[(*loc, key)] = line
        found[key] = _value(value_node, (*loc, key), marked, path)
    return found


def _plain(node: yaml.Node, path: Path) -> Any:
    """A value that only looks like a date, such as 2026-13-01, is told with its line."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except (ValueError, yaml.MarkedYAMLError) as error:
        line, why = node.start_mark.line + 1, getattr(error, "problem", error)
        raise ConfigError(
            f"{path}:{line}: {node.value!r} cannot be read ({why}); correct it, or put it in quotes if it is text"
        ) from error
    finally:
        loader.dispose()
