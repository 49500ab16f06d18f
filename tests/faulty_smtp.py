"""A mail server on the loopback that speaks as much SMTP as a client needs, and misbehaves on order."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

Fault = Literal["", "refuse_all", "refuse_data", "hang_up_after_data", "greet_with_error"]


@dataclass
class Post:
    """What arrived: envelope and message. `fault` is what the next session does."""

    port: int = 0
    fault: Fault = ""
    unknown: str = ""
    """A mailbox this server has not."""
    mails: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    sessions: int = 0


@contextmanager
def mail_server() -> Iterator[Post]:
    post = Post()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            post.sessions += 1
            fault, post.fault = post.fault, ""
            if fault == "greet_with_error":
                self._say("554 not today")
                return
            self._say("220 loopback")
            sender, readers = "", list[str]()
            while line := self.rfile.readline().decode().strip():
                word = line.split(":")[0].upper()
                if word == "MAIL FROM":
                    sender = line[10:].strip("<> ").split(">")[0]
                    self._say("250 ok")
                elif word == "RCPT TO":
                    if fault == "refuse_all" or line[8:].strip("<> ") == post.unknown:
                        self._say("550 unknown")
                        continue
                    readers.append(line[8:].strip("<> "))
                    self._say("250 ok")
                elif word == "DATA":
                    if fault == "refuse_data":
                        self._say("554 no")
                        continue
                    self._say("354 go on")
                    self._take(sender, readers)
                    if fault == "hang_up_after_data":
                        return
                    self._say("250 taken")
                elif word == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 loopback")

        def _take(self, sender: str, readers: list[str]) -> None:
            body = b""
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                body += line[1:] if line.startswith(b"..") else line
            message = message_from_bytes(body, policy=policy.default)
            assert isinstance(message, EmailMessage)
            post.mails.append((sender, readers, message))

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield post
        finally:
            server.shutdown()
