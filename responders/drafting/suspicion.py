"""Whether a text tries to give orders to a machine. A hint only: it forces the template mode, nothing more.

Harmless posts are flagged too ("talimatlara göre kurdum ama çalışmıyor" comes close), which costs one plainer draft.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from language.folding import fold
from responders.drafting.cleaning import visible
from responders.guards.words import expanded

_LIST = Path(__file__).with_name("suspicion.txt")
_SUSPECT = re.compile("|".join(f"(?:{pattern})" for pattern in expanded(_LIST)))
_ENCODED = re.compile(
    r"(?<![\w/.-])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])"
    r"[A-Za-z0-9+/]{32,}={0,2}(?![\w.-])"
)
_SPACED = re.compile(r"(?<!\w)\w(?:[ .\-_*]\w){5,}(?!\w)")
_LOOKALIKES = str.maketrans("013457@$", "oieastas")


def suspicious(text: str) -> bool:
    """True where `text` hides characters or speaks to a machine rather than to a brand."""
    if _hides(text):
        return True
    plain = fold(unicodedata.normalize("NFKC", visible(text)))
    joined = _SPACED.sub(lambda match: re.sub(r"\W|_", "", match[0]), plain)
    return bool(_ENCODED.search(text) or any(_SUSPECT.search(form) for form in _forms(plain, joined)))


def _forms(plain: str, joined: str) -> set[str]:
    """As written, with spelt-out words joined, with digits read as letters."""
    return {plain, joined, plain.translate(_LOOKALIKES)}


def _hides(text: str) -> bool:
    """Tag characters, direction overrides, or a run of variation selectors: nobody types these."""
    tags = any("\U000e0000" <= letter <= "\U000e007f" for letter in text) and "\U0001f3f4" not in text
    turned = any(letter in "\u202d\u202e\u2066\u2067\u2068" for letter in text)
    selected = sum("\ufe00" <= letter <= "\ufe0e" or "\U000e0100" <= letter <= "\U000e01ef" for letter in text) > 2
    return tags or turned or selected
