"""E-mail by SMTP: one message to all its readers, and how sure we are that it went."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

from models.errors import ConfigError
from samimi.once import Unsure

log = structlog.get_logger()

TIMEOUT_SECONDS = 30
_PORTS = {"smtp": 587, "smtps": 465}


class Mailer:
    """`url` is smtp://user@host:587 (STARTTLS where the server offers it) or smtps://user@host:465."""

    def __init__(
        self, url: str, password: str | None, sender: str | None = None, *, place: str = "digest.smtp"
    ) -> None:
        """`place` is the key that gave `url`, for whoever must mend it."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # smtp://host:58x, smtp://[host
            port, parts = None, urlsplit("")
        if parts.scheme not in _PORTS or not parts.hostname:  # unshown: somebody may have written a password into it
            raise ConfigError(f"{place}: this is no mail server's address; write smtp://user@host:587")
        self._host, self._port = parts.hostname, port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), password
        self._wrapped = parts.scheme == "smtps"
        if self._user and password is None:
            raise ConfigError(f"SAMIMI_SMTP_PASSWORD is missing; {place} names a user")
        if self._user and not f"{self._user}{password}".isascii():  # all that Python's login can send
            raise ConfigError(
                f"SAMIMI_SMTP_PASSWORD and the user in {place} can only hold plain letters, no ç, ğ, ı, ö, ş, ü; "
                "set another password at the mail server"
            )
        self.sender = sender or (self._user if "@" in self._user else f"{self._user or 'samimi'}@{self._host}")

    def send(self, message: EmailMessage) -> list[str]:
        """The addresses the server would not take, while others got it.

        Raises LookupError when it certainly did not go (nobody there, refused), Unsure when it may have.
        """
        server = self._sure(self._open)
        try:
            left_out = self._address(server, message)
            refused = server.send_message(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise LookupError(f"the mail server refused it: {type(error).__name__}") from error
        except (UnicodeError, smtplib.SMTPNotSupportedError) as error:
            # Raised while the envelope is written, before any text of it.
            raise LookupError(f"the mail cannot be written for this server: {type(error).__name__}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(type(error).__name__) from error
        finally:
            server.close()
        if refused or left_out:
            log.warning("readers without the mail", refused=len(refused), not_writable_here=len(left_out))
        return [*left_out, *refused]

    def _address(self, server: smtplib.SMTP, message: EmailMessage) -> list[str]:
        """Leave out addresses this server cannot write (özge@…): the others must not lose the mail with them."""
        server.ehlo_or_helo_if_needed()
        readers = message["To"].addresses
        plain = [reader for reader in readers if reader.addr_spec.isascii()]
        if len(plain) == len(readers) or not plain or server.has_extn("smtputf8"):
            return []
        message.replace_header("To", plain)
        return [reader.addr_spec for reader in readers if not reader.addr_spec.isascii()]

    def _sure(self, step: Callable[[], smtplib.SMTP]) -> smtplib.SMTP:
        try:
            return step()
        except (OSError, UnicodeError, smtplib.SMTPException) as error:  # UnicodeError: smtp://mail..example
            raise LookupError(f"the mail server cannot be used: {type(error).__name__}") from error

    def _open(self) -> smtplib.SMTP:
        """Connected and logged in. A password never travels unencrypted."""
        context = ssl.create_default_context()
        if self._wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._user:
                server.close()
                raise smtplib.SMTPNotSupportedError("no encryption for the password")
        if self._user:
            server.login(self._user, self._password or "")
        return server
