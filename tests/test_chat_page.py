"""The chat page: what it serves, what it lets a visitor do, and that nothing written by anybody becomes markup."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.server import Sandbox
from sandbox.telegram import StandIn
from sandbox.telegram_entities import parse
from sandbox.telegram_render import render

ELIF, CAN = 11, 12


@pytest.fixture
def telegram(sandbox: Sandbox) -> StandIn:
    stand_in: StandIn = sandbox["telegram"]
    stand_in.user(ELIF, "Elif", "Kaya")
    stand_in.user(CAN, "Can", language_code="en")
    return stand_in


@pytest.fixture
def desk(telegram: StandIn) -> int:
    return telegram.group("Sosyal", [ELIF], forum=True, bot_admin=True)


@pytest.fixture
async def bot(sandbox: Sandbox, telegram: StandIn) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=sandbox.address + "/telegram/bot") as made:
        yield made


@pytest.fixture
def browser(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.address + "/telegram") as made:
        yield made


def state(browser: httpx.Client, user: int = ELIF) -> dict[str, Any]:
    made: dict[str, Any] = browser.get("/page/state", params={"user": user}).json()
    return made


def html(source: str) -> str:
    return render(*parse(source, "HTML"))


# what was written stays text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "&lt;script&gt;",
        "</div><style>*{display:none}</style>",
        "{} {0} {inner}",
    ],
)
def test_text_is_escaped_whatever_it_holds(hostile: str) -> None:
    shown = render(*parse(hostile, ""))
    assert not re.search(r"<(?!/?(?:b|i|a|span)\b)", shown)
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    assert "<script" not in render(hostile, bold)
    assert "<img" not in render(hostile, bold)


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_links_that_run_are_only_words(scheme: str) -> None:
    entity = [{"type": "text_link", "offset": 0, "length": 4, "url": scheme}]
    assert render("tıkla", entity) == "tıkla"


def test_an_address_cannot_leave_its_attribute() -> None:
    entity = [{"type": "text_link", "offset": 0, "length": 1, "url": 'https://a.example/" onclick="x'}]
    assert render("x", entity) == (
        '<a href="https://a.example/&quot; onclick=&quot;x" target="_blank" rel="noopener noreferrer">x</a>'
    )


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<b>kalın <i>ve eğik</i></b> düz", "<b>kalın <i>ve eğik</i></b> düz"),
        ("🟢 <u>x</u>", "🟢 <u>x</u>"),
        ("<blockquote expandable>a\nb</blockquote>\nc", '<blockquote class="fold">a\nb</blockquote>c'),
        ("<code>&lt;b&gt;</code>", "<code>&lt;b&gt;</code>"),
        ("/durdur {}", '<a class="command" data-command="/durdur">/durdur</a> {}'),
        ("@ornekmarka", '<span class="link">@ornekmarka</span>'),
        (
            "ornek.example.com",
            '<a href="https://ornek.example.com" target="_blank" rel="noopener noreferrer">ornek.example.com</a>',
        ),
        ("<tg-spoiler>{gizli}</tg-spoiler>", '<span class="spoiler">{gizli}</span>'),
    ],
)
def test_entities_become_tags(source: str, shown: str) -> None:
    assert html(source) == shown


def test_overlapping_entities_lose_the_later_one() -> None:
    crossed = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    assert render("abcde", crossed) == "<b>abc</b>de"


# the page and its calls


def test_the_page_is_one_file_that_loads_nothing_from_elsewhere(browser: httpx.Client) -> None:
    answer = browser.get("/chat")
    page = answer.text
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:,)""", page.split("<script")[0])
    assert "/*chat." not in page
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert page.count(f'nonce="{nonce[1]}"') == 2
    assert "default-src 'none'" in policy
    assert browser.get("/chat").headers["content-security-policy"] != policy, "a nonce is used once"


def test_the_script_writes_markup_only_from_the_server(browser: httpx.Client) -> None:
    page = browser.get("/chat").text
    assert re.findall(r"(\S+)\.innerHTML = (\S+);", page) == [("words", "message.html")]
    assert not re.search(r"insertAdjacentHTML|outerHTML|document\.write\(|eval\(", page)


async def test_the_state_of_one_person(telegram: StandIn, desk: int, bot: Bot, browser: httpx.Client) -> None:
    telegram.start(CAN)
    topic = await bot.create_forum_topic(desk, "🚨 Kriz")
    key = InlineKeyboardButton("Onayla", callback_data="a", api_kwargs={"style": "success"})
    card = await bot.send_message(
        desk, "<b>kart</b>", parse_mode="HTML", message_thread_id=topic.message_thread_id,
        reply_markup=InlineKeyboardMarkup([[key]]),
    )  # fmt: skip
    await bot.pin_chat_message(desk, card.message_id)
    await bot.set_my_commands([("durdur", "Durdur")])
    await bot.set_my_commands([("pause", "Pause")], language_code="en")
    seen = state(browser)
    assert [chat["title"] for chat in seen["chats"]] == ["Sosyal"]
    (chat,) = seen["chats"]
    assert chat["topics"] == [{"id": topic.message_thread_id, "name": "🚨 Kriz"}]
    assert chat["pinned"] == card.message_id
    shown = next(message for message in chat["messages"] if message["id"] == card.message_id)
    assert (shown["html"], shown["buttons"][0][0]["style"]) == ("<b>kart</b>", "success")
    assert "history" not in shown
    assert [entry["command"] for entry in seen["menu"]] == ["durdur"]
    other = state(browser, CAN)
    assert [chat["private"] for chat in other["chats"]] == [True]
    assert [entry["command"] for entry in other["menu"]] == ["pause"]


def test_nothing_new_is_a_short_answer(telegram: StandIn, desk: int, browser: httpx.Client) -> None:
    version = state(browser)["version"]
    again = browser.get("/page/state", params={"user": ELIF, "since": version}).json()
    assert again == {"version": version}
    telegram.message(desk, ELIF, "selam")
    assert "chats" in browser.get("/page/state", params={"user": ELIF, "since": version}).json()


def test_an_empty_sandbox_has_a_page_too(browser: httpx.Client) -> None:
    assert state(browser) | {"version": 0} == {
        "version": 0, "user": 0, "people": [], "menu": [], "bot": "Samimi", "chats": [],
    }  # fmt: skip


async def test_writing_answering_and_tapping(telegram: StandIn, desk: int, bot: Bot, browser: httpx.Client) -> None:
    key = InlineKeyboardButton("Onayla", callback_data="a")
    card = await bot.send_message(desk, "kart", reply_markup=InlineKeyboardMarkup([[key]]))
    body = {"chat": desk, "user": ELIF, "text": "Selam Ayşe", "reply_to": card.message_id, "thread": None}
    made = browser.post("/page/message", json=body).json()["result"]
    assert telegram.messages(desk)[-1]["id"] == made
    tap = {"chat": desk, "message": card.message_id, "user": ELIF, "data": "a"}
    query = browser.post("/page/tap", json=tap).json()["result"]["query"]
    assert browser.get(f"/page/toast/{query}").json() == {"result": None}
    await bot.answer_callback_query(query, "Onaylandı")
    assert browser.get(f"/page/toast/{query}").json()["result"] == {"text": "Onaylandı", "alert": False}
    came = await bot.get_updates(timeout=0)
    assert came[-2].message is not None
    assert came[-1].callback_query is not None


def test_start_opens_the_private_chat(telegram: StandIn, browser: httpx.Client) -> None:
    browser.post("/page/message", json={"chat": CAN, "user": CAN, "text": "/start"})
    assert [message["text"] for message in telegram.messages(CAN)] == ["/start"]


def test_a_visitor_s_mistake_is_told(telegram: StandIn, desk: int, browser: httpx.Client) -> None:
    outside = browser.post("/page/message", json={"chat": desk, "user": CAN, "text": "x"})
    assert (outside.status_code, "not in chat" in outside.json()["error"]) == (400, True)
    assert browser.get("/page/toast/1").status_code == 400
    form = browser.post("/page/message", content=b"{}", headers={"content-type": "text/plain"})
    assert form.status_code == 415, "another site's form is not taken"


async def test_pictures_are_shown_and_other_files_are_not_run(desk: int, bot: Bot, browser: httpx.Client) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    photo = await bot.send_photo(desk, out.getvalue())
    page = await bot.send_document(desk, b"<script>alert(1)</script>", filename="x.html")
    assert page.document is not None
    shown = {m["document"] or "photo" for m in state(browser)["chats"][0]["messages"]}
    assert shown == {"photo", "x.html"}
    picture = browser.get(f"/page/file/{photo.photo[0].file_id}")
    assert (picture.headers["content-type"], picture.content) == ("image/jpeg", out.getvalue())
    other = browser.get(f"/page/file/{page.document.file_id}")
    assert other.headers["content-type"] == "application/octet-stream"
    assert other.headers["x-content-type-options"] == "nosniff"
    assert browser.get("/page/file/yok").status_code == 404


def test_what_was_published_is_read_from_every_platform(sandbox: Sandbox, browser: httpx.Client) -> None:
    """The page asks four side channels; each answers with the fields it shows."""
    script = (Path(__file__).parent.parent / "sandbox" / "page" / "published.js").read_text("utf-8")
    platforms = re.findall(r'"(\w+)"', script.split("PLATFORMS = ")[1].split("\n")[0])
    assert platforms == ["x", "reddit", "bluesky", "mastodon"]
    sandbox["reddit"].account("ornekmarka", "x")
    post = sandbox["reddit"].submission("ModaTR", "ayse", "Kalıp dar mı?", "…")
    sandbox["reddit"].posted_by_hand(post, "ornekmarka", "Beden tablosu ürün sayfasında.")
    found = {
        name: httpx.post(f"{sandbox.address}/sim/{name}/published", json={}).json()["result"] for name in platforms
    }
    assert [(one["account"], one["markdown"], one["parent"]) for one in found["reddit"]] == [
        ("ornekmarka", "Beden tablosu ürün sayfasında.", post)
    ]
    assert found["x"] == found["bluesky"] == found["mastodon"] == []
