"""The database that a config file names."""

from __future__ import annotations

from pathlib import Path

from models import Database
from models.errors import ConfigError
from samimi import marked_yaml
from samimi.extras import how_to_install


def database_of(path: Path, url: str) -> Database:
    """`url` is what the file at `path` names. Raises ConfigError where PostgreSQL's driver is missing, or SQLite's
    folder: it makes the file, never its folder, and says of that only that it cannot open it."""
    try:
        database = Database(url)
    except ImportError as error:
        line = marked_yaml.read(path).line(("database", "url"))
        raise ConfigError(
            f"{path}:{line}: database.url: its driver is missing ({error}); write postgresql+psycopg://… and "
            f"{how_to_install('postgres')}"
        ) from error
    file = database.url.database
    if database.is_sqlite and file and not file.startswith((":", "file:")) and not Path(file).parent.is_dir():
        folder, line = Path(file).absolute().parent, marked_yaml.read(path).line(("database", "url"))
        raise ConfigError(
            f"{path}:{line}: database.url: the folder {folder} is not there; make it (mkdir -p '{folder}') or name "
            "another"
        )
    return database
