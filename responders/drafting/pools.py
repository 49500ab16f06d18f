"""Which pieces suit a mention: the case it matches, the details it gives, the brand's own steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from language.folding import fold
from models import Brand
from responders.drafting.asking import without
from responders.drafting.pieces import Case, Form, Piece, Shape, fill, in_form
from responders.drafting.voice import joined

_LONG = 320
"""Characters from which on a mention is a story."""
_POINT = 200


@dataclass(frozen=True)
class Pool:
    """What one reply may be put together from. An empty list means: no such part."""

    leads: list[Piece]
    tails: list[Piece]
    steps: list[Piece]
    case: str = ""
    first: bool = False
    needs: frozenset[str] = frozenset()

    @property
    def concrete(self) -> bool:
        """Whether it takes up something the mention says."""
        return bool(self.case) or any(piece.concrete for piece in self.leads)

    def sparing(self, out: frozenset[str], spare: Sequence[Piece]) -> Pool:
        """Without pieces that ask for anything of `out`; `spare` steps where none is left."""
        asked = self.steps and without(self.steps, out)
        return replace(self, tails=without(self.tails, out), steps=asked or (list(spare) if self.steps else []))


def pools(
    shape: Shape, name: str, text: str, slots: Mapping[str, str], form: Form, own_steps: Sequence[str]
) -> list[Pool]:
    """Pools to try in order: pieces that take up a detail first, then the case's, then the kind's general ones.

    `name` (such as shipping.complaint) begins every piece's id. `own_steps` replace the file's steps.
    """
    case = _matching(shape, fold(text))
    filler = Filler(slots, form)
    found = []
    if case is not None:
        found += _by_detail(filler, case.leads, f"{name}.{case.id}", _rest(filler, shape, case, name, own_steps))
    found += _by_detail(filler, shape.leads, name, _rest(filler, shape, case, name, own_steps))
    return found


def brand_steps(brand: Brand, topic: str, lang: str, address: str | None) -> list[str]:
    """The brand's approved sentences for this topic, in this form; those that name the topic stand alone."""
    named = [step for step in brand.steps if topic in step.topics]
    fitting = named or [step for step in brand.steps if not step.topics]
    lines = (step.en if lang == "en" else step.tr_siz if address == "siz" else step.tr_sen for step in fitting)
    return [line for line in lines if line]


def _matching(shape: Shape, folded: str) -> Case | None:
    """The first case that fits. A long story is read by its last sentences, words of its middle are seldom the point;

    where those tell nothing, it is the case "long".
    """
    if len(folded) <= _LONG:
        return next((case for case in shape.cases if case.fits(folded)), None)
    point = folded[-_POINT:].partition(" ")[2]
    return next((case for case in shape.cases if case.fits(point) or case.id == "long"), None)


@dataclass(frozen=True)
class Filler:
    """Texts as pieces of one reply."""

    slots: Mapping[str, str]
    form: Form

    @property
    def lang(self) -> str:
        return "en" if self.form == "en" else "tr"

    def __call__(self, texts: Sequence[str], name: str) -> list[Piece]:
        """The texts in this form with slots filled; those whose slot has no value are left out."""
        pieces = []
        for number, text in enumerate(texts):
            filled = fill(in_form(text, self.form), self.slots)
            if filled is not None:
                pieces.append(Piece(f"{name}.{number}", filled, any(f"{{{s}}}" in text for s in DETAILS)))
        return pieces


DETAILS = ("since", "span", "minutes", "product", "product_gen", "product_acc", "treat", "treat_gen", "treat_acc")


def _rest(filler: Filler, shape: Shape, case: Case | None, name: str, own: Sequence[str]) -> Pool:
    """Tails and steps: the case's where it has its own, else the kind's."""
    tails = shape.tails if case is None or case.tails is None else case.tails
    at = f"{name}.{case.id}" if case else name
    return Pool([], filler(tails, f"{at}.tail"), _steps(filler, shape, case, at, own), *_name(case))


def _name(case: Case | None) -> tuple[str, bool, frozenset[str]]:
    return (case.id, case.first, frozenset(case.needs)) if case else ("", False, frozenset())


def _steps(filler: Filler, shape: Shape, case: Case | None, at: str, own: Sequence[str]) -> list[Piece]:
    if own and (shape.asks or shape.steps):
        return [Piece(f"brand.step.{number}", text) for number, text in enumerate(own)]
    if case is not None and case.steps is not None:
        return filler(case.steps, f"{at}.step")
    asks = shape.asks if case is None or case.asks is None else case.asks
    looks = shape.looks if case is None or case.looks is None else case.looks
    return filler(shape.steps, f"{at}.step") + paired(filler(asks, "a"), filler(looks, "l"), at, filler.lang)


def paired(asks: Sequence[Piece], looks: Sequence[Piece], name: str, lang: str) -> list[Piece]:
    """Every ask with every look as one step, stepping both, so that neighbours share neither."""
    pairs = [
        (ask.text, looks[(at + shift) % len(looks)].text) for shift in range(len(looks)) for at, ask in enumerate(asks)
    ]
    return [Piece(f"{name}.step.{number}", joined(pair, lang)) for number, pair in enumerate(pairs)]


def _by_detail(filler: Filler, leads: Sequence[str], name: str, rest: Pool) -> list[Pool]:
    filled = filler(leads, f"{name}.lead")
    split = ([p for p in filled if p.concrete], [p for p in filled if not p.concrete])
    return [replace(rest, leads=part) for part in split if part]
