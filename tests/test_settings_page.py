"""docs/settings.md: a table per section, a row per key, and every secret; what a page shows is what the models take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from models.brand import AiApproval, Brand, Fact, HoldingLine, Platform, Step
from models.calendar import Calendar
from monitor.collectors._x_streams import queries as x_searches
from monitor.collectors.reddit import _queries as reddit_searches
from reports.settings import AlarmSettings, Campaign
from responders.desk.settings import CustomerServiceSettings, DeskSettings, PersonSettings
from responders.drafting.settings import LlmSettings, Price, ResponderSettings
from responders.drafting.voice import disclosure
from samimi import config, starter
from samimi.prices import Prices

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    "brands.KEY": Brand,
    "brands.KEY.facts": Fact,
    "brands.KEY.steps": Step,
    "brands.KEY.holding_line": HoldingLine,
    "brands.KEY.calendar": Calendar,
    "brands.KEY.platforms.NAME": Platform,
    "brands.KEY.platforms.NAME.x_ai_approval": AiApproval,
    "desk": DeskSettings,
    "desk.people.ID": PersonSettings,
    "desk.customer_service": CustomerServiceSettings,
    "responder": ResponderSettings,
    "responder.llm": LlmSettings,
    "responder.llm.prices.MODEL": Price,
    "sentiment": config.SentimentSettings,
    "digest": config.DigestSettings,
    "alarm": AlarmSettings,
    "alarm.campaigns": Campaign,
    "database": config.DatabaseSettings,
    "retention": config.RetentionSettings,
    "health": config.HealthSettings,
    "prices": Prices,
}


def _rows(section: str) -> list[str]:
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)


def _keys(model: type[BaseModel]) -> list[str]:
    """As config.yaml writes them; a brand's own key is the name of its block."""
    return [info.alias or name for name, info in model.model_fields.items() if name != "key"]


def test_the_page_says_what_inflected_forms_are_for() -> None:
    place = Platform(account="papatya")
    brand = Brand(key="p", name="Papatya", inflected={"loc": "Papatyam'da"}, platforms={"x": place, "reddit": place})
    assert any("Papatyamda" in query for query in x_searches(brand))
    assert any("Papatyamda" in query for query in reddit_searches(brand))
    assert disclosure(brand, "reddit", "tr", ["{loc} çalışıyorum."]) == "Papatyam'da çalışıyorum."
    (row,) = re.findall(r"^\| `inflected` \|.*$", PAGE, flags=re.MULTILINE)
    assert "X and Reddit are searched for all of them" in row
    assert "in replies only `loc` stands" in row


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_on_the_page_and_no_other(section: str) -> None:
    assert sorted(_rows(section)) == sorted(_keys(SECTIONS[section]))


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """`model` and every model inside it, however it is wrapped."""
    yield model
    for info in model.model_fields.values():
        for inner in _inside(info.annotation):
            yield from _models(inner)


def _inside(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _inside(part)


def test_every_model_of_the_config_has_a_section() -> None:
    assert set(_models(config.Config)) == {config.Config, *SECTIONS.values()}
    assert {section.partition(".")[0] for section in SECTIONS} == set(config.Config.model_fields)


def test_every_secret_stands_on_the_page_and_in_the_example() -> None:
    names = set(re.findall(r"^(SAMIMI_\w+)=", starter.example_env(), flags=re.MULTILINE))
    assert {"SAMIMI_SMTP_PASSWORD", "SAMIMI_LLM_KEY"} <= names
    assert names <= set(re.findall(r"`(SAMIMI_\w+)`", PAGE))


def test_the_way_to_the_page_is_shown() -> None:
    for file in ("README.md", "config.yaml"):
        assert "docs/settings.md" in (ROOT / file).read_text(encoding="utf-8")
