"""One spelling for matching: Turkish letters folded before lowering.

`"İ".lower()` has two code points in Python and `"I".lower()` is not "ı", so the table comes first.
"""

from __future__ import annotations

import unicodedata

_TABLE = str.maketrans("ıİIşŞğĞüÜöÖçÇâÂîÎûÛ", "iiissgguuooccaaiiuu")


def fold(text: str) -> str:
    """`text` in NFC, Turkish letters as ASCII, lower case. "Kargom NEREDE, İadem?" → "kargom nerede, iadem?"."""
    return unicodedata.normalize("NFC", text).translate(_TABLE).lower()


def fold_aligned(text: str) -> str:
    """As `fold`, but of exactly the length of `text`, so that spans found in it hold in the original."""
    folded = text.translate(_TABLE).lower()
    return folded if len(folded) == len(text) else "".join(_one(letter) for letter in text)


def _one(letter: str) -> str:
    folded = letter.translate(_TABLE).lower()
    return folded if len(folded) == 1 else letter
