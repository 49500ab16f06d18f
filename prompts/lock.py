"""prompts.lock: which version each file had with which hash. A changed file without a new version is a fault.

python -m prompts.lock            names the faults, exit 1 if there are any
python -m prompts.lock --update   writes the lock anew; refuses while a changed file keeps its version
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from prompts.loader import BUILT_IN, read_prompt, read_words

LOCK = "prompts.lock"


def entries(folder: Path = BUILT_IN) -> dict[str, list[object]]:
    """{path relative to `folder`: [version, hash]} of every prompt and reply file."""
    found: dict[str, list[object]] = {}
    for path in sorted([*folder.rglob("*.md.j2"), *folder.rglob("*.yaml")]):
        read = read_prompt(path) if path.name.endswith(".j2") else read_words(path)
        found[path.relative_to(folder).as_posix()] = [read.head.version, read.sha]
    return found


def faults(folder: Path = BUILT_IN) -> list[str]:
    """What is wrong between the files and the lock, in words; empty when they agree."""
    now, locked = entries(folder), _locked(folder)
    said = [f"{name}: in the lock but gone" for name in locked if name not in now]
    for name, (version, sha) in now.items():
        if name not in locked:
            said.append(f"{name}: not in the lock")
        elif sha != locked[name][1]:
            same = version == locked[name][0]
            said.append(f"{name}: changed {'without a new version' if same else 'and not locked yet'}")
    return said


def update(folder: Path = BUILT_IN) -> None:
    """Write the lock. Raises ValueError while a changed file still carries its old version."""
    stale = [fault for fault in faults(folder) if fault.endswith("without a new version")]
    if stale:
        raise ValueError("; ".join(stale))
    text = "# Written by: python -m prompts.lock --update\n"
    text += "".join(f"{name}: [{version}, {sha}]\n" for name, (version, sha) in entries(folder).items())
    (folder / LOCK).write_text(text, encoding="utf-8")


def _locked(folder: Path) -> dict[str, list[object]]:
    path = folder / LOCK
    if not path.is_file():
        return {}
    # BaseLoader keeps a hash such as 123e456 a string; versions are turned back by hand.
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506
    return {name: [int(version), sha] for name, (version, sha) in raw.items()}


def main(arguments: list[str]) -> int:
    """The command line: 0 when files and lock agree."""
    if "--update" in arguments:
        try:
            update()
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
    for fault in faults():
        print(fault, file=sys.stderr)
    return 1 if faults() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
