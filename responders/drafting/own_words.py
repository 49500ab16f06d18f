"""What is wrong with a brand's own folder of words, told before a draft stumbles over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from prompts import BUILT_IN, PromptError
from prompts.loader import read_prompt, read_words
from responders.drafting.pieces import Case, Common, Topic, common_of, shared_of, topic_of
from responders.drafting.slot_faults import slot_faults

_FORMS = {"tr": ("sen", "siz"), "en": ("en",)}
_WORDS, _PROMPTS = "replies/*/*.yaml", "*/*.md.j2"


def folder_faults(folder: Path) -> Iterator[str]:
    """Each with its file, key and mend."""
    if not folder.is_dir():
        yield f"no folder {folder}; make it, mend the path, or leave the key out"
        return
    files = sorted([*folder.glob("replies/**/*.y*ml"), *folder.glob(_PROMPTS)])
    if not files:
        yield f"{folder} has no replies/<topic>/<tr|en>.yaml; put the brand's files there, or leave the key out"
    known = {str(file.relative_to(BUILT_IN)) for pattern in (_WORDS, _PROMPTS) for file in BUILT_IN.glob(pattern)}
    for file in files:
        name = str(file.relative_to(folder))
        if name not in known:
            near = ", ".join(sorted(path for path in known if path.endswith(file.suffix)))
            yield f"{file}: nothing reads a file of this name; name it as one of {near}"
        else:
            yield from (f"{file}: {told}" for told in _file_faults(file, BUILT_IN / name))


def _file_faults(file: Path, built_in: Path) -> Iterator[str]:
    try:
        if file.suffix == ".yaml":
            yield from _words_faults(file)
        else:
            wanted, given = (read_prompt(path).head.variables for path in (built_in, file))
            if set(wanted) != set(given):
                yield f"variables: must be {', '.join(wanted)}; write these, and use no others"
    except PromptError as error:
        yield str(error).removeprefix(f"{file}: ")
    except UnicodeDecodeError:
        yield "is not UTF-8; save it as UTF-8"
    except OSError as error:
        yield f"cannot be read ({error.strerror}); mend its permissions"


def _words_faults(file: Path) -> Iterator[str]:
    words, topic = read_words(file), file.parent.name
    if words.head.language != file.stem:
        yield f"language: is {words.head.language}, the file's name says {file.stem}; write {file.stem}"
    if topic == "common":
        yield from _common_faults(common_of(words), file.stem)
    elif topic == "shared":
        shared = shared_of(words)
        yield from _case_faults({kind: getattr(shared, kind) for kind in Topic.model_fields})
    else:
        shapes = {kind: getattr(topic_of(words), kind) for kind in Topic.model_fields}
        yield from (f"{kind}.leads: is empty; write at least one" for kind, shape in shapes.items() if not shape.leads)
        yield from _case_faults({f"{kind}.cases": shape.cases for kind, shape in shapes.items()})
    known = common_of(words) if topic == "common" else _common_beside(file)
    yield from slot_faults(words.data, file.stem, known.words, topic == "common")


def _common_beside(file: Path) -> Common:
    """The common words that go with a file: the brand's where it has some, else the built-in ones."""
    name = Path("replies", "common", f"{file.stem}.yaml")
    own = file.parents[2] / name
    return common_of(read_words(own if own.is_file() else BUILT_IN / name))


def _case_faults(cases: dict[str, list[Case]]) -> Iterator[str]:
    for place, listed in cases.items():
        for case in listed:
            for key in ("when", "also", "unless"):
                yield from _pattern_faults(f"{place}.{case.id}.{key}", getattr(case, key))


def _pattern_faults(key: str, patterns: list[str]) -> Iterator[str]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{key}: {pattern!r} is no regular expression ({error.msg}); mend it"


def _common_faults(common: Common, lang: str) -> Iterator[str]:
    """The keys the composer takes for granted."""
    for form in _FORMS[lang]:
        if not common.greetings.get(form):
            yield f"greetings.{form}: is missing or empty; write at least one, an empty text for no greeting"
    built_in = common_of(read_words(BUILT_IN / "replies" / "common" / f"{lang}.yaml"))
    for name in sorted(built_in.words.keys() | common.words.keys()):
        if "default" not in common.words.get(name, {}):
            yield f"words.{name}.default: is missing; add it"
    for name in ("leads", "links"):
        if not getattr(common.facts, name):
            yield f"facts.{name}: is empty; write at least one"
    for number, entry in enumerate(common.asked):
        yield from _pattern_faults(f"asked.{number}.when", entry.when)
        yield from _pattern_faults(f"asked.{number}.unless", entry.unless)
