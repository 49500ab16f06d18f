"""Who mails the digest and the cases for customer service, through the mail servers config.yaml names."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from models.errors import ConfigError
from responders.desk.handing_over import Mail
from samimi.config import Config
from samimi.mailing import Mailer
from samimi.once import Unsure
from samimi.secrets import Secrets


def digest_mailer(config: Config, secrets: Secrets) -> Mailer | None:
    """Who mails the digest; None where config.yaml names no server or no readers. Raises ConfigError."""
    settings = config.digest
    if settings.smtp is None or not settings.email_to:
        return None
    return Mailer(settings.smtp, secrets.get("smtp_password"), settings.email_from)


def service_mail(config: Config, secrets: Secrets) -> Mail | None:
    """How the desk sends a case; None where no address is configured. Raises ConfigError without a mail server."""
    service = config.desk.customer_service
    if service.email is None:
        return None
    url = service.smtp or config.digest.smtp
    if url is None:
        raise ConfigError("desk.customer_service.email needs smtp; write smtp: smtp://user@host:587 beside it")
    place = "desk.customer_service.smtp" if service.smtp else "digest.smtp"
    mailer = Mailer(url, secrets.get("smtp_password"), config.digest.email_from, place=place)

    def send(to: str, subject: str, body: str) -> None:
        """Raises OSError: the desk tries again, under the same case number."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = mailer.sender, to, subject
        domain = mailer.sender.rpartition("@")[2].rstrip(">")  # of "Samimi <bot@example.com>" too
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=domain)
        message.set_content(body)
        try:
            mailer.send(message)
        except (LookupError, Unsure) as error:
            raise OSError(f"not mailed: {error}") from error

    return send
