"""A Hub on the loopback with one repository, in the real one's wire format as far as its client asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

REPO = "nane/judge"
COMMIT = "c0ffee" + "0" * 34


class Hub(ThreadingHTTPServer):
    """Serves `files`; a name in `refused` is answered 403."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.files, self.refused, self.asked = files, set[str](), list[str]()
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        status, said = self._found(path)
        self.send_response(status)
        for name, value in {
            "Content-Length": str(len(said)), "ETag": f'"{hashlib.sha1(said).hexdigest()}"', "X-Repo-Commit": COMMIT,
            "X-Error-Code": "RepoNotFound" if status == 404 else "",
        }.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(said)

    def _found(self, path: str) -> tuple[int, bytes]:
        files = self.server.files
        if path in (f"/api/models/{REPO}", *(f"/api/models/{REPO}/revision/{name}" for name in (COMMIT, "main"))):
            siblings = [{"rfilename": name} for name in files]
            return 200, json.dumps({"id": REPO, "sha": COMMIT, "siblings": siblings}).encode()
        if path == f"/api/models/{REPO}/tree/{COMMIT}":
            tree = [
                {"type": "file", "path": name, "size": len(said), "oid": hashlib.sha1(said).hexdigest()}
                for name, said in files.items()
            ]
            return 200, json.dumps(tree).encode()
        name = path.removeprefix(f"/{REPO}/resolve/{COMMIT}/")
        if name in self.server.refused:
            return 403, b"no"
        return (200, files[name]) if name in files else (404, b"")


@contextmanager
def hub_of(folder: Path, cache: Path, patch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The client's Hub is this one, with the files of `folder`; its cache is empty."""
    hub = Hub({str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()})
    Thread(target=hub.serve_forever, args=(0.01,), daemon=True).start()
    point(hub.address, cache, patch)
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()


def point(address: str, cache: Path, patch: pytest.MonkeyPatch) -> None:
    """The client read its environment when it was imported."""
    from huggingface_hub import constants, hf_api

    patch.setattr(constants, "ENDPOINT", address)
    patch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}")
    patch.setattr(constants, "HF_HUB_CACHE", str(cache))
    patch.setattr(hf_api.api, "endpoint", address)
