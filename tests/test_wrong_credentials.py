"""Wrong credentials: `samimi check` and the start's log name them, say where they come from, and show none (I7)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from structlog.testing import capture_logs

from models import Database
from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary
from monitor.collectors.x import XCollector
from samimi.checking import check
from samimi.config import known_platforms
from samimi.forgetting import Forgetter
from samimi.health import Health
from samimi.listening import Listener
from samimi.platforms import secret_names
from samimi.prices import Prices
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.platform_fakes import FakeCollector, a_brand

WRONG = "yanlis-bir-anahtar"


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, platform: str, secret: str) -> str:
    """The line of `samimi check` about `platform`, with `secret` for each of its credentials."""
    monkeypatch.setenv("SAMIMI_SANDBOX", sandbox.address)
    names = [f"SAMIMI_{platform}_{name}".upper() for name in secret_names(platform)]
    values = {name: f"1-{secret}" if name.endswith("X_ACCESS_TOKEN") else secret for name in names}
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    brand = {"name": "Örnek", "platforms": {platform: {"account": "ornekmarka"}}}
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"brands": {"ornek": brand}}, allow_unicode=True), encoding="utf-8")
    monkeypatch.chdir(folder)
    (line,) = [line for line in check(path) if line.text.startswith(f"{platform} (ornek): ")]
    assert not line.ok
    assert secret not in line.text
    return line.text


@pytest.mark.parametrize("platform", known_platforms())
def test_check_names_the_credentials_and_where_they_come_from(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    if platform in ("bluesky", "reddit"):  # who is not registered there signs in with any password
        sandbox[platform].account("ornekmarka", "dogru-anahtar")
    told = checked(tmp_path, monkeypatch, sandbox, platform, WRONG)
    assert told.startswith(f"{platform} (ornek): the credentials are refused (")
    assert "; unless @ornekmarka is locked, the app lacks a permission or this machine's clock is wrong: " in told
    assert "are they @ornekmarka's? Copy SAMIMI_" in told
    for name in secret_names(platform):
        assert f"SAMIMI_{platform}_{name}".upper() in told
    assert f" in the environment or {tmp_path / '.env'} anew, from: " in told


def test_a_brands_own_credentials_are_the_ones_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("SAMIMI_MASTODON_ORNEK_ACCESS_TOKEN", WRONG)
    assert "Copy SAMIMI_MASTODON_ORNEK_ACCESS_TOKEN in " in checked(tmp_path, monkeypatch, sandbox, "mastodon", WRONG)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CreditsOut("402"), "the credit is spent (402); buy more in the platform's developer console"),
        (RateLimited("429"), "asked too often (429); check again in a quarter of an hour"),
        (Temporary("503"), "no usable answer (503); is it up, and reachable from here?"),
        (PlatformError("400 bad"), "400 bad"),
    ],
)
def test_what_else_a_platform_may_say_comes_with_what_to_do(
    error: PlatformError, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(XCollector, "read", refuse)
    assert checked(tmp_path, monkeypatch, sandbox, "x", WRONG) == f"x (ornek): {told}"


@pytest.mark.parametrize(
    ("approval", "posting"),
    [({}, "by hand (x_ai_approval is missing)"), ({"x_ai_approval": {"date": "2026-11-01", "ref": "case 1"}}, "api")],
)
def test_check_says_that_x_posts_nothing_without_its_approval(
    approval: dict[str, object], posting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("SAMIMI_SANDBOX", sandbox.address)
    monkeypatch.setattr(XCollector, "read", lambda *_: None)
    for name in secret_names("x"):
        monkeypatch.setenv(f"SAMIMI_X_{name}", "1-anahtar")
    x = {"account": "ornekmarka", "post": "api", **approval}
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"brands": {"a": {"name": "A", "platforms": {"x": x}}}}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (line,) = [line for line in check(path) if line.text.startswith("x (a): ")]
    assert (line.ok, line.text) == (True, f"x (a): reads as @ornekmarka; posting: {posting}")


def test_an_x_token_that_is_none_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("SAMIMI_X_ACCESS_TOKEN", "AAAA")
    told = checked(tmp_path, monkeypatch, sandbox, "x", WRONG)
    assert (
        "the X access token of ornek (SAMIMI_X_ORNEK_ACCESS_TOKEN, else SAMIMI_X_ACCESS_TOKEN) does not begin with the "
        "account's number and a hyphen"
    ) in told
    assert told.endswith(
        "copy it anew into .env, or write the number into config.yaml as brands.ornek.platforms.x.account_id"
    )


def test_the_start_says_it_in_the_log(database: Database, clock: Clock) -> None:
    collectors = {("ornek", "town"): FakeCollector([CredentialsRefused("401")])}
    kept = {"forgetter": Forgetter(b"k" * 32), "health": Health(), "prices": Prices()}
    listener = Listener(database, {"ornek": a_brand()}, collectors, worker="w", now=clock, **kept)  # type: ignore[arg-type]
    listener.add_sources()
    with capture_logs() as said:
        listener.tick()
    assert said[0]["event"].startswith("credentials refused: renew them in .env and start the bot anew; `samimi check`")
    assert (said[0]["platform"], said[0]["error"]) == ("town", "401")
