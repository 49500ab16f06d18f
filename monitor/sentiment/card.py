"""A score card in words: plain text for the terminal, Markdown for CARD.md.

python -m monitor.sentiment.card   writes CARD.md anew, from the shipped judge on the test split
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from monitor.sentiment import Classifier
from monitor.sentiment.agreement import (
    Agreement,
    agreements,
    read_second_pass,
    read_urgency_pass,
    urgency_agreement,
)
from monitor.sentiment.corpus import FOLDER, Example, of_split, read_examples
from monitor.sentiment.heads import LABELS
from monitor.sentiment.loading import load
from monitor.sentiment.measures import Figure
from monitor.sentiment.scorecard import Part, ScoreCard, evaluate
from monitor.sentiment.windows import WHOLE

CARD = FOLDER.parent.parent / "CARD.md"
_LANGS = {"tr": "Turkish", "en": "English"}
_PARTS = {"all": "all", **_LANGS, "long": f"over {WHOLE} characters"}
_ROWS: tuple[tuple[str, str], ...] = (
    ("macro-F1 of the label", "macro_f1"),
    ("accuracy", "accuracy"),
    ("sentiment: accuracy", "sentiment_accuracy"),
    ("topics: micro-F1", "topics_f1"),
    ("unsure (a person labels it)", "unsure"),
    ("accuracy where sure", "sure_accuracy"),
    ("complaints called complaint, or unsure", "complaints_seen"),
    ("urgent: recall", "urgent_recall"),
    ("urgent: false alarms among the rest", "urgent_false_alarms"),
    ("urgent called urgent, escalated, or unsure", "urgent_seen"),
    ("escalate: recall", "escalate_recall"),
    ("escalate: needless among the rest", "escalate_needless"),
    ("sarcastic complaints called complaint", "sarcastic_complaints"),
    ("sarcastic: F1", "sarcastic_f1"),
    ("about the brand: F1", "about_brand_f1"),
    ("not about the brand: F1", "not_about_brand_f1"),
)


def as_text(card: ScoreCard) -> str:
    """For the terminal."""
    return "\n".join([f"{card.judge} on {card.mentions} mentions (95 % intervals in brackets)", *_text_parts(card)])


def _text_parts(card: ScoreCard) -> Iterator[str]:
    for each, part in card.parts.items():
        yield f"\n{_PARTS[each]}: {part.mentions} mentions, calibration error {part.calibration_error:.3f}"
        for title, name in _ROWS:
            yield f"  {title:<42} {_figure(part, name)}"
        for label, figures in part.labels.items():
            yield f"  {label:<10} " + "  ".join(f"{name} {value}" for name, value in figures.items())
        yield "  said →      " + "".join(f"{label:>11}" for label in LABELS)
        for gold, row in part.confusion.items():
            yield f"  {gold:<12}" + "".join(f"{row[label]:>11}" for label in LABELS)
    yield f"\nThe {len(card.worst)} worst mistakes"
    for mistake in card.worst:
        flat = " ".join(mistake.text.split())
        yield f"  {mistake.gold} taken for {mistake.said} ({mistake.confidence:.2f}) {mistake.id}: {flat[:140]}"


def _figure(part: Part, name: str) -> str:
    value: Figure = getattr(part, name)
    return f"{value} of {value.of}" if value.of else str(value)


def as_markdown(card: ScoreCard, about: str) -> str:
    """CARD.md: `about` stands before the tables."""
    names = list(card.parts)
    lines = [
        about.rstrip(),
        "",
        "| on the test split (synthetic) | " + " | ".join(_PARTS[name] for name in names) + " |",
    ]
    lines.append("|---" * (len(names) + 1) + "|")
    lines.append("| mentions | " + " | ".join(str(card.parts[name].mentions) for name in names) + " |")
    for title, row in _ROWS:
        lines.append(f"| {title} | " + " | ".join(str(getattr(card.parts[name], row)) for name in names) + " |")
    errors = " | ".join(f"{card.parts[name].calibration_error:.3f}" for name in names)
    lines.append(f"| calibration error | {errors} |")
    lines += ["", "| label (synthetic) | of | precision | recall | F1 | mentions |", "|---|---|---|---|---|---|"]
    for name in names:
        for label, figures in card.parts[name].labels.items():
            cells = " | ".join(str(figures[each]) for each in ("precision", "recall", "f1"))
            lines.append(f"| {label} | {_PARTS[name]} | {cells} | {figures['recall'].of} |")
    return "\n".join([*lines, "", *_confusion(card.parts["all"]), ""])


def _confusion(part: Part) -> Iterator[str]:
    yield "| it is ↓, the judge says → (synthetic) | " + " | ".join(LABELS) + " |"
    yield "|---" * (len(LABELS) + 1) + "|"
    for gold, row in part.confusion.items():
        yield f"| {gold} | " + " | ".join(str(row[label]) for label in LABELS) + " |"


def corpus_table(examples: Sequence[Example]) -> str:
    """Lines by split, language and label, in Markdown."""
    counted = Counter((e.split, e.lang, e.label) for e in examples)
    lines = ["| corpus lines (synthetic) | " + " | ".join(LABELS) + " |", "|---" * (len(LABELS) + 1) + "|"]
    for split in ("train", "dev", "test"):
        for lang in ("tr", "en"):
            cells = " | ".join(str(counted[split, lang, label]) for label in LABELS)
            lines.append(f"| {split}, {_LANGS[lang]} | {cells} |")
    return "\n".join(lines)


def agreement_table(found: Mapping[str, Agreement]) -> str:
    """What two readers agree on, in Markdown."""
    lines = ["| two readers of the same lines (synthetic) | lines | same | Cohen's kappa |", "|---|---|---|---|"]
    lines += [f"| {name} | {each.of} | {each.raw:.3f} | {each.kappa:.3f} |" for name, each in found.items()]
    return "\n".join(lines)


def card_page(classifier: Classifier) -> str:
    """The whole of CARD.md: what it is, the corpus, and the figures on the test split."""
    examples = list(read_examples(FOLDER))
    about = (FOLDER.parent / "about.md").read_text(encoding="utf-8")
    first = {example.id: example for example in examples}
    agreed = agreement_table(
        agreements(first, read_second_pass())
        | {"urgent (all of dev and test)": urgency_agreement(first, read_urgency_pass())}
    )
    head = f"{about}\n{corpus_table(examples)}\n\n{agreed}"
    return as_markdown(evaluate(of_split(examples, "test"), classifier), head)


def main() -> None:
    """The command line."""
    CARD.write_text(card_page(load()), encoding="utf-8")
    print(f"wrote {CARD}")


if __name__ == "__main__":
    main()
