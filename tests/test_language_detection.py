"""Turkish, English or neither, from three words on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from language.detection import LONGEST, detect

OTHER = Path(__file__).parent.parent / "monitor/sentiment/data/other_languages.jsonl"


@pytest.mark.parametrize(
    "text",
    [
        "kargom nerede",
        "kargom nerede kaldi",
        "cok kotu",
        "ÇOK KÖTÜ",
        "rezalet",
        "hızlı geldi",
        "iade etmek istiyorum",
        "@nane siparişim gelmedi https://x.example/a",
        "IŞIK HIZINDA GELDİ",
        "customer service berbat, kimse cevap vermiyor",
    ],
)
def test_turkish(text: str) -> None:
    assert detect(text)[0] == "tr"


@pytest.mark.parametrize(
    "text", ["so bad", "never again", "love it", "where is my parcel", "worst. app. ever", "@nane still waiting"]
)
def test_english(text: str) -> None:
    assert detect(text)[0] == "en"


def test_sixty_posts_in_other_languages_are_neither() -> None:
    rows = [json.loads(line) for line in OTHER.read_text(encoding="utf-8").splitlines()]
    wrong = [row["text"] for row in rows if detect(row["text"])[0] != "other"]
    assert len(rows) == 60
    assert wrong == []


@pytest.mark.parametrize("text", ["", "😍😍", "@nane", "https://x.example/b", "1234 !!"])
def test_nothing_to_read_is_said_with_no_confidence(text: str) -> None:
    assert detect(text) == ("other", 0.0)


def test_confidence_grows_with_evidence() -> None:
    assert detect("bir")[1] < detect("bir haftadır kargom gelmedi, kimse cevap vermiyor")[1]


def test_a_post_names_a_person_from_elsewhere_and_stays_turkish() -> None:
    assert detect("Giovanni adlı kurye çok kibardı, teşekkürler")[0] == "tr"


@pytest.mark.parametrize("run", ["a", "iyor", "a-", "a.", "word "])
def test_a_very_long_text_is_judged_by_its_beginning(run: str) -> None:
    text = "kargom hala gelmedi, neden cevap vermiyorsunuz " + run * (100_000 // len(run))
    assert detect(text)[0] == detect(text[:LONGEST])[0]
