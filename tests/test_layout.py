"""The house's plan: who may import whom, and one stand-in and one test per platform."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("language", "models", "monitor", "prompts", "reports", "responders", "samimi", "sandbox")
MAY_IMPORT = {
    "models": set(),
    "language": {"models"},
    "monitor/__init__.py": set(),
    "monitor/collectors": {"models", "language"},
    "monitor/sentiment": {"models", "language"},
    "prompts": set(),
    "responders/__init__.py": set(),
    "responders/drafting": {"models", "language", "prompts", "responders/guards"},
    "responders/guards": {"models", "language"},
    "responders/desk": {"models", "language", "responders/guards"},
    "responders/publishers": {"models"},
    "reports": {"models", "language"},
    "sandbox": set(),
}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def _files() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted(file for file in (ROOT / room).rglob("*.py") if "versions" not in file.parts)


def _room(path: str) -> str:
    """The row of the table a file or module path belongs to."""
    return max((row for row in MAY_IMPORT if path == row or path.startswith(f"{row}/")), key=len, default="samimi")


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the import in full"
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name.replace(".", "/") for name in names if name.split(".")[0] in ROOMS)


def test_every_room_is_in_the_table() -> None:
    assert {_room(str(file.relative_to(ROOT))) for file in _files()} == {*MAY_IMPORT, "samimi"}


def test_imports_keep_to_the_table() -> None:
    wrong = []
    for file in _files():
        here = _room(str(file.relative_to(ROOT)))
        if here == "samimi":
            continue
        for imported in _imports(file):
            there = _room(imported)
            # `from monitor import x` names the package on the way to its room.
            if there != here and there not in MAY_IMPORT[here] and imported not in ("monitor", "responders"):
                wrong.append(f"{file.relative_to(ROOT)} imports {imported}")
    assert wrong == []


def test_the_table_can_fail() -> None:
    assert _room("monitor/sentiment/shipped") == "monitor/sentiment"
    assert _room("responders/desk/desk") not in MAY_IMPORT["reports"]


@pytest.mark.parametrize(
    "platform",
    sorted(f.stem for f in (ROOT / "monitor/collectors").glob("*.py") if not f.stem.startswith("_")),
)
def test_a_platform_is_a_collector_a_stand_in_a_test_and_a_config_block(platform: str) -> None:
    assert (ROOT / f"sandbox/{platform}.py").exists()
    assert (ROOT / f"tests/test_{platform}.py").exists()
    assert (ROOT / f"responders/publishers/{platform}.py").exists()
    assert f"{platform}:" in (ROOT / "config.yaml").read_text(encoding="utf-8")


def test_a_publisher_has_a_collector() -> None:
    for file in (ROOT / "responders/publishers").glob("[!_]*.py"):
        assert (ROOT / "monitor/collectors" / file.name).exists()


def test_only_the_outbox_side_posts() -> None:
    """post, find and delete of a publisher are called in samimi/outbox.py alone."""
    callers = [
        file.relative_to(ROOT)
        for file in _files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("post", "find", "delete")
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "publisher"
    ]
    assert {str(caller) for caller in callers} == {"samimi/outbox.py"}


def test_files_and_functions_stay_small() -> None:
    long = []
    for file in _files():
        text = file.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{file.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                size = node.end_lineno - node.lineno + 1
                if size > LONGEST_FUNCTION:
                    long.append(f"{file.relative_to(ROOT)}: {node.name} has {size} lines")
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [f for f in _files() if not ast.get_docstring(ast.parse(f.read_text(encoding="utf-8")))]
    assert silent == []


def test_short_package_names_are_ours() -> None:
    from samimi.checking import packages

    assert list(packages()) == []
