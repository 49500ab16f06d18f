"""Reads the hand-written cases of tests/data/guards: `verdict | language | draft || mention`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from models import Brand, Fact, Platform, Step
from responders.guards import Context

FOLDER = Path(__file__).with_name("data") / "guards"
TODAY = date(2026, 11, 20)

BRAND = Brand(
    key="ornek",
    name="Örnek Marka",
    spellings=["Ornek Marka"],
    handles=["ornekmarka", "@ornekmarkadestek"],
    platforms={"bluesky": Platform(account="ornekmarka.bsky.social")},
    domains=["ornekmarka.com"],
    contacts=["0850 123 45 67", "destek@ornekmarka.com", "wa.me/908501234567"],
    competitors=["Karşı Moda", "Vitrinal", "Bolca"],
    facts=[
        Fact(id="garanti", text="Garanti koşulları ortak sitemizde", url="https://ortak.example.org/garanti"),
        Fact(id="iade", text="İade süresi teslimden itibaren 14 gün, koşullar ornekmarka.com/iade sayfasında"),
        Fact(id="saat", text="Canlı destek hafta içi 09:00-18:00 arası açık; weekdays 9:00-18:00"),
        Fact(id="kargo", text="1.250 TL üzeri siparişte kargo ücretsiz; delivery takes 2 to 4 working days"),
        Fact(id="yaz", text="Yaz indirimi %40, kampanya.ornekmarka.net/bahar", until=date(2026, 8, 31)),
    ],
    steps=[
        Step(
            id="refund",
            tr_sen="İadeni onaylayıp tutarı kartına geri gönderiyoruz.",
            tr_siz="İadenizi onaylayıp tutarı kartınıza geri gönderiyoruz.",
            en="We approve the return and send the amount back to your card.",
        )
    ],
)


class Case(NamedTuple):
    """One hand-written reply; `bad`: the guard must object."""

    bad: bool
    lang: str
    draft: str
    mention: str


def cases(name: str) -> list[Case]:
    """The cases of one guard. "\\n" in a draft stays two characters: guards must object to it."""
    found = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            verdict, lang, rest = re.split(r" \| ", line, maxsplit=2)
            draft, _, mention = rest.partition(" || ")
            found.append(Case({"bad": True, "ok": False}[verdict.strip()], lang.strip(), draft, mention))
    return found


def context(lang: str = "tr", mention: str = "", platform: str = "x", **more: Any) -> Context:
    """What the cases are checked against, unless a test says otherwise."""
    usual = Context(BRAND, platform, lang, mention, author_handle="@musteri1", today=TODAY)
    return replace(usual, **more)
