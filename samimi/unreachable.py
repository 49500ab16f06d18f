"""A database that cannot be opened or used, told in plain lines."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DatabaseError, OperationalError


def fault_of(error: DatabaseError) -> str | None:
    """What the operator is told; None where the fault is ours, which its traceback tells best.

    A server's own words are left out: they repeat parts of the URL, and a password written wrongly may be among them.
    """
    if isinstance(error.orig, sqlite3.Error):
        if isinstance(error, OperationalError) or "not a database" in str(error.orig):
            return (
                f"database.url: the SQLite file cannot be used ({error.orig}); "
                "is its folder there, may it be written, is the disk full, does another program hold it?"
            )
        return None
    if not isinstance(error, OperationalError):
        return None
    return (
        f"database.url: the database server cannot be used ({type(error.orig).__name__}); "
        "is it up, are host, user, password and name right?"
    )
