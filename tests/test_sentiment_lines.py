"""JSON lines in, JSON lines out: one object per line, same order, whatever the line holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from models import Brand, Judgement
from monitor.sentiment import Text
from monitor.sentiment.lines import classify_lines


class Echo:
    """Judges nothing; keeps what it was asked."""

    name = "echo"

    def __init__(self) -> None:
        self.asked: list[Text] = []

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        self.asked += texts
        return [Judgement(label="other", sentiment="neutral", confidence=len(text.text) / 100) for text in texts]


def run(lines: list[str], brands: dict[str, Brand] | None = None) -> tuple[list[dict[str, object]], Echo]:
    echo = Echo()
    return [json.loads(line) for line in classify_lines([lines], echo, brands or {})], echo


def test_bad_lines_keep_their_place_and_never_stop_the_rest() -> None:
    lines = ['{"id":"a","text":"x"}', "{broken", "[]", '{"id":7}', '{"id":"t","text":5}', '{"text":"yy"}', "null"]
    out, _ = run(lines)
    assert [o["id"] for o in out] == ["a", 2, 3, 7, "t", 6, 7]
    assert ["error" in o for o in out] == [False, True, True, True, True, False, True]


def test_an_error_never_quotes_the_text() -> None:
    out, _ = run(['{"id":"t","text":["my secret"]}', '{"text": "my secret'])
    assert "secret" not in json.dumps(out)


def test_every_promised_key_is_there() -> None:
    out, _ = run(['{"text":"merhaba","extra":1}'])
    promised = {
        "id",
        "label",
        "confidence",
        "sentiment",
        "topics",
        "urgency",
        "escalate",
        "sarcastic",
        "about_brand",
        "lang",
    }
    assert promised <= set(out[0])


def test_order_and_numbers_hold_over_many_chunks() -> None:
    lines = [json.dumps({"id": i, "text": "a" * (i % 90)}) if i % 7 else "{" for i in range(1000)]
    chunks = [lines[at : at + 30] for at in range(0, 1000, 30)]
    out = [json.loads(line) for line in classify_lines(chunks, Echo(), {})]
    assert all(o["id"] == i + 1 for i, o in enumerate(out) if i % 7 == 0)
    assert len(out) == 1000
    assert all(o["id"] == i for i, o in enumerate(out) if i % 7)
    assert all(o["confidence"] == (i % 90) / 100 for i, o in enumerate(out) if i % 7)


def test_a_chunk_is_answered_before_the_next_is_asked_for() -> None:
    asked = []

    def chunks() -> Iterator[list[str]]:
        for number in range(3):
            asked.append(number)
            yield ['{"text":"a"}', '{"text":"b"}']

    answers = classify_lines(chunks(), Echo(), {})
    assert [json.loads(next(answers))["id"] for _ in range(2)] == [1, 2]
    assert asked == [0]


def test_blank_lines_are_no_input() -> None:
    out, _ = run(["", '{"text":"a"}', "   \n"])
    assert [o["id"] for o in out] == [2]


def test_a_brand_is_found_by_key_name_and_spelling_and_else_known_by_name_alone() -> None:
    nane = Brand(key="nane", name="Nane", spellings=["Nane Kozmetik"], handles=["nanekoz"])
    lines = [json.dumps({"text": "a", "brand": b}) for b in ("nane", "NANE", "nane kozmetik", "Pusula")]
    _, echo = run(lines, {"nane": nane, "diger": Brand(name="Diğer")})
    assert [t.brand.handles for t in echo.asked] == [["nanekoz"]] * 3 + [[]]
    assert echo.asked[3].brand.name == "Pusula"


def test_without_a_brand_the_only_configured_one_is_meant() -> None:
    _, echo = run(['{"text":"a"}'], {"nane": Brand(name="Nane")})
    assert echo.asked[0].brand.name == "Nane"
    _, echo = run(['{"text":"a"}'])
    assert echo.asked[0].brand.name == ""


def test_turkish_letters_come_out_as_letters() -> None:
    (line,) = classify_lines([['{"id":"ığüşöç","text":"a"}']], Echo(), {})
    assert "ığüşöç" in line


def test_a_lone_surrogate_is_an_error_not_a_crash() -> None:
    out, _ = run(['{"id":"s","text":"\\ud83d oops"}'])
    assert out[0]["id"] == "s"
    json.dumps(out).encode("utf-8")
