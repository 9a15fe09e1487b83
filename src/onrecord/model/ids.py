"""Content ids: the same input gives the same id, on any machine, at any time."""

from __future__ import annotations

import hashlib
import json

DIGITS = 20
"""Hexadecimal digits kept: 80 bits, so that a thousand million records meet by chance once in two million such sets."""


def content_id(kind: str, *identity: object) -> str:
    """An id such as `statement-5f0c…`: a hash over the fields that make the thing what it is.

    `identity` holds strings, numbers, None and (nested) tuples or lists of them.
    """
    packed = json.dumps([kind, *identity], ensure_ascii=False, separators=(",", ":"))
    return f"{kind}-{hashlib.sha256(packed.encode('utf-8', 'surrogatepass')).hexdigest()[:DIGITS]}"
