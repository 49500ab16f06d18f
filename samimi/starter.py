"""`samimi init`: a commented config.yaml, an .env.example that says what is needed, an .env with a key of its own."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import yaml

from language.folding import fold
from models.errors import ConfigError
from samimi.config import known_platforms
from samimi.platforms import secret_names

_STARTER = Path(__file__).parent / "starter.yaml"
"""The sample shop's, as it stands at the top of a checkout too."""

SAMPLE = "Örnek Marka"
_TRUE_OF_IT = "domains|contacts|facts|holding_line|product_words|couriers"
"""What a reply may state, true of the sample shop alone: another brand gets it as examples."""

NOTES: Mapping[str, str] = {
    "x": "developer.x.com → your app → Keys and tokens (read and write)",
    "reddit": "reddit.com/prefs/apps → a script app; API access needs Reddit's approval",
    "bluesky": "Settings → App passwords",
    "mastodon": "Preferences → Development → New application (read, write:statuses)",
}


def write(folder: Path, name: str, key: str) -> list[Path]:
    """Write the files that are not there yet, for a brand called `name`; returns what was written.

    A config.yaml that is the sample's to the letter, as in a checkout, gives way to another brand's.
    """
    files = {
        folder / "config.yaml": starter_config(name, key),
        folder / ".env.example": example_env(),
        folder / ".env": f"SAMIMI_KEY={secrets.token_hex(32)}\nSAMIMI_TELEGRAM_TOKEN=\n",
    }
    written = []
    for path, text in files.items():
        if path.exists() and not (path.name == "config.yaml" and name != SAMPLE and _is_sample(path)):
            continue
        path.touch(mode=0o600 if path.name == ".env" else 0o644)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _is_sample(path: Path) -> bool:
    return path.read_bytes() == _STARTER.read_bytes()


def starter_config(name: str, key: str) -> str:
    """The commented config with the brand's name in it."""
    text = _STARTER.read_text(encoding="utf-8")
    if name == SAMPLE:
        return text
    plain = re.sub(_block("spellings|inflected|handles|competitors"), "", text, flags=re.MULTILINE)
    plain = re.sub(_block(_TRUE_OF_IT), _as_comment, plain, flags=re.MULTILINE)
    quoted = json.dumps(name, ensure_ascii=False)  # bare, "Kahve: Dükkânı" or Yes would be no name in YAML
    swaps = {
        "name: Örnek Marka": f"name: {quoted}",
        "Örnek Marka'da çalışıyorum.": f"{quoted[1:-1]} ekibindenim.",
        "Örnek Marka": quoted[1:-1],
        "ornekmarka.com": "example.com",
        "ornekmarka": key,
        "  ornek:": f"  {key}:",
        "{ornek: lead}": f"{{{key}: lead}}",
    }
    for old, new in swaps.items():
        plain = plain.replace(old, new)
    return plain


def _block(keys: str) -> str:
    """A pattern for a brand's keys, each with the lines that belong to it."""
    return rf"^    (?:{keys}):.*\n(?:      .*\n)*"


def _as_comment(found: re.Match[str]) -> str:
    return re.sub(r"^    ", "    # ", found[0], flags=re.MULTILINE)


def example_env() -> str:
    """Every name `samimi run` may ask for, by platform."""
    lines = [
        "# Copy to .env and fill in. SAMIMI_<PLATFORM>_<BRAND>_<NAME> wins over SAMIMI_<PLATFORM>_<NAME>.",
        "",
        "# Signs buttons and keeps what was forgotten forgotten: 64 hex digits, never change it.",
        "SAMIMI_KEY=",
        "",
        "# From @BotFather in Telegram.",
        "SAMIMI_TELEGRAM_TOKEN=",
        "",
        "# Only for a language model behind a key (responder.llm).",
        "SAMIMI_LLM_KEY=",
        "",
        "# Only for e-mail (digest.smtp, desk.customer_service.smtp).",
        "SAMIMI_SMTP_PASSWORD=",
    ]
    for platform in known_platforms():
        lines += ["", f"# {platform}: {NOTES.get(platform, 'see its developer pages')}"]
        lines += [f"SAMIMI_{platform}_{name}=".upper() for name in secret_names(platform)]
    return "\n".join(lines) + "\n"


def brand_key(name: str) -> str:
    """ "Örnek Marka" → "ornek_marka". Raises ConfigError when nothing usable is left."""
    key = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")
    if not key or not key[0].isalpha():
        raise ConfigError(f"no key can be made of {name!r}; give a name with letters")
    return key if yaml.safe_load(key) == key else f"{key}_marka"  # yes, on, null are no words to YAML
