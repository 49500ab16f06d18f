"""The shipped model on plain cases nobody should get wrong, and on anything a text can hold."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models import Brand
from models.errors import ConfigError
from monitor.sentiment import Classifier, Text
from monitor.sentiment.loading import load
from monitor.sentiment.shipped import FOLDER, Inputs, Shipped

NANE = Brand(name="Nane")


@cache
def shipped() -> Classifier:
    return load()


def label(text: str, brand: Brand = NANE) -> str:
    return shipped().judge([Text(text=text, brand=brand)])[0].label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("iki haftadır kargom gelmedi, kimse cevap vermiyor, rezalet", "complaint"),
        ("Two weeks and still no parcel, nobody answers my emails. Terrible service.", "complaint"),
        ("Nane'den aldığım krem harika, çok memnun kaldım, teşekkürler", "praise"),
        ("Love my new cream from Nane, thank you so much!", "praise"),
        ("Nane'nin İzmir'de mağazası var mı?", "question"),
        ("Do you ship to Ireland?", "question"),
        ("nane limon kaynattım, boğazıma iyi geldi", "other"),
    ],
)
def test_plain_cases(text: str, expected: str) -> None:
    assert label(text) == expected


def test_other_languages_are_never_sure() -> None:
    found = shipped().judge([Text(text="Wo bleibt mein Paket? Ich warte seit zwei Wochen", brand=NANE)])[0]
    assert found.lang == "other"
    assert found.unsure


def test_nothing_to_read_is_never_sure() -> None:
    assert all(j.unsure for j in shipped().judge([Text(text=t, brand=NANE) for t in ("", "   ", "\n")]))


def test_the_platforms_language_tag_helps_only_where_the_text_is_silent() -> None:
    texts = [
        Text(text="😍😍", brand=NANE, lang_hint="en"),
        Text(text="kargom nerede kaldı", brand=NANE, lang_hint="en"),
    ]
    assert [j.lang for j in shipped().judge(texts)] == ["en", "tr"]


def test_company_changes_no_judgement() -> None:
    texts = [Text(text="kargo " * n, brand=NANE) for n in (1, 90, 3, 300, 7)]
    together = shipped().judge(texts)
    alone = [shipped().judge([text])[0] for text in texts]
    assert [j.label for j in together] == [j.label for j in alone]
    assert [j.confidence for j in together] == pytest.approx([j.confidence for j in alone], abs=1e-3)


def test_several_threads_share_one_model() -> None:
    texts = [Text(text=f"kargom {n} gündür gelmedi", brand=NANE) for n in range(40)]
    alone = shipped().judge(texts)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(lambda _: shipped().judge(texts), range(8)))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    found = shipped().judge([Text(text=text, brand=NANE)])[0]
    assert 0 <= found.confidence <= 1


def test_judging_needs_neither_torch_nor_scikit_learn_nor_transformers() -> None:
    program = (
        "import sys\n"
        "from models import Brand\nfrom monitor.sentiment import Text\nfrom monitor.sentiment.loading import load\n"
        "load().judge([Text(text='kargom nerede', brand=Brand(name='Nane'))])\n"
        "print([name for name in ('torch', 'sklearn', 'transformers', 'scipy', 'onnx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_an_earlier_version_wrote_is_refused_with_the_mend(tmp_path: Path) -> None:
    ours = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
    ours["deciding"]["unsure"] = 0.5
    (tmp_path / "config.json").write_text(json.dumps(ours, indent=2), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json: deciding\.unsure .*`samimi train`"):
        load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(ours, indent=2)[:200], encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json: the file .*`samimi train`"):
        load(tmp_path)


def test_numbers_that_are_none_leave_a_post_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Shipped()
    sound = judge.run

    def spoilt(inputs: Mapping[str, Inputs]) -> NDArray[np.float32]:
        return np.full_like(sound(inputs), np.nan)

    monkeypatch.setattr(judge, "run", spoilt)
    (found,) = judge.judge([Text(text="bayıldım, teşekkürler", brand=Brand(name="Nane"))])
    assert found.unsure
    assert "NaN" not in found.model_dump_json()
