"""What the model stand-in says: an object that fits the asked schema, in the language of the post."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Say = Callable[[int], str]
"""The nth free text of an answer."""

_SENTENCES = {
    ("tr", "complaint"): [
        "Böyle bir günün üstüne bu da eklenince insanın tadı kaçıyor.",
        "Beklediğinin bu olmadığı çok belli, keyif kaçırmış.",
        "Bunu yaşayıp bir de yazmak zorunda kalmak yorucu.",
        "Sitem yerinde, okurken biz de yüzümüzü buruşturduk.",
        "Bir işin bu kadar dolanması can sıkıcı.",
    ],
    ("tr", "praise"): [
        "Bunu okumak ekipte yüzleri güldürdü.",
        "Üşenmeyip yazman günümüzü güzelleştirdi.",
        "Bu cümleyi mutfağın duvarına asıyoruz.",
        "Böyle bir not gelince çay bile daha sıcak geliyor.",
    ],
    ("tr", "question"): [
        "Sorunun cevabı kısa ama önemli.",
        "Merak etmekte haklısın, hemen netleştirelim.",
        "İyi ki sordun, bunu soran çok.",
    ],
    ("tr", "sarcasm"): [
        "Taş yerini buldu, hak ettik galiba.",
        "Espriye gülerken biraz da kızardık.",
        "Bu cümleye bizden bir puan, sonra da işe bakalım.",
    ],
    ("en", "complaint"): [
        "That's a rotten way to spend an afternoon.",
        "You'd expect this part to just work, and it didn't.",
        "Having to write about it on top of it all is tiring.",
        "Fair grumble, we winced reading it.",
        "Nobody should need this much patience for one thing.",
    ],
    ("en", "praise"): [
        "This one got read out loud over here.",
        "You've just made somebody's shift.",
        "We're pinning that sentence to the wall.",
        "Kind of you to take the minute to write it.",
    ],
    ("en", "question"): [
        "Short answer to a fair question.",
        "Glad you asked, a few people wondered the same.",
        "Let's clear that one up.",
    ],
    ("en", "sarcasm"): [
        "Ouch, and fair.",
        "We laughed, then we blushed.",
        "One point to you, now let's sort it.",
    ],
}


def mention_in(messages: list[Json]) -> str:
    """The post a prompt is about: what stands in a tag called mention or post, else the last thing the user says."""
    said = " ".join(text_of(message) for message in messages if message.get("role") == "user")
    found = re.search(r"<(mention|post)\b[^>]*>(.*?)</\1", said, re.DOTALL)
    users = [text_of(message) for message in messages if message.get("role") == "user"]
    return (found[2] if found else users[-1] if users else "").strip()


def text_of(message: Json) -> str:
    """A message's content, whether text or parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(str(part.get("text", "")) for part in content)


def sensible(messages: list[Json]) -> Say:
    """Sentences of the right language and kind, the same for the same post."""
    mention = mention_in(messages)
    prompt = " ".join(map(text_of, messages))
    pool = _SENTENCES[_language(prompt, mention), _kind(prompt)]
    first = int(hashlib.sha256(mention.encode()).hexdigest(), 16)
    return lambda number: pool[(first + number) % len(pool)]


def _language(prompt: str, mention: str) -> str:
    asked = re.search(
        r"\b(?:lang|language|dil)\W{1,4}(tr|en|turkish|english|türkçe|ingilizce)\b", prompt, re.IGNORECASE
    )
    if asked:
        return "en" if asked[1].lower() in ("en", "english", "ingilizce") else "tr"
    return "tr" if re.search(r"[çğışöüÇĞİŞÖÜ]|\b(?:bir|bu|ve|değil|kargo)\b", mention) else "en"


def _kind(prompt: str) -> str:
    found = re.search(r"\b(?:kind|label)\W{1,4}(complaint|praise|question|sarcasm)\b", prompt)
    return found[1] if found else "complaint"


def fill(schema: Json, say: Say) -> Any:
    """The smallest value `schema` allows, its free texts from `say`."""
    return _Filler(schema, say).value(schema)


class _Filler:
    def __init__(self, root: Json, say: Say) -> None:
        self._root, self._say, self._said = root, say, 0

    def value(self, schema: Json) -> Any:
        if "$ref" in schema:
            return self.value(self._definition(schema["$ref"]))
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self.value(next(one for one in schema[union] if one.get("type") != "null"))
        kind = schema.get("type", "object")
        return self._of(kind[0] if isinstance(kind, list) else kind, schema)

    def _of(self, kind: str, schema: Json) -> Any:
        if kind == "object":
            return {name: self.value(inner) for name, inner in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.value(schema["items"]) for _ in range(schema.get("minItems", 0))]
        if kind == "string":
            return self._text(schema)
        if kind in ("integer", "number"):
            return schema.get("minimum", 0)
        return False if kind == "boolean" else None

    def _text(self, schema: Json) -> str:
        made = self._say(self._said)
        self._said += 1
        return made[: schema.get("maxLength", len(made))]

    def _definition(self, reference: str) -> Json:
        found: Any = self._root
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return dict(found)


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
