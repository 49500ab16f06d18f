"""Names with case endings: what X and Reddit, which know whole words only, are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from language.matching import find
from models import Brand, Platform
from monitor.collectors._turkish_forms import with_endings
from monitor.collectors._x_streams import queries
from sandbox.server import Sandbox
from tests import test_reddit, test_x
from tests.conftest import Clock
from tests.rigs import Bench

x = test_x.x
make = test_x.make
started = test_x.started


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Papatya", ["Papatyanın", "Papatyaya", "Papatyayı", "Papatyada", "Papatyadan"]),
        ("Trendyol", ["Trendyolun", "Trendyola", "Trendyolu", "Trendyolda", "Trendyoldan"]),
        ("Örnek Marka", ["Örnek Markanın", "Örnek Markaya", "Örnek Markayı", "Örnek Markada", "Örnek Markadan"]),
        ("Zilçalgü", ["Zilçalgünün", "Zilçalgüye", "Zilçalgüyü", "Zilçalgüde", "Zilçalgüden"]),
        ("Kervansaray", ["Kervansarayın", "Kervansaraya", "Kervansarayı", "Kervansarayda", "Kervansaraydan"]),
        ("Mavi Net", ["Mavi Netin", "Mavi Nete", "Mavi Neti", "Mavi Nette", "Mavi Netten"]),
        ("IŞIK", ["IŞIKın", "IŞIKa", "IŞIKı", "IŞIKta", "IŞIKtan"]),
        ("Ada", []),
        ("BRND", []),
        ("Kanal 7", []),
    ],
)
def test_endings_follow_the_last_vowel(name: str, forms: list[str]) -> None:
    assert list(with_endings(name)) == forms


@pytest.mark.parametrize("name", ["Papatya", "Trendyol", "Örnek Marka", "Çınar Kahve", "Kervansaray", "Mavikablo"])
def test_what_is_searched_for_is_recognised_as_the_brand(name: str) -> None:
    """Else a post found by its suffix would be thrown away again."""
    brand = Brand(name=name)
    for form in with_endings(name):
        assert find(f"dün {form} yazdım", brand), form


def test_x_finds_a_name_that_only_stands_with_an_ending(started: Any, x: Any) -> None:
    collector, cursor = started
    made = [x.post("ayse", "Papatyanın kargosu nerede kaldı"), x.post("can", "Papatyaya güvenilmez")]
    x.post("ece", "papatyagiller bir bitki ailesidir")
    assert test_x.ids(test_x.everything(collector, cursor)[0]) == sorted(made)


def test_x_finds_who_quotes_us_without_naming_us(started: Any, x: Any) -> None:
    """Quoting is asking us in: such a post may be answered by API, yet it is no mention."""
    collector, cursor = started
    ours = x.post(test_x.ACCOUNT, "Yeni sezon geldi")
    other = x.post("tom", "Başka bir şey")
    quoted = x.post("ayse", "buna mı para verdim", quote=ours)
    x.post("can", "buna da bak", quote=other)
    named = x.post("ece", f"@{test_x.ACCOUNT} bu ne", quote=ours)
    posts = {post.native_id: post for post in test_x.everything(collector, cursor)[0]}
    assert sorted(posts) == sorted([quoted, named])
    assert posts[quoted].summoned


def test_x_quotes_are_looked_for_whatever_else_is_searched() -> None:
    brand = Brand(name="Papatya", platforms={"x": Platform(account="PapatyaTR", search=["papatya lang:tr"])})
    assert queries(brand) == [
        "(papatya lang:tr) -is:retweet -from:PapatyaTR -@PapatyaTR",
        'url:"PapatyaTR/status" is:quote -is:retweet -from:PapatyaTR -@PapatyaTR',
    ]


def test_reddit_finds_a_submission_that_names_us_only_with_an_ending(
    sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    bench = Bench("reddit", sandbox, clock)
    collector, cursor = bench.started()
    made = sandbox["reddit"].submission("alisveris", "ali", "Papatyanın iadesi", "Üç haftadır bekliyorum.")
    sandbox["reddit"].submission("alisveris", "veli", "Papatyagiller", "Bir bitki ailesi.")
    assert [post.native_id for post in bench.everything(collector, cursor)[0]] == [made]
    assert bench.rig.brand.name == test_reddit.brand().name
