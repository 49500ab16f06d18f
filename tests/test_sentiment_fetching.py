"""A Hub model is one commit, fetched once; without a network the cache serves, and what is missing is said plainly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import ConfigError
from monitor.sentiment.fetching import client_errors, fetch
from monitor.sentiment.loading import load
from tests.hub_on_loopback import COMMIT, REPO, Hub, hub_of, point
from tests.test_sentiment_hub import tiny, with_onnx

NOWHERE = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def hub(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = with_onnx(tiny(tmp_path / "polarity", ["NEG", "POS"]), {"berbat": [9, 0], "harika": [0, 9]})
    (folder / "model.safetensors").write_bytes(b"not wanted beside a graph")
    with hub_of(folder, cache, monkeypatch) as hub:
        yield hub


@pytest.fixture
def no_network(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point(NOWHERE, cache, monkeypatch)


def test_a_pinned_commit_is_fetched_once_and_then_needs_no_network(
    hub: Hub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fetch(REPO, COMMIT)
    assert {file.name for file in folder.iterdir()} == set(hub.files) - {"model.safetensors"}
    point(NOWHERE, cache, monkeypatch)
    hub.asked.clear()
    assert fetch(REPO, COMMIT) == folder
    assert load(REPO, revision=COMMIT).name == "judge@c0ffee000000"
    assert hub.asked == []


def test_a_broken_off_download_is_no_cached_model(hub: Hub) -> None:
    hub.refused = {"model.onnx"}
    with pytest.raises(ConfigError, match=r"the Hub answers 403; .*HF_TOKEN"):
        fetch(REPO, COMMIT)
    hub.refused = set()
    assert (fetch(REPO, COMMIT) / "model.onnx").is_file()


def test_a_damaged_file_of_the_cache_is_told_with_its_place(hub: Hub, cache: Path) -> None:
    hub.files["model.onnx"] = b"garbage"
    with pytest.raises(ConfigError, match=rf"sentiment\.model: {cache}.*model\.onnx is no ONNX model"):
        load(REPO, revision=COMMIT)


@pytest.mark.parametrize("revision", [None, "main"])
def test_without_a_commit_todays_is_named(hub: Hub, cache: Path, revision: str | None) -> None:
    with pytest.raises(ConfigError, match=rf"sentiment\.revision .*write {COMMIT}"):
        fetch(REPO, revision)
    assert not cache.exists()


@pytest.mark.usefixtures("no_network")
def test_without_a_commit_and_network_the_page_is_named() -> None:
    with pytest.raises(ConfigError, match=r"sentiment\.revision is missing: .*huggingface\.co/nane/judge/commits/main"):
        fetch(REPO, None)


@pytest.mark.usefixtures("no_network")
def test_a_hub_that_cannot_be_reached_is_said_plainly() -> None:
    with pytest.raises(ConfigError, match=r"^sentiment\.model: .*cannot be reached \(ConnectError\); ") as raised:
        load(REPO, revision=COMMIT)
    assert isinstance(raised.value.__cause__, client_errors())
    assert not isinstance(raised.value.__cause__, OSError), "the case an `except OSError` misses"


def test_a_name_the_hub_does_not_have_is_said_plainly(hub: Hub) -> None:
    with pytest.raises(ConfigError, match=r"there is no folder nane/other, .*the Hub answers 404"):
        fetch("nane/other", COMMIT)


def test_a_repository_without_weights_is_refused(hub: Hub) -> None:
    del hub.files["model.onnx"], hub.files["model.safetensors"]
    with pytest.raises(ConfigError, match=r"no config\.json with an ONNX file"):
        fetch(REPO, COMMIT)


@pytest.mark.usefixtures("no_network")
def test_a_mistyped_path_is_not_looked_for_on_the_hub() -> None:
    with pytest.raises(ConfigError, match=r"there is no folder \./models/judge/tr, and it is no Hub id"):
        fetch("./models/judge/tr", None)


@pytest.mark.usefixtures("no_network")
def test_a_folder_needs_no_revision(tmp_path: Path) -> None:
    assert fetch(str(tmp_path), None) == tmp_path
