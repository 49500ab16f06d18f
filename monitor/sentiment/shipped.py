"""The judge that ships: hashed n-grams and words in their order through one small ONNX graph.

Loaded once, used from several threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from language.detection import detect
from models import Judgement
from models.judgement import Lang
from monitor.sentiment import Text
from monitor.sentiment.batching import by_size
from monitor.sentiment.brand_words import weigh
from monitor.sentiment.decide import decide
from monitor.sentiment.hashing import Grams, grams
from monitor.sentiment.heads import WIDTH
from monitor.sentiment.reading import Reading, read
from monitor.sentiment.settings import Settings
from monitor.sentiment.windows import together, windows
from monitor.sentiment.wording import words

Inputs = NDArray[np.int32] | NDArray[np.float32]
FOLDER = Path(__file__).parent / "model"
_TRUST_DETECTION = 0.6
"""Below this, the platform's own language tag is believed rather than the text."""
_PLAIN = 0.8
"""From here on the text is believed though its tag is foreign: platforms mistake Turkish typed without its letters."""
_NO_TAG = frozenset({"und", "qam", "qct", "qht", "qme", "qst", "zxx", "art", "mis", "mul"})
"""X's and the standard's ways to say that the language is not known, or that there is none."""
_OURS: dict[str, Lang] = {"tr": "tr", "tur": "tr", "en": "en", "eng": "en"}


class Shipped:
    """A folder with config.json and model.onnx."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        self.settings = Settings.load(folder)
        self.name = self.settings.name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, ["CPUExecutionProvider"])
        self._reads_words = any(value.name == "pieces" for value in self._session.get_inputs())

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        """One judgement per text, in the same order."""
        langs = [language(text) for text in texts]
        return decide(
            self.answers(texts, langs), [text.text for text in texts], langs, self.settings.deciding, self.name
        )

    def answers(self, texts: Sequence[Text], langs: Sequence[Lang]) -> NDArray[np.float32]:
        """The model's numbers, one row per text: a long one window by window, the brand's own words weighed in."""
        cut = [windows(text.text) for text in texts]
        posts = zip(texts, langs, cut, strict=True)
        rows = self.logits([read(window, text.brand, lang) for text, lang, every in posts for window in every])
        ends = np.cumsum([len(every) for every in cut])
        found = rows if len(rows) == len(texts) else np.stack([together(part) for part in np.split(rows, ends[:-1])])
        # a damaged model's: every label is as likely, so a person is asked
        found[~np.isfinite(found).all(axis=1)] = 0.0
        weigh(found, texts)
        return found

    def logits(self, readings: Sequence[Reading]) -> NDArray[np.float32]:
        """The graph's numbers for texts as `read` renders them; similar lengths share a batch."""
        found = np.zeros((len(readings), WIDTH), np.float32)
        for places in by_size([len(reading.body) for reading in readings]):
            found[places] = self.run(self.prepared([readings[place] for place in places]))
        return found

    def prepared(self, readings: Sequence[Reading]) -> dict[str, Inputs]:
        """The graph's inputs by name, padded to the longest text of the batch."""
        inputs = _padded(grams(readings, self.settings.hashing))
        if self._reads_words:
            found = words(readings, self.settings.wording)
            inputs |= {name: getattr(found, name) for name in ("pieces", "classes", "order", "lengths", "cues")}
        return inputs

    def run(self, inputs: Mapping[str, Inputs]) -> NDArray[np.float32]:
        """The graph alone, on `prepared` input."""
        (logits,) = self._session.run(None, dict(inputs))
        return np.asarray(logits, np.float32)


def _padded(found: Grams) -> dict[str, Inputs]:
    starts = np.searchsorted(found.rows, np.arange(found.texts + 1))
    longest = max(1, int(np.diff(starts).max(initial=0)))
    buckets = np.zeros((found.texts, longest), np.int32)
    weights = np.zeros((found.texts, longest), np.float32)
    place = np.arange(found.rows.size) - starts[found.rows]
    buckets[found.rows, place] = found.buckets
    weights[found.rows, place] = found.weights
    return {"buckets": buckets, "weights": weights}


def language(text: Text) -> Lang:
    """Read off the text; the platform's tag or the brand's first language where the text says too little."""
    lang, confidence = detect(text.text)
    tagged = _tagged(text.lang_hint)
    if confidence >= (_PLAIN if tagged == "other" else _TRUST_DETECTION):
        return lang
    if tagged is not None:
        return tagged
    if confidence == 0.0:
        return text.brand.languages[0]
    return lang


def _tagged(hint: str | None) -> Lang | None:
    """What a tag such as "TR", "tr-TR" or "az" says; None where it says nothing."""
    tag = (hint or "").strip().lower().replace("_", "-").partition("-")[0]
    if tag in _NO_TAG or len(tag) not in (2, 3):
        return None
    return _OURS.get(tag, "other")
