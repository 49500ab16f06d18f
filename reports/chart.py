"""The digest's picture: a fortnight of mentions above, today's complaint topics against the usual ones below.

One PNG of 1080 × 1350 pixels, for a phone held upright. Colours are Okabe and Ito's, which colour-blind readers
tell apart; every colour is also named beside what it shows.
"""

from __future__ import annotations

from io import BytesIO

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from models import TOPICS as TOPIC_KEYS
from reports import wording
from reports.digest import Facts
from reports.facts import SENTIMENTS, Counts
from reports.headline import headline
from reports.wording import TOPICS, Language

_COLOURS = {"negative": "#D55E00", "neutral": "#BBBBBB", "positive": "#0072B2", "unjudged": "#F0E442"}
_INK = "#222222"
_TOPICS_SHOWN = 5
_SAY = {
    "tr": {
        "days": "Söz edilme, son 14 gün", "negative": "olumsuz", "neutral": "nötr", "positive": "olumlu",
        "unjudged": "henüz bakılmadı", "median": "olağan değer ve aralığı", "topics": "Şikâyet konuları",
        "none": "Şikâyet yok.", "usual": "genelde",
    },
    "en": {
        "days": "Mentions, last 14 days", "negative": "negative", "neutral": "neutral", "positive": "positive",
        "unjudged": "not judged yet", "median": "usual value and its normal range", "topics": "Complaint topics",
        "none": "No complaints.", "usual": "usually",
    },
}  # fmt: skip


_LEFT, _RIGHT = 0.1, 0.95
"""Shares of the picture's width."""


def draw(facts: Facts, language: Language) -> bytes:
    """The picture as PNG."""
    with mpl.rc_context({"font.family": "DejaVu Sans", "font.size": 15, "text.color": _INK}):
        figure = Figure(figsize=(7.2, 9.0), dpi=150, facecolor="white")
        above, below = figure.subplots(2, 1, height_ratios=[1.2, 1])
        figure.subplots_adjust(left=_LEFT, right=_RIGHT, top=0.815, bottom=0.03, hspace=0.3)
        days = wording.days(facts.span.first_day, facts.span.last_day, language)
        # A dollar sign in a name would begin a formula.
        title = f"{facts.brand.name} · {days}".replace("$", r"\$")
        _fitted(figure.text(_LEFT, 0.95, title, fontsize=19, weight="bold"), figure)
        _fortnight(above, facts, language)
        _topics(below, facts, language)
        out = BytesIO()
        figure.savefig(out, format="png")
    return out.getvalue()


def _fitted(title: Text, figure: Figure) -> None:
    """A long name over several days in smaller letters, so that nothing is cut off at the edge."""
    share = title.get_window_extent().width / figure.bbox.width
    title.set(fontsize=19 * min(1.0, (_RIGHT - _LEFT) / share))


def alt_text(facts: Facts, language: Language) -> str:
    """What the picture shows, in words: its caption, for who cannot see it. Below Telegram's 1,024 letters."""
    counts, usual = facts.counts, facts.usual.get("mentions")
    days = wording.days(facts.span.first_day, facts.span.last_day, language)
    against = f" ({_SAY[language]['usual']} {wording.count(usual.median, language)})" if usual else ""
    parts = [f"{_SAY[language][one]} {counts.sentiments[one]}" for one in SENTIMENTS]
    topics = ", ".join(f"{name} {today}" for name, today, _ in _ranked(facts, language)) or _SAY[language]["none"]
    heard = wording.count(counts.mentions, language) + (" söz edilme" if language == "tr" else " mentions")
    first = f"{facts.brand.name}, {days}: {heard}{against}: {', '.join(parts)}."
    return f"{first} {_SAY[language]['topics']}: {topics.rstrip('.')}. {headline(facts, language)}"[:1024]


def _fortnight(axes: Axes, facts: Facts, language: Language) -> None:
    say, history = _SAY[language], facts.history
    at, base = np.arange(len(history)), np.zeros(len(history))
    kinds = [kind for kind in _COLOURS if any(_height(one.counts, kind) for one in history)]
    for kind in kinds:
        heights = np.array([_height(one.counts, kind) for one in history], dtype=float)
        axes.bar(at, heights, bottom=base, width=0.8, color=_COLOURS[kind], edgecolor="white", linewidth=0.6, zorder=2)
        base += heights
    _band(axes, facts)
    top = max(float(base.max()), *(one.median + one.sigma for one in facts.band if one), 1.0)
    axes.set_ylim(0, top * 1.12)
    axes.set_xlim(-0.6, len(history) - 0.4)
    axes.set_xticks(at, [_tick(one.day.day, n, len(history)) for n, one in enumerate(history)], fontsize=13)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    axes.text(
        len(history) - 1, base[-1] + top * 0.02, f"{int(base[-1])}", ha="center", weight="bold", bbox=box, zorder=4
    )
    _bare(axes)
    axes.set_title(say["days"], loc="left", fontsize=17, weight="bold", pad=42)
    _legend(axes, say, kinds, with_usual=any(facts.band))


def _height(counts: Counts, kind: str) -> int:
    judged = sum(counts.sentiments.values())
    return counts.mentions - judged if kind == "unjudged" else counts.sentiments[kind]


def _band(axes: Axes, facts: Facts) -> None:
    """The usual value as a line, its spread as a band; a gap where too few days are known."""
    at = np.arange(len(facts.band))
    middle = np.array([one.median if one else np.nan for one in facts.band])
    spread = np.array([one.sigma if one else np.nan for one in facts.band])
    # Behind the bars, so that it does not change their colours; the line runs over them.
    low, high = np.maximum(middle - spread, 0), middle + spread
    axes.bar(at, high - low, bottom=low, width=1.0, color="#DDDDDD", zorder=1)
    axes.hlines(middle, at - 0.5, at + 0.5, color=_INK, lw=2.5, zorder=3)


def _legend(axes: Axes, say: dict[str, str], kinds: list[str], *, with_usual: bool) -> None:
    """Names beside their colours above the bars, left to right as the bars are stacked bottom to top."""
    left = 0.0
    for kind in kinds:
        mark = axes.text(left, 1.09, "■ ", transform=axes.transAxes, color=_COLOURS[kind], fontsize=14)
        name = axes.text(_right_end(axes, mark), 1.09, say[kind], transform=axes.transAxes, fontsize=14)
        left = _right_end(axes, name) + 0.03
    if with_usual:
        axes.text(0.0, 1.02, f"▬ {say['median']}", transform=axes.transAxes, fontsize=14)


def _right_end(axes: Axes, label: Text) -> float:
    return float(axes.transAxes.inverted().transform(label.get_window_extent())[1][0])


def _topics(axes: Axes, facts: Facts, language: Language) -> None:
    say, rows = _SAY[language], _ranked(facts, language)
    axes.set_title(say["topics"], loc="left", fontsize=17, weight="bold", pad=14)
    if not rows:
        axes.text(0, 0.5, say["none"], transform=axes.transAxes)
        axes.set_axis_off()
        return
    at = np.arange(len(rows))[::-1]
    axes.barh(at, [today for _, today, _ in rows], height=0.36, color=_COLOURS["negative"])
    top = max(max(today, usual or 0.0) for _, today, usual in rows)
    for y, (name, today, usual) in zip(at, rows, strict=True):
        note = f"  ({say['usual']} {wording.count(usual, language)})" if usual is not None else ""
        if usual is not None:
            axes.plot([usual, usual], [y - 0.25, y + 0.25], color=_INK, lw=4, solid_capstyle="butt")
        axes.text(0, y + 0.24, f"{name}  ", va="bottom", fontsize=14)
        axes.text(max(today, usual or 0.0) + top * 0.02, y, f"{today}{note}", va="center", fontsize=14)
    axes.set_xlim(0, top * 1.45)
    axes.set_ylim(min(-0.4, len(rows) - _TOPICS_SHOWN - 0.4), len(rows) - 0.3)
    axes.set_yticks([])
    _bare(axes)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _ranked(facts: Facts, language: Language) -> list[tuple[str, int, float | None]]:
    """Topics with their number today and their usual one, most frequent first; those at nought left out."""
    topics = facts.counts.topics
    ranked = sorted((topic for topic in TOPIC_KEYS if topics[topic]), key=lambda topic: -topics[topic])
    usual = {topic: facts.usual[topic].median for topic in TOPIC_KEYS if topic in facts.usual}
    return [(TOPICS[language][topic], topics[topic], usual.get(topic)) for topic in ranked[:_TOPICS_SHOWN]]


def _tick(day: int, at: int, count: int) -> str:
    """Every second day, counted back from the last."""
    return str(day) if (count - 1 - at) % 2 == 0 else ""


def _bare(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_yticks([])
