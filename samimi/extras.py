"""How an extra is installed: from the checkout. The public index would give another project of our name, or none."""

from __future__ import annotations


def how_to_install(extra: str) -> str:
    return f"install the extra, in the checkout: .venv/bin/python -m pip install -e '.[{extra}]'"
