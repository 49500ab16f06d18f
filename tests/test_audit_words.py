"""The audit topic has words for every deed: they are looked for in the code, so that a new one cannot be forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from responders.desk.audit_words import deed
from responders.desk.buttons import ACTIONS

ROOT = Path(__file__).parent.parent
FILES = [file for room in ("responders", "samimi") for file in sorted((ROOT / room).rglob("*.py"))]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _recorded() -> Iterator[str]:
    """The action of every `case.record(…)` and every `Decision(…)`."""
    for file in FILES:
        for function in ast.walk(_tree(file)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "record":
                for call in _calls(function):
                    yield from (value for given in _action(call) for value in _values(given, function, _tree(file)))


def _calls(within: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(within) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _action(call: ast.Call) -> list[ast.expr]:
    if _name(call) == "Decision":
        return [word.value for word in call.keywords if word.arg == "action"]
    return call.args[:1] if ast.unparse(call.func) == "case.record" else []


def _values(given: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef, tree: ast.Module) -> Iterator[str]:
    """What an expression can be: itself, either branch, what its name was given, what callers passed."""
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.IfExp):
        for branch in (given.body, given.orelse):
            yield from _values(branch, function, tree)
    elif isinstance(given, ast.JoinedStr):
        yield from _spelt(str(given.values[0].value) if isinstance(given.values[0], ast.Constant) else "")
    elif isinstance(given, ast.Name):
        yield from _named(given.id, function, tree)
    else:
        pytest.fail(f"{function.name} records {ast.unparse(given)}: teach this test to find what that can be")


def _named(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            yield from _values(node.value, function, tree)
    position = next((n for n, argument in enumerate(function.args.args) if argument.arg == name), None)
    for caller in ast.walk(tree) if position is not None else ():
        if isinstance(caller, ast.FunctionDef | ast.AsyncFunctionDef):
            for call in _calls(caller):
                if _name(call) == function.name and position is not None:
                    yield from _values(call.args[position], caller, tree)


def _spelt(prefix: str) -> set[str]:
    """A deed put together: of a button, or of what the last look before posting decided."""
    stops = _tree(ROOT / "samimi/last_look.py")
    if prefix == "reply_":
        functions = [node for node in ast.walk(stops) if isinstance(node, ast.FunctionDef)]
        ways = [(call.args[0], made) for made in functions for call in _calls(made) if _name(call) == "Stop"]
        return {f"reply_{value}" for way, made in ways for value in _values(way, made, stops)}
    found = {action for action in ACTIONS if prefix and action.startswith(prefix)}
    assert found, f"nothing begins with {prefix!r}: teach this test to find what that can be"
    return found


def test_every_recorded_deed_has_words_in_both_languages() -> None:
    found = set(_recorded())
    assert len(found) > 45
    assert {"approve", "role_refused", "case_dm", "promise_later", "incident_line", "reply_by_hand", "unlink"} <= found
    assert [action for action in sorted(found) if deed("tr", action) == action.replace("_", " ")] == []
