"""A brand's own folder of words: what is wrong with it is told by `check` and at the start, with file, key and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from models.errors import ConfigError
from prompts import BUILT_IN
from responders.drafting.own_words import folder_faults
from samimi.checking import check
from samimi.config import load
from samimi.wiring import build

HEAD = "id: replies.{topic}\nversion: 1\nlanguage: tr\nchangelog: [first]\n"


def _folder(tmp_path: Path, text: str, name: str = "replies/shipping/tr.yaml") -> Path:
    """A folder with one file."""
    path = tmp_path / "sozler" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path / "sozler"


def _changed(topic: str, *keys: str, to: object) -> str:
    """A built-in file with the value at `keys` replaced."""
    data = yaml.safe_load((BUILT_IN / "replies" / topic / "tr.yaml").read_text(encoding="utf-8"))
    here = data
    for key in keys[:-1]:
        here = here[int(key)] if isinstance(here, list) else here[key]
    here[keys[-1]] = to
    return yaml.safe_dump(data, allow_unicode=True)


def _config(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(f"brands:\n  ornek:\n    name: Örnek\nresponder:\n  templates:\n    ornek: {folder}\n", "utf-8")
    return path


def test_the_built_in_words_have_no_fault() -> None:
    assert list(folder_faults(BUILT_IN)) == []


def test_a_folder_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    path = _config(tmp_path, tmp_path / "sozler")
    with pytest.raises(ConfigError, match=r"config.yaml:6: responder.templates.ornek: no folder .*sozler; make it"):
        load(path)


def test_check_and_start_tell_the_same(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _changed("shipping", "complaint", "cases", "0", "when", to=["(kargo"]))
    path = _config(tmp_path, folder)
    (line,) = [line for line in check(path) if not line.ok]
    assert "responder.templates.ornek: " in line.text
    assert "replies/shipping/tr.yaml: complaint.cases." in line.text
    assert "is no regular expression" in line.text
    with pytest.raises(ConfigError) as told:
        build(path)
    assert str(told.value) == line.text


@pytest.mark.parametrize(
    ("topic", "text", "told"),
    [
        (
            "shipping",
            HEAD.format(topic="shipping") + "complaint: {leads: [a]}\n",
            "complaint.tails: is missing; add it",
        ),
        ("shipping", "id: replies.shipping\nversion: 1\nlanguage: tr\n", "changelog: is missing; add it"),
        ("shipping", "complaint: [a\n", "mend the YAML"),
        ("shipping", "- a\n- b\n", "not a mapping; write keys and values"),
        ("shipping", _changed("shipping", "praise", "leads", to=[]), "praise.leads: is empty; write at least one"),
        ("shipping", _changed("shipping", "praise", "laeds", to=["a"]), "praise.laeds: unknown key; take it out"),
        ("shipping", _changed("shipping", "language", to="en"), "language: is en, the file's name says tr; write tr"),
        ("common", _changed("common", "greetings", to={"sen": [""]}), "greetings.siz: is missing or empty"),
        ("common", _changed("common", "words", "dm", to={"reddit": "özelden"}), "words.dm.default: is missing; add it"),
        ("common", _changed("common", "facts", "links", to=[]), "facts.links: is empty; write at least one"),
    ],
)
def test_a_fault_names_file_key_and_mend(tmp_path: Path, topic: str, text: str, told: str) -> None:
    folder = _folder(tmp_path, text, f"replies/{topic}/tr.yaml")
    (fault, *_) = folder_faults(folder)
    assert fault.startswith(f"{folder}/replies/{topic}/tr.yaml: ")
    assert told in fault
    assert "\n" not in fault


@pytest.mark.parametrize("name", ["replies/kargo/tr.yaml", "replies/shipping/tr.yml", "replies/shipping/de.yaml"])
def test_a_file_nothing_reads_is_told(tmp_path: Path, name: str) -> None:
    (fault,) = folder_faults(_folder(tmp_path, "a: b\n", name))
    assert "nothing reads a file of this name" in fault


def test_an_empty_folder_and_a_file_in_another_code_are_told(tmp_path: Path) -> None:
    (fault,) = folder_faults(tmp_path)
    assert "has no replies/<topic>/<tr|en>.yaml" in fault
    folder = _folder(tmp_path, "")
    (folder / "replies" / "shipping" / "tr.yaml").write_bytes("id: şikâyet".encode("iso-8859-9"))
    (fault,) = folder_faults(folder)
    assert "is not UTF-8; save it as UTF-8" in fault


def test_a_prompt_with_other_variables_is_told(tmp_path: Path) -> None:
    raw = (BUILT_IN / "hybrid" / "tr.md.j2").read_text(encoding="utf-8")
    folder = _folder(tmp_path, raw.replace("variables: [", "variables: [mood, "), "hybrid/tr.md.j2")
    (fault,) = folder_faults(folder)
    assert "variables: must be " in fault


@pytest.mark.parametrize(
    ("topic", "keys", "line", "told"),
    [
        ("shipping", ("complaint", "leads"), "{sinc} beklemek", "complaint.leads.0: {sinc} is no slot; known here: "),
        ("shipping", ("complaint", "leads"), "{span} beklemek", "complaint.leads.0: {span} is no slot"),
        ("shipping", ("complaint", "asks"), "{dm yaz", "complaint.asks.0: '{dm yaz' has a brace that is neither"),
        ("shared", ("complaint", "0", "looks"), "{ürün} bakalım", "complaint.bereaved.looks.0: {ürün} is no slot"),
        ("common", ("warm",), "{dm} yaz", "warm.0: {dm} is no slot; nothing is filled in here"),
        ("common", ("greetings", "sen"), "Selam {isim},", "greetings.sen.0: {isim} is no slot; known here: name"),
        (
            "common",
            ("lookup", "asks"),
            "{what} bakalım",
            "lookup.asks.0: {what} is no slot; known here: about_card, asked",
        ),
    ],
)
def test_a_slot_nothing_fills_is_told_with_the_known_ones(
    tmp_path: Path, topic: str, keys: tuple[str, ...], line: str, told: str
) -> None:
    folder = _folder(tmp_path, _changed(topic, *keys, to=[line]), f"replies/{topic}/tr.yaml")
    (fault,) = folder_faults(folder)
    assert told in fault


def test_a_brands_own_slot_is_known_beside_its_common_words(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _changed("shipping", "complaint", "looks", to=["{hat} bakalım."]))
    assert "{hat} is no slot" in next(folder_faults(folder))
    words = yaml.safe_load((BUILT_IN / "replies" / "common" / "tr.yaml").read_text(encoding="utf-8"))["words"]
    own = _changed("common", "words", to={**words, "hat": {"default": "hattan"}})
    (folder / "replies" / "common").mkdir()
    (folder / "replies" / "common" / "tr.yaml").write_text(own, encoding="utf-8")
    assert list(folder_faults(folder)) == []


@pytest.mark.parametrize(
    "line",
    [
        "steps: [{id: a, tr_sen: 'Yaz, {since} bekleme.'}]",
        "holding_line: {tr: 'Durum: {status_url}'}",
        "facts: [{id: a, text: '{gün} içinde'}]",
        "platforms: {reddit: {account: a, disclosure: {en: 'I work at {brand}.'}}}",
    ],
)
def test_a_slot_in_the_config_is_told_since_nothing_fills_it(tmp_path: Path, line: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f"brands:\n  ornek:\n    name: Örnek\n    {line}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"config.yaml:4: brands.ornek.*\} is filled with nothing here; write"):
        load(path)


def test_check_tells_facts_in_the_other_form_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    facts = "[{id: sen, text: 14 gün içinde iade edebilirsin.}, {id: none, text: İade 14 gün.}]"
    path.write_text(f"brands:\n  ornek:\n    name: Örnek\n    address_tr: siz\n    facts: {facts}\n", "utf-8")
    (line,) = [line for line in check(path) if ".facts" in line.text]
    assert (line.ok, line.advice) == (True, True)
    assert line.text.startswith("brands.ornek.facts 'sen' says sen, address_tr is siz; mend: write it with siz")
