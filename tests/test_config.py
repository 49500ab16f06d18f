"""Every fault at once, each with file, line, key and the mend; secrets only from the environment."""

from __future__ import annotations

import json
import re
from datetime import time
from pathlib import Path

import pytest
import yaml

from models.errors import ConfigError
from samimi import starter
from samimi.config import known_platforms, load
from samimi.lines import draft
from samimi.secrets import Secrets, masked

GOOD = Path(__file__).parent.parent / "config.yaml"

TEN_MISTAKES = """\
brands:
  Örnek:
    name: Örnek Marka
  iyi:
    name: İyi Marka
    adress_tr: sen
    languages: [tr, de]
    target_minutes: 0
    facts:
      - {id: iade, text: 14 gün, until: yarın}
    calendar:
      timezone: Europe/Istambul
      holidays: TRR
    platforms:
      twitter: {account: iyi}
      reddit: {post: api}
digest:
  at: "25:00"
database:
  url: mysql://localhost/samimi
"""


def _load(tmp_path: Path, text: str) -> str:
    """What the operator is told about `text`."""
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load(path)
    return str(told.value).replace(str(path), "config.yaml")


def test_the_shipped_config_is_right() -> None:
    config = load(GOOD)
    assert config.brands["ornek"].key == "ornek"
    assert config.digest.at == time(9)
    assert config.brands["ornek"].platforms["x"].post == "by_hand"


def test_ten_mistakes_are_ten_readable_lines_in_one_run(tmp_path: Path) -> None:
    told = _load(tmp_path, TEN_MISTAKES).splitlines()
    expected = [
        (2, "brands.Örnek: a brand's key is made of a-z, 0-9 and _; rename it"),
        (6, "brands.iyi.adress_tr: unknown key; did you mean 'address_tr'?"),
        (7, "brands.iyi.languages.1: input should be 'tr' or 'en' (found 'de')"),
        (8, "brands.iyi.target_minutes: input should be greater than or equal to 1 (found 0)"),
        (10, "brands.iyi.facts.0.until:"),
        (12, "brands.iyi.calendar.timezone: no time zone is called 'Europe/Istambul'; write one such as"),
        (13, "brands.iyi.calendar.holidays: no holidays are known for 'TRR'; write a country code such as TR"),
        (15, "brands.iyi.platforms.twitter: no such platform; known: "),
        (16, "brands.iyi.platforms.reddit.account: is missing; add it"),
        (18, "digest.at:"),
        (20, "database.url: mysql is not supported; write sqlite:///FILE or postgresql+psycopg://"),
    ]
    assert len(told) == len(expected)
    for line, (number, text) in zip(told, expected, strict=True):
        assert line.startswith(f"config.yaml:{number}: {text}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("brands: [", "config.yaml:1: not valid YAML"),
        ("brands:\n  a: {name: A}\n  a: {name: B}\n", "config.yaml:3: the key 'a' stands twice; keep one of them"),
        ("", "config.yaml:1: holds no settings; run `samimi init`"),
        ("- a\n- b\n", "config.yaml:1: holds no settings"),
        ("brands: {}\n", "config.yaml:1: brands:"),
        ("digest: {}\n", "config.yaml:1: brands: is missing; add it"),
        ("brands:\n  a: 3\n", "config.yaml:2: brands.a:"),
        ("brands:\n  a:\n    until: 2026-13-01\n", "config.yaml:3: '2026-13-01' cannot be read (month must be in"),
        ("brands:\n  a: {name: !mine B}\n", "config.yaml:2: 'B' cannot be read (could not determine a constructor"),
        ("brands:\n  a: {name: B\x07}\n", "config.yaml:2: a character that YAML does not allow; delete what"),
        ("brands:\n  a: {name: A, languages: []}\n", "config.yaml:2: brands.a.languages: is empty; write at least one"),
        (
            "brands:\n  a: {name: A, calendar: {hours: {}}}\n",
            "config.yaml:2: brands.a.calendar.hours: is empty; write at least one, or leave the key out",
        ),
        ("brands:\n  a: {name: A, platforms: {x: {account: '@'}}}\n", "config.yaml:2: brands.a.platforms.x.account:"),
        (
            "brands:\n  a: {name: A}\nhealth: {heartbeat_url: hc-ping.com/abc}\n",
            "config.yaml:3: health.heartbeat_url: write the whole address, with https:// before it",
        ),
        (
            "brands:\n  a: {name: A, platforms: {mastodon: {account: a, base_url: mastodon.social}}}\n",
            "config.yaml:2: brands.a.platforms.mastodon.base_url: write the whole address, with https:// before it "
            "(found 'mastodon.social')",
        ),
        (
            "brands:\n  a:\n    name: A\n    facts:\n      - {id: iade, text: 14 gün, until: 31.12.2026}\n",
            "config.yaml:5: brands.a.facts.0.until: write 2026-12-31 (found '31.12.2026')",
        ),
        (
            "brands:\n  a: {name: A, platforms: {x: {account: a, since: 1/2/2026}}}\n",
            "config.yaml:2: brands.a.platforms.x.since: write 2026-02-01 (found '1/2/2026')",
        ),
        (
            "brands:\n  a: {name: A, calendar: {closed: [31.02.2026]}}\n",
            "config.yaml:2: brands.a.calendar.closed.0: write the day as 2026-12-31 (year, month, day) (found '31.02",
        ),
        ("brands:\n  a: {name: A, calendar: {closed: [2026]}}\n", "config.yaml:2: brands.a.calendar.closed.0: write "),
        (
            "brands:\n  a:\n    name: A\n    steps:\n      - {id: s, en: DM us., topics: [general, kargo]}\n",
            "config.yaml:5: brands.a.steps.0.topics.1: input should be 'shipping', 'returns', 'stock', 'payment', "
            "'product', 'support', 'app', 'price' or 'general' (found 'kargo')",
        ),
        (
            "brands:\n  a:\n    name: A\n    steps:\n      - {id: s, topics: [support], tr_sen: ''}\n",
            "config.yaml:5: brands.a.steps.0: says nothing; write tr_sen, tr_siz or en",
        ),
        ("brands:\n  [a]: {name: B}\n", "config.yaml:2: a key is one word; put text that begins with { or [ in"),
        ("brands:\n  a: {name: A}\nnonsense: 1\n", "config.yaml:3: nonsense: unknown key; known here: alarm, brands"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, told: str) -> None:
    assert _load(tmp_path, text).startswith(told)


def test_handles_are_kept_as_searches_need_them(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        "brands:\n  a:\n    name: A\n    handles: ['@bir', iki]\n"
        "    platforms: {x: {account: '@ornek'}, reddit: {account: /u/ornek}, bluesky: {account: u.example}}\n",
        encoding="utf-8",
    )
    brand = load(path).brands["a"]
    assert brand.handles == ["bir", "iki"]
    assert [brand.account(name) for name in ("x", "reddit", "bluesky")] == ["ornek", "ornek", "u.example"]


CROSSED = """\
brands:
  a:
    name: A
    facts: [{id: iade, text: on dört gün}, {id: kargo, text: iki gün}, {id: iade, text: otuz gün}]
desk:
  chat: {b: -100}
  quiet_hours: {c: 22:00-08:00, "*": 23:00-07:00}
  people:
    1: {name: Elif, initials: EK, roles: {d: lead, "*": viewer, a: admin}}
responder:
  templates: {e: ./e}
"""


def test_keys_that_name_no_brand_and_facts_of_one_id_are_told(tmp_path: Path) -> None:
    unknown = "no brand has this key; known: a"
    assert _load(tmp_path, CROSSED).splitlines() == [
        "config.yaml:4: brands.a.facts.2.id: 'iade' stands twice; give each fact its own id",
        f"config.yaml:6: desk.chat.b: {unknown}",
        f"config.yaml:7: desk.quiet_hours.c: {unknown}",
        f"config.yaml:9: desk.people.1.roles.d: {unknown}",
        f"config.yaml:11: responder.templates.e: {unknown}",
    ]


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read .* run `samimi init` to write one"):
        load(tmp_path / "config.yaml")


def test_every_platform_is_found_by_its_file_name() -> None:
    assert known_platforms() == ["bluesky", "mastodon", "reddit", "x"]


def test_the_brands_own_secret_wins_over_the_shared_one() -> None:
    secrets = Secrets({"SAMIMI_X_API_KEY": "shared", "SAMIMI_X_ORNEK_API_KEY": "own"})
    assert secrets.platform("x", "ornek", ("API_KEY",)) == {"API_KEY": "own"}
    assert secrets.platform("x", "other", ("API_KEY",)) == {"API_KEY": "shared"}


def test_every_missing_secret_is_named_with_where_to_put_it() -> None:
    with pytest.raises(ConfigError) as told:
        Secrets({}).platform("reddit", "ornek", ("CLIENT_ID", "PASSWORD"))
    assert str(told.value).splitlines() == [
        "SAMIMI_REDDIT_CLIENT_ID is missing; set it (or SAMIMI_REDDIT_ORNEK_CLIENT_ID) in the environment or .env",
        "SAMIMI_REDDIT_PASSWORD is missing; set it (or SAMIMI_REDDIT_ORNEK_PASSWORD) in the environment or .env",
    ]


def test_the_environment_wins_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SAMIMI_ONE=file\nSAMIMI_TWO=file\nSAMIMI_EMPTY=\n", encoding="utf-8")
    monkeypatch.setenv("SAMIMI_ONE", "environment")
    secrets = Secrets.read(tmp_path)
    assert (secrets.one("one"), secrets.one("two"), secrets.get("empty")) == ("environment", "file", None)


@pytest.mark.parametrize("secret", ["", "kısa", "7000000001:AAsandbox-bot-token-loopback-only-00"])
def test_i7_a_secret_is_only_ever_shown_masked(secret: str) -> None:
    assert len(masked(secret)) <= 5
    assert len(secret) < 12 or secret[4:-4] not in masked(secret)


def test_init_writes_files_that_check_accepts_and_overwrites_nothing(tmp_path: Path) -> None:
    written = starter.write(tmp_path, "Örnek Marka", "ornek")
    assert [path.name for path in written] == ["config.yaml", ".env.example", ".env"]
    assert load(tmp_path / "config.yaml").brands["ornek"].name == "Örnek Marka"
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    before = (tmp_path / ".env").read_text(encoding="utf-8")
    with (tmp_path / "config.yaml").open("a", encoding="utf-8") as ours:
        ours.write("# ours\n")
    assert starter.write(tmp_path, "Başka", "baska") == []
    assert (tmp_path / ".env").read_text(encoding="utf-8") == before


def test_the_sample_as_it_ships_gives_way_to_a_brand_of_ones_own(tmp_path: Path) -> None:
    """Who runs init in a checkout finds the sample's config.yaml there."""
    sample = Path(__file__).parent.parent / "config.yaml"
    assert sample.read_bytes() == Path(starter.__file__).with_name("starter.yaml").read_bytes(), (
        "copy config.yaml there"
    )
    (tmp_path / "config.yaml").write_bytes(sample.read_bytes())
    assert starter.write(tmp_path, "Örnek Marka", "ornek") == [tmp_path / ".env.example", tmp_path / ".env"]
    assert starter.write(tmp_path, "Çınar Kahve", "cinar_kahve") == [tmp_path / "config.yaml"]
    assert list(load(tmp_path / "config.yaml").brands) == ["cinar_kahve"]


def test_init_for_another_brand_carries_its_name_and_no_other(tmp_path: Path) -> None:
    starter.write(tmp_path, "Çınar Kahve", starter.brand_key("Çınar Kahve"))
    config = load(tmp_path / "config.yaml")
    assert list(config.brands) == ["cinar_kahve"]
    assert "rnek" not in (tmp_path / "config.yaml").read_text(encoding="utf-8")


def test_init_states_nothing_of_the_sample_shop_as_another_brands(tmp_path: Path) -> None:
    starter.write(tmp_path, "Çınar Kahve", "cinar_kahve")
    brand = load(tmp_path / "config.yaml").brands["cinar_kahve"]
    assert (brand.facts, brand.contacts, brand.domains, brand.holding_line) == ([], [], [], None)
    assert (brand.product_words, brand.couriers) == ([], [])
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    example = re.sub(r"^    # (?=(?:domains|contacts|facts|holding_line|  ))", "    ", text, flags=re.MULTILINE)
    shown = yaml.safe_load(example.partition("    # steps:")[0])
    assert [fact["id"] for fact in shown["brands"]["cinar_kahve"]["facts"]] == ["iade", "returns"]


def test_drafts_are_written_right_after_init(tmp_path: Path) -> None:
    starter.write(tmp_path, "Çınar Kahve", "cinar_kahve")
    lines = ["Çınar Kahve kargom bir haftadır gelmedi", "Çınar Kahve iade süresi kaç gün?", "Çınar Kahve harika!"]
    asked = [json.dumps({"text": text, "lang": "tr", "brand": "Çınar Kahve"}) for text in lines]
    found = [json.loads(row) for row in draft(tmp_path / "config.yaml")(iter([asked]))]
    assert all(row["reply"] for row in found), found
    assert not any("14 gün" in row["reply"] for row in found)


@pytest.mark.parametrize(
    "name", ["Kahve: Dükkânı", "Yes", "'Tırnak", 'Çift "Tırnak"', "Ters \\ Bölü", "# Etiket", "Null"]
)
def test_init_quotes_whatever_a_brand_is_called(tmp_path: Path, name: str) -> None:
    starter.write(tmp_path, name, starter.brand_key(name))
    (brand,) = load(tmp_path / "config.yaml").brands.values()
    assert brand.name == name
    assert brand.platforms["reddit"].disclosure is not None
    assert brand.platforms["reddit"].disclosure.tr == f"{name} ekibindenim."


def test_the_example_env_names_every_secret_a_platform_asks_for() -> None:
    text = starter.example_env()
    for name in ("SAMIMI_KEY=", "SAMIMI_TELEGRAM_TOKEN=", "SAMIMI_X_API_KEY=", "SAMIMI_MASTODON_ACCESS_TOKEN="):
        assert f"\n{name}\n" in text


@pytest.mark.parametrize(("name", "key"), [("Örnek Marka", "ornek_marka"), ("İYİ & Co.", "iyi_co")])
def test_a_key_is_made_of_the_name(name: str, key: str) -> None:
    assert starter.brand_key(name) == key


def test_a_name_without_letters_makes_no_key() -> None:
    with pytest.raises(ConfigError, match="give a name with letters"):
        starter.brand_key("123")


def test_a_price_of_your_own_stands_among_ours(tmp_path: Path) -> None:
    """Else the budget would count everything but posts as free."""
    path = tmp_path / "config.yaml"
    path.write_text("brands: {a: {name: A}}\nprices: {usd: {x: {post: 0.006}}}\n", encoding="utf-8")
    prices = load(path).prices
    assert (prices.micro_usd("x", "post"), prices.micro_usd("x", "user")) == (6_000, 10_000)


@pytest.mark.parametrize(
    ("given", "named"), [("x: {posts: 0.006}", "'posts'"), ("twitter: {post: 0.006}", "'twitter'")]
)
def test_a_price_for_nothing_we_know_is_refused(tmp_path: Path, given: str, named: str) -> None:
    told = _load(tmp_path, f"brands: {{a: {{name: A}}}}\nprices: {{usd: {{{given}}}}}\n")
    assert told.startswith("config.yaml:2: prices.usd: ")
    assert named in told
    assert "known: " in told
