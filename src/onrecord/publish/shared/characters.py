"""Texts of documents as a format or a terminal can hold them; whatever is written may hold any character at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

UNKNOWN = "\ufffd"
"""What stands for a character that has no place, one for one, so that every span stays what it is."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_STEERING = [*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_HARMLESS = dict.fromkeys((*_STEERING, *range(0xD800, 0xE000)), UNKNOWN) | {0x09: " ", 0x0A: "\n", 0x0D: " "}


def each_text(found: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with every text in it changed, names of fields too."""
    if isinstance(found, str):
        return change(found)
    if isinstance(found, list | tuple):
        return [each_text(part, change) for part in found]
    return {change(name): each_text(part, change) for name, part in found.items()} if isinstance(found, dict) else found


def clean(found: Any) -> Any:
    """A value without the characters that XML 1.0 has no place for (controls, lone surrogates): each becomes U+FFFD."""
    return each_text(found, _clean)


def _clean(words: str) -> str:
    return words if words.isascii() and words.isprintable() else _NOT_IN_XML.sub(UNKNOWN, words)


def safe(found: Any) -> Any:
    """A value whose words cannot steer a terminal: escape sequences and marks of direction become U+FFFD."""
    return each_text(found, _safe)


def _safe(words: str) -> str:
    return words if words.isascii() and words.isprintable() else words.translate(_HARMLESS)


def encodable(words: str) -> str:
    """Words that UTF-8 can hold: U+FFFD for each lone surrogate."""
    return _SURROGATES.sub(UNKNOWN, words)


def printable(words: str) -> str:
    """Words without characters that cannot be printed or that turn the order of letters round: U+FFFD for each."""
    return _UNPRINTABLE.sub(UNKNOWN, words)


def web_address(value: str | None) -> str | None:
    """An address that may become a link: http or https with a host, and nothing that a browser would read as something else."""
    if not value or not value.isprintable() or any(character in value for character in " \"'<>\\`"):
        return None
    try:
        parts = urlsplit(value)
        return value if parts.scheme.lower() in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
