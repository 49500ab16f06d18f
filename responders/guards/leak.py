"""What a machine left behind or somebody hid: template rests, prompts, invisible characters, nothing at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from responders.guards.flag import Flag
from responders.guards.reading import Reading, overlaps
from responders.guards.words import phrases

SHORTEST = 8
"""Fewer visible characters are no reply."""
_REST = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|#\}|\$?\{\w+\}|%\(\w+\)s|%s\b"
    r"|</?[A-Za-z!|][^<>\n]{0,80}>|&(?:amp|lt|gt|quot|nbsp|#\d+);"
    r"|\[[^\W\d][\w .'’-]{0,40}\](?!\()|\[\s*\]|\\[nrt]|\\u[0-9a-f]{4}|```|(?m:^#{1,4} )|\b__\w+__\b"
    r"|\bNaN\b|\bundefined\b|(?<![\"“\'’])\bnull\b|(?i:lorem ipsum)|\bXXX+\b|\bTODO\b|_{3,}"
)
_NONE = re.compile(r"\bNone\b(?!\s+(?:of|the|at|taken|needed|other|that|too|left|yet|so)\b)")
_SPEECH = re.compile(
    r"\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b"
    r"|\bi(?:'| a)m (?:just |only )?an? (?:ai|(?:large )?language model|assistant)\b"
    r"|\b(?:bir )?(?:yapay zeka|dil) (?:(?:dil )?modeli|asistani)(?:yim|yiz| olarak)"
    r"|\bbir (?:yapay zeka|dil modeli) olarak\b"
    r"|\b(?:system|developer) (?:prompt|message|instruction)|\bsistem (?:talimat|mesaj|istem|komut)"
    r"|\b(?:my|previous|prior|your|above|these) (?:\w+ )?instructions\b.{0,30}\b(?:are|say|tell|is|ignor)"
    r"|\bthe (?:\w+ )?instructions (?:say|tell|ignor)"
    r"|\bignor(?:e|ing) (?:all |any |the |my )?(?:previous|prior|above)"
    r"|\b(?:onceki|yukaridaki|tum) (?:talimat|komut|yonerge)\w*"
    r"|\b(?:bana verilen|aldigim|gizli) (?:talimat|komut|yonerge)\w*"
    r"|\b(?:here(?:'s| is)|below is) (?:a|an|the|your|my) (?:\w+ ){0,3}(?:draft|reply|response|answer|tweet)\b"
    r"|\biste (?:sana |size )?(?:bir )?(?:\w+ ){0,2}(?:yanit|taslak|cevap)\b"
    r"|\bi (?:can(?:'|no)t|am unable to|am not able to) (?:assist|comply|fulfil|generate|write) "
    r"|\bbu (?:istege|talebe) (?:yardimci|yanit) (?:olamam|veremem)"
    r"|\b(?:openai|chatgpt|gpt-\d|claude|gemini|llama)\b|\bapi (?:key|anahtar)\w*|\bsk-[\w-]{8,}"
    r"|<\||\|>|\[/?inst\]|\bbegin (?:prompt|data)\b|\btraining data\b"
)
_LABEL = re.compile(
    r"(?m)(?<=[.!?] )(?:taslak|draft|system|sistem|assistant|asistan)\s?:"
    r"|^\s*[*_\"]{0,2}(?:taslak|yanit|cevap|not|konu|metin|oneri|draft|reply|response|answer|note|subject|tweet"
    r"|option|version|assistant|user|system|human|rationale|output|tr|en)\s?(?:v?\d+)?[*_]{0,2}:"
)
_STARS = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
_JOINED = {"\u200d", "\ufe0f", "\ufe0e"}
"""Parts of emoji: let through only next to one."""


def leak(reading: Reading) -> Iterator[Flag]:
    """Red for rests, prompts and hidden characters; amber for markup that most platforms show as stars."""
    if len("".join(reading.text.split())) < SHORTEST or not any(c.isalpha() for c in reading.text):
        yield Flag("leak", "red", 0, len(reading.text), "too short to be a reply")
    yield from _hidden(reading)
    for pattern, text in ((_REST, reading.text), (_NONE, reading.text), (_LABEL, reading.folded)):
        for match in pattern.finditer(text):
            yield reading.flag("leak", "red", *match.span(), "left over from a template")
    for match in _SPEECH.finditer(reading.folded.replace("’", "'")):
        yield reading.flag("leak", "red", *match.span(), "a machine talking about itself")
    for match in phrases("inside").finditer(reading.folded.replace("’", "'")):
        if not overlaps(match.span(), reading.approved):
            yield reading.flag("leak", "amber", *match.span(), "sounds like something from inside")
    if reading.context.platform != "reddit":
        for match in _STARS.finditer(reading.text):
            yield reading.flag("leak", "amber", *match.span(), "markup")


def _hidden(reading: Reading) -> Iterator[Flag]:
    text = reading.text
    if unicodedata.normalize("NFC", text) != text:
        yield Flag("leak", "red", 0, len(text), "letters in pieces (not NFC)")
    for at, letter in enumerate(text):
        if not _visible(text, at, letter):
            yield Flag("leak", "red", at, at + 1, f"an invisible character: U+{ord(letter):04X}")


def _visible(text: str, at: int, letter: str) -> bool:
    if letter in _JOINED:
        around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        return any(unicodedata.category(c) in {"So", "Sk", "Po", "Nd", "Sm"} for c in around)
    if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cn", "Cs"}:
        return letter in "\r\n"
    return letter not in "\u3164\u115f\u1160\uffa0\u2800\u034f"
