"""Prompt and reply files: front matter, sandbox, missing variables, and the lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts import BUILT_IN, Library, PromptError
from prompts.loader import read_prompt, read_words, short_hash
from prompts.lock import LOCK, entries, faults, main, update

HEAD = """---
id: reply.test
version: {version}
language: en
variables: [name]
changelog: ["1: first"]
---
"""


def _write(folder: Path, body: str, version: int = 1) -> Path:
    path = folder / "reply" / "en.md.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(version=version) + body, encoding="utf-8")
    return path


def test_a_prompt_renders_and_names_itself(tmp_path: Path) -> None:
    path = _write(tmp_path, "Hello {{ name }}.")
    prompt = Library(tmp_path).prompt("reply", "en")
    assert prompt.render(name="Ayşe") == "Hello Ayşe."
    assert prompt.ref == f"reply.test@1+{short_hash(path.read_text(encoding='utf-8'))}"
    assert len(prompt.sha) == 12


def test_data_is_never_a_template(tmp_path: Path) -> None:
    _write(tmp_path, "Hello {{ name }}.")
    assert Library(tmp_path).prompt("reply", "en").render(name="{{ 7*7 }}") == "Hello {{ 7*7 }}."


@pytest.mark.parametrize("values", [{}, {"name": "a", "more": "b"}, {"nam": "a"}])
def test_variables_must_match_exactly(tmp_path: Path, values: dict[str, str]) -> None:
    _write(tmp_path, "Hello {{ name }}.")
    with pytest.raises(PromptError, match="missing or unknown variables"):
        Library(tmp_path).prompt("reply", "en").render(**values)


def test_a_variable_the_head_does_not_name_is_an_error(tmp_path: Path) -> None:
    _write(tmp_path, "Hello {{ name }} {{ other }}.")
    with pytest.raises(PromptError, match="other"):
        Library(tmp_path).prompt("reply", "en").render(name="a")


@pytest.mark.parametrize("body", ["{{ name.__class__.__mro__ }}", "{{ name.__init__.__globals__ }}"])
def test_the_sandbox_refuses_a_look_inside(tmp_path: Path, body: str) -> None:
    _write(tmp_path, body)
    with pytest.raises(PromptError):
        Library(tmp_path).prompt("reply", "en").render(name="a")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no front matter", "id"),
        (HEAD.format(version=0) + "x", "version"),
        (HEAD.format(version=1).replace("language: en", "language: de") + "x", "language"),
        (HEAD.format(version=1).replace("changelog:", "history:") + "x", "changelog"),
        (HEAD.format(version=1) + "{% if %}", "Expected"),
        ("---\nid: [\n---\nx", "en.md.j2"),
    ],
)
def test_a_malformed_prompt_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "en.md.j2"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match=why) as caught:
        read_prompt(path)
    assert str(path) in str(caught.value)


def test_words_must_be_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "tr.yaml"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(PromptError, match="mapping"):
        read_words(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="replies/shipping/en"):
        Library(tmp_path).replies("shipping", "en")


def test_a_brands_own_folder_goes_first(tmp_path: Path) -> None:
    own = tmp_path / "replies" / "price" / "en.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("id: replies.price\nversion: 7\nlanguage: en\nchangelog: [ours]\nextra: 1\n", encoding="utf-8")
    library = Library(tmp_path, BUILT_IN)
    assert library.replies("price", "en").head.version == 7
    assert library.replies("price", "en").data == {"extra": 1}
    assert library.replies("stock", "en").head.id == "replies.stock"


def test_line_ends_do_not_change_the_hash() -> None:
    assert short_hash("a\r\nb\n") == short_hash("a\nb\n")


def test_the_lock_of_the_shipped_files_holds() -> None:
    assert faults() == [], "run: python -m prompts.lock --update (after raising the version of what changed)"


def test_the_command_line_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().err == ""


def test_a_change_without_a_new_version_fails(tmp_path: Path) -> None:
    path = _write(tmp_path, "one {{ name }}")
    update(tmp_path)
    assert faults(tmp_path) == []
    path.write_text(path.read_text(encoding="utf-8") + "two", encoding="utf-8")
    assert faults(tmp_path) == ["reply/en.md.j2: changed without a new version"]
    with pytest.raises(ValueError, match="without a new version"):
        update(tmp_path)


def test_a_new_version_must_be_locked(tmp_path: Path) -> None:
    _write(tmp_path, "one {{ name }}")
    update(tmp_path)
    _write(tmp_path, "two {{ name }}", version=2)
    assert faults(tmp_path) == ["reply/en.md.j2: changed and not locked yet"]
    update(tmp_path)
    assert faults(tmp_path) == []


def test_files_come_and_go(tmp_path: Path) -> None:
    path = _write(tmp_path, "one {{ name }}")
    assert faults(tmp_path) == ["reply/en.md.j2: not in the lock"]
    update(tmp_path)
    path.unlink()
    assert faults(tmp_path) == ["reply/en.md.j2: in the lock but gone"]


def test_a_hash_that_looks_like_a_number_survives(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("reply/en.md.j2: [1, 123456789012]\n", encoding="utf-8")
    _write(tmp_path, "one {{ name }}")
    assert faults(tmp_path) == ["reply/en.md.j2: changed without a new version"]


def test_every_topic_has_its_words_in_both_languages() -> None:
    topics = {"common", "shipping", "returns", "stock", "payment", "product", "support", "app", "price", "general"}
    assert {f"replies/{t}/{lang}.yaml" for t in topics for lang in ("tr", "en")} <= set(entries())


def test_no_question_of_health_is_joked_away() -> None:
    for path in (BUILT_IN / "replies").rglob("en.yaml"):
        assert 'above our pay grade."' not in path.read_text(encoding="utf-8")
