"""One spelling for matching: Turkish letters folded before lowering, apostrophes straightened.

`"İ".lower()` has two code points in Python and `"I".lower()` is not "ı", so the table comes first.
"""

from __future__ import annotations

import unicodedata

_TABLE = str.maketrans("ıİIşŞğĞüÜöÖçÇâÂîÎûÛ", "iiissgguuooccaaiiuu")
_STRAIGHT = str.maketrans("’‘`´", "''''")
"""A phone writes "can’t" and "Ada’ya", a pattern "can't": without this no sign of danger is found in the phone's."""


def fold(text: str) -> str:
    """`text` in NFC, Turkish letters as ASCII, lower case, straight apostrophes.

    "Kargom NEREDE, Ada’nın İadem?" → "kargom nerede, ada'nin iadem?".
    """
    return unicodedata.normalize("NFC", text).translate(_TABLE).translate(_STRAIGHT).lower()


def fold_aligned(text: str) -> str:
    """Letters as `fold` has them, in exactly the length of `text`: spans found in it hold in the original.

    Apostrophes stay as written: names are found with and without them, whichever way they bend.
    """
    folded = text.translate(_TABLE).lower()
    return folded if len(folded) == len(text) else "".join(_one(letter) for letter in text)


def _one(letter: str) -> str:
    folded = letter.translate(_TABLE).lower()
    return folded if len(folded) == 1 else letter
