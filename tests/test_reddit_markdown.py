"""What Reddit's Markdown would eat, written so that it does not."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from responders.publishers.reddit import markdown
from sandbox.reddit_things import rendered


@pytest.mark.parametrize(
    "text",
    [
        "*yıldız* _alt_ `kod` ~~yok~~ ^üst [ad](http://kotu.example) ![x](y)",
        "# başlık değil",
        "> alıntı değil\n>!gizli!<",
        "1. madde\n2) madde\n- madde\n+ madde",
        "satır bir\nsatır iki\n\nparagraf",
        "a\\b \\*c",
        "<b>kalın</b> &amp; &#39; H&M",
        "====\n----",
        "a | b\n--|--\n1 | 2",
        "sonda iki boşluk  \nyeni",
    ],
)
def test_markdown_reads_as_it_was_approved(text: str) -> None:
    shown = _shown(markdown(text))
    assert shown == [line.strip() for line in text.splitlines() if line.strip()]
    assert rendered(markdown(text)).split() == text.split()


def test_addresses_stay_whole() -> None:
    text = "Şuradan bakabilirsin: https://papatya.example/iade_kosullari?a=1&b=_2_ *acele etme*"
    assert "https://papatya.example/iade_kosullari?a=1&b=_2_ " in markdown(text)
    assert markdown(text).endswith(r"\*acele etme\*")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from("aşİ1 .)(*_#>`~^[]<>!&;|\\-+=\n/:"), max_size=60))
def test_no_text_is_eaten(text: str) -> None:
    assert "".join(_shown(markdown(text))).replace(" ", "") == "".join(text.split())


def _shown(source: str) -> list[str]:
    """The lines a Markdown reader sees."""
    page = MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(source)
    text = html.unescape(re.sub(r"<[^>]+>", "", page.replace("<br />\n", "\n")))
    return [line.strip() for line in text.splitlines() if line.strip()]
