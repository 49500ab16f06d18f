"""From a bot token to the first card with no id typed by hand, and what `samimi check` says on the way."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from models import Card, Chat, Database, Mention
from samimi import checking, moving
from samimi.checking_chats import Line
from samimi.cli import app as cli
from samimi.config import load
from samimi.demo.places import Said, X
from samimi.secrets import Secrets
from samimi.wiring import App, assemble, load_judge
from sandbox.server import Sandbox
from tests.conftest import Clock

ELIF, MERT = 101, 102
CONFIG = """
brands:
  ornek:
    name: Örnek Marka
    handles: [ornekmarka]
    platforms:
      x: {account: ornekmarka, every_minutes: 1}
desk: {}
database: {url: "sqlite:///samimi.db"}
"""


@dataclass
class Office:
    """A folder with config.yaml and .env as `samimi init` leaves them, people, and nothing bound yet."""

    folder: Path
    sandbox: Sandbox
    clock: Clock
    telegram: Any
    x: X

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def check(self) -> list[Line]:
        """The lines about Telegram."""
        return [line for line in checking.check(self.config) if line.text.startswith("telegram")]

    def texts(self) -> list[str]:
        return [("! " if line.advice else "✓ " if line.ok else "✗ ") + line.text for line in self.check()]

    def code(self, *options: str) -> str:
        """What `samimi connect telegram` prints."""
        done = CliRunner().invoke(cli, ["connect", "telegram", "--config", str(self.config), *options])
        assert done.exit_code == 0, done.output
        return next(line.split()[-1] for line in done.output.splitlines() if "/katil" in line)

    def app(self) -> App:
        config, keep = load(self.config), Secrets.read(self.folder)
        database = Database(config.database.url)
        made = assemble(
            config, keep, database, load_judge(config.sentiment), now=self.clock, sandbox=self.sandbox.address
        )
        made.listener.add_sources()
        return made


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch, migrated: Path) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMIMI_SANDBOX", sandbox.address)
    monkeypatch.setattr(moving, "utc_now", clock)
    (tmp_path / "samimi.db").write_bytes(migrated.read_bytes())
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    telegram, x = sandbox["telegram"], X(sandbox["x"])
    keys = {f"SAMIMI_X_{name}".upper(): value for name, value in x.open("ornekmarka").items()}
    env = {"SAMIMI_KEY": secrets.token_hex(32), "SAMIMI_TELEGRAM_TOKEN": telegram.token, **keys}
    (tmp_path / ".env").write_text("\n".join(f"{name}={value}" for name, value in env.items()), encoding="utf-8")
    telegram.user(ELIF, "Elif", "Kaya")
    telegram.user(MERT, "Mert", "Ak")
    return Office(tmp_path, sandbox, clock, telegram, x)


async def _rounds(app: App, clock: Clock, count: int = 4) -> None:
    """What the schedule does, in order, a few times."""
    for _ in range(count):
        app.listener.tick()
        app.pipeline.tick()
        await app.desk.receive(0)
        for _ in range(8):
            await app.desk.send_due()
            clock.forward(seconds=2)
        clock.forward(minutes=1)


def _said(office: Office, chat: int) -> list[dict[str, Any]]:
    return [entry for entry in office.telegram.messages(chat) if entry["bot"] and not entry["service"]]


async def _first_card(office: Office, app: App, chat: int) -> dict[str, Any]:
    office.x.say(Said("ayse", "Ayşe", 40, "@ornekmarka 5 gündür kargom dağıtımda görünüyor"))
    await _rounds(app, office.clock)
    return next(entry for entry in _said(office, chat) if "❝" in entry["text"] or "kargom" in entry["text"])


async def test_from_a_fresh_token_to_the_first_card(office: Office) -> None:
    chat = office.telegram.group("Örnek masası", [ELIF, MERT])
    app = office.app()
    async with app.bot:
        await _rounds(app, office.clock, 1)
        office.telegram.message(chat, ELIF, f"/katil {office.code()}")
        await _rounds(app, office.clock, 1)
        assert any(
            "Bu sohbet bağlandı: Örnek Marka. Yetkin: yönetici" in entry["text"] for entry in _said(office, chat)
        )
        office.telegram.message(chat, MERT, f"/katil {office.code('--role', 'approver')}")
        await _rounds(app, office.clock, 1)
        asked = next(entry for entry in _said(office, chat) if "katılmak istiyor" in entry["text"])
        office.telegram.tap(chat, asked["id"], ELIF, "✅ Onayla")
        await _rounds(app, office.clock, 1)
        card = await _first_card(office, app, chat)
        query = office.telegram.tap(chat, card["id"], MERT, "✅ Onayla")["query"]
        await _rounds(app, office.clock, 1)
        assert office.telegram.toast(query)["text"].startswith("✅ Onaylandı")
    app.database.dispose()


async def test_a_group_that_moves_is_followed_with_its_open_card_and_gets_topics(office: Office) -> None:
    chat = office.telegram.group("Örnek masası", [ELIF, MERT], kind="group", bot_admin=True)
    app = office.app()
    async with app.bot:
        office.telegram.message(chat, ELIF, f"/katil {office.code()}")
        await _first_card(office, app, chat)
        new = office.telegram.migrate(chat, forum=True)
        await _rounds(app, office.clock, 3)
        with app.database.reading() as session:
            card, row = session.exec(select(Card)).one(), session.exec(select(Chat)).one()
        assert (card.chat_id, row.chat_id) == (new, new)
        assert set(row.topics) == {"brand", "crisis", "digest", "audit"}
        assert sum("kargom" in entry["text"] for entry in _said(office, new)) == 1
    app.database.dispose()


async def test_what_waits_for_a_persons_hand_moves_with_the_group(office: Office) -> None:
    chat = office.telegram.group("Örnek masası", [ELIF], kind="group")
    app = office.app()
    async with app.bot:
        office.telegram.message(chat, ELIF, f"/katil {office.code()}")
        card = await _first_card(office, app, chat)
        office.telegram.tap(chat, card["id"], ELIF, "✅ Onayla")
        await _rounds(app, office.clock, 1)
        new = office.telegram.migrate(chat)
        await _rounds(app, office.clock, 3)
        (moved,) = [entry for entry in _said(office, new) if "hesabından yayınla" in entry["text"]]
        query = office.telegram.tap(new, moved["id"], ELIF, "☑️ Yayınladım")["query"]
        await _rounds(app, office.clock, 1)
        assert office.telegram.toast(query)["text"] == "☑️ Kaydedildi."
    app.database.dispose()


async def test_the_same_group_joining_again_keeps_its_topics_and_counter(office: Office) -> None:
    chat = office.telegram.group("Forum", [ELIF, MERT], forum=True, bot_admin=True)
    app = office.app()
    async with app.bot:
        office.telegram.message(chat, ELIF, f"/katil {office.code()}")
        await _rounds(app, office.clock, 2)
        with app.database.reading() as session:
            before = session.exec(select(Chat)).one()
        office.telegram.message(chat, MERT, f"/katil {office.code('--role', 'approver')}")
        await _rounds(app, office.clock, 2)
        with app.database.reading() as session:
            after = session.exec(select(Chat)).one()
        assert (after.topics, after.counter_id) == (before.topics, before.counter_id)
        assert len(office.telegram.topics(chat)) == 4
    app.database.dispose()


async def test_i6_an_approvers_code_does_not_carry_the_cards_away(office: Office) -> None:
    chat = office.telegram.group("Örnek masası", [ELIF])
    other = office.telegram.group("Mert'in odası", [MERT])
    app = office.app()
    async with app.bot:
        office.telegram.message(chat, ELIF, f"/katil {office.code()}")
        await _rounds(app, office.clock, 1)
        office.telegram.message(other, MERT, f"/katil {office.code('--role', 'approver')}")
        await _rounds(app, office.clock, 1)
        assert "bir lider yapabilir" in _said(office, other)[-1]["text"]
        with app.database.reading() as session:
            assert session.exec(select(Chat.chat_id)).all() == [chat]
        office.telegram.join(other, ELIF)
        office.telegram.message(other, ELIF, f"/katil {office.code()}")
        await _rounds(app, office.clock, 1)
        with app.database.reading() as session:
            assert session.exec(select(Chat.chat_id)).all() == [other]
    app.database.dispose()


def test_check_before_anything_is_bound(office: Office) -> None:
    assert office.texts() == [
        "✓ telegram: @samimi_demo_bot",
        "! telegram: no chat yet for ornek; `samimi connect telegram` binds one",
        "! telegram: nobody is admin yet; `samimi connect telegram` gives the first role",
    ]


def _bind(office: Office, chat: int) -> None:
    with Database("sqlite:///samimi.db").transaction() as session:
        session.add(Chat(brand="ornek", chat_id=chat))


def test_check_of_a_plain_group(office: Office) -> None:
    chat = office.telegram.group("Masa", [ELIF])
    _bind(office, chat)
    assert office.texts()[1:3] == [
        f"✓ telegram chat {chat} (ornek): “Masa”, the bot is member and may write",
        f"! telegram chat {chat} (ornek): the counter is not pinned; "
        "mend: make the bot administrator with the right “Pin messages”",
    ]


def test_check_of_a_forum_where_everything_is_granted(office: Office) -> None:
    chat = office.telegram.group("Forum", [ELIF], forum=True, bot_admin=True)
    _bind(office, chat)
    about = [text for text in office.texts() if "chat" in text and "ornek" in text]
    assert about == [f"✓ telegram chat {chat} (ornek): “Forum”, the bot is administrator and may write"]


@pytest.mark.parametrize(
    ("right", "effect"),
    [("can_manage_topics", "no topics are opened"), ("can_pin_messages", "the counter is not pinned")],
)
def test_check_names_the_right_an_administrator_lacks(office: Office, right: str, effect: str) -> None:
    chat = office.telegram.group("Forum", [ELIF], forum=True)
    office.telegram.promote(chat, without=[right])
    _bind(office, chat)
    wishes = [text for text in office.texts() if text.startswith("! telegram chat")]
    assert len(wishes) == 1
    assert effect in wishes[0]


def test_check_of_a_group_that_muted_or_removed_the_bot(office: Office) -> None:
    chat = office.telegram.group("Masa", [ELIF])
    _bind(office, chat)
    office.telegram.mute(chat)
    assert any(text.startswith("✗") and "may not write; mend:" in text for text in office.texts())
    office.telegram.kick(chat)
    assert any(text.startswith("✗") and "add @samimi_demo_bot to the group" in text for text in office.texts())


def test_check_of_a_group_that_moved(office: Office) -> None:
    chat = office.telegram.group("Masa", [ELIF], kind="group")
    _bind(office, chat)
    new = office.telegram.migrate(chat)
    assert any(f"the group has a new id, {new}" in text for text in office.texts())


def test_check_of_privacy_mode_and_a_left_over_web_hook(office: Office) -> None:
    office.telegram.privacy(on=False)
    with CliSession(office) as said:
        assert "! telegram: privacy mode is off" in said
    office.telegram._account.webhook = "https://example.org/hook"
    assert any(text.startswith("✗ telegram: a web hook is set") for text in office.texts())


def test_check_of_a_wrong_token_and_of_a_telegram_that_is_down(office: Office) -> None:
    office.telegram.go_down(60)
    assert any("no answer" in text for text in office.texts())
    office.telegram.go_down(0)
    office.telegram.use_token("7000000001:AAanother-token-that-is-not-ours-0000")
    (line,) = [line for line in office.check() if not line.ok]
    assert "was refused" in line.text
    assert office.telegram.token not in line.text
    assert "AAsandbox" not in line.text


def test_check_says_who_cannot_be_rung(office: Office) -> None:
    office.config.write_text(
        CONFIG.replace(
            "desk: {}",
            "desk: {people: {101: {name: Elif Kaya, initials: EK, roles: {ornek: admin}}}, rota: {mon: 101}}",
        ),
        encoding="utf-8",
    )
    assert any("Elif Kaya cannot be reached in private" in text for text in office.texts())
    office.telegram.start(ELIF)
    assert not any("cannot be reached" in text for text in office.texts())


class CliSession:
    """`samimi check` as a person runs it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __enter__(self) -> str:
        return CliRunner().invoke(cli, ["check", "--config", str(self._office.config)]).output

    def __exit__(self, *_: object) -> None:
        return None


def test_advice_is_no_fault(office: Office) -> None:
    chat = office.telegram.group("Masa", [ELIF])
    _bind(office, chat)
    done = CliRunner().invoke(cli, ["check", "--config", str(office.config)])
    assert "! telegram chat" in done.output
    assert done.exit_code == 0, done.output
    with Database("sqlite:///samimi.db").reading() as session:
        assert session.exec(select(Mention)).all() == []
