"""The digest as a page of its own: for a browser, a file, or the body of an e-mail."""

from __future__ import annotations

import base64

from jinja2 import Environment, PackageLoader, select_autoescape

from reports.chart import alt_text, draw
from reports.digest import Facts
from reports.lines import lines
from reports.wording import Language

_PAGES = Environment(
    loader=PackageLoader("reports"), autoescape=select_autoescape(["j2"]), trim_blocks=False, keep_trailing_newline=True
)


def render(facts: Facts, language: Language, *, image: str | None = None) -> str:
    """One HTML page, every word escaped. `image` is the picture's address; None: it is drawn into the page."""
    title, *said = lines(facts, language)
    page = _PAGES.get_template("digest.html.j2")
    source = image or f"data:image/png;base64,{base64.b64encode(draw(facts, language)).decode()}"
    return page.render(language=language, title=title.text, lines=said, image=source, alt=alt_text(facts, language))
