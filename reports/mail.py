"""The digest as an e-mail: plain text, the page, and the picture inside. Sending it is not done here."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime

from reports import render_html, render_text
from reports.chart import draw
from reports.digest import Facts
from reports.lines import lines
from reports.wording import Language

_PICTURE = "digest-picture"


def message(facts: Facts, language: Language, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """Ready for `smtplib`. Its Message-ID depends on brand, days and language alone, so that a digest sent twice by
    mistake is one message to a mail server. ValueError for an address or a name with a line break in it.
    """
    mail = EmailMessage()
    mail["Subject"] = lines(facts, language)[0].text
    mail["From"], mail["To"] = sender, ", ".join(recipients)
    mail["Date"] = format_datetime(facts.now)
    domain = sender.rpartition("@")[2].rstrip(">")
    days = f"{facts.span.first_day:%Y%m%d}-{facts.span.last_day:%Y%m%d}"
    mail["Message-ID"] = f"<samimi.{facts.brand.key}.{days}.{language}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(render_text.render(facts, language, html=False))
    mail.add_alternative(render_html.render(facts, language, image=f"cid:{_PICTURE}"), subtype="html")
    page = mail.get_body(("html",))
    if isinstance(page, EmailMessage):
        page.add_related(draw(facts, language), "image", "png", cid=f"<{_PICTURE}>", filename="digest.png")
    return mail
