"""A PostgreSQL of our own for a measurement: made with the system's own programs, gone afterwards."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.errors import ConfigError

_WAIT = 60
"""Seconds a start or a stop may take."""


def programs() -> Path | None:
    """The folder with initdb and pg_ctl: on PATH, else the newest where Debian keeps them; None without any."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    kept = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(kept, key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def throwaway() -> Iterator[str]:
    """A fresh cluster's URL while it runs. Raises ConfigError where PostgreSQL is not installed."""
    where = programs()
    if where is None:
        raise ConfigError("no PostgreSQL here (initdb is missing); install it, or name a database with --postgres URL")
    with tempfile.TemporaryDirectory(prefix="samimi-pg-", ignore_cleanup_errors=True) as folder:
        owner = _owner()
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data, port = f"{folder}/data", _free_port()
        name = owner.pw_name if owner else getpass.getuser()
        _call(owner, [str(where / "initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", "-U", name])
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        _call(owner, [str(where / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"])
        try:
            yield f"postgresql+psycopg://{name}@127.0.0.1:{port}/postgres"
        finally:
            _call(owner, [str(where / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop"])


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root. None: ourselves."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name: one for one in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _call(owner: pwd.struct_passwd | None, command: list[str]) -> None:
    as_whom: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    # No pipe: the server would inherit it and keep us waiting for its end.
    done = subprocess.run(  # noqa: S603 - programs of the system, arguments of ours
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        timeout=_WAIT, check=False, cwd="/", **as_whom,
    )  # fmt: skip
    if done.returncode:
        raise ConfigError(f"{Path(command[0]).name} ended with {done.returncode}; PostgreSQL's log says why")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
