"""Names and values of resources in PROV-O as JSON-LD: URNs of records, agents and origins, times and numbers with their types."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from onrecord.publish.selection import Found

BASE, TERMS = "urn:onrecord:", "urn:onrecord:terms:"
SOFTWARE = f"{BASE}software"
_NO_ADDRESS = re.compile(r"[^\w:/?#\[\]@!$&'()*+,;=.~%-]", re.ASCII)


def record_id(identity: str) -> str:
    """A record's id as a URN."""
    return BASE + quote(identity, safe="-._~", errors="replace")


def agent_id(role: str, name: str) -> str:
    """An outlet or a person, by their name."""
    return f"{BASE}{role}:{quote(name, safe='-._~', errors='replace')}"


def origin_id(origin: Found) -> str:
    """A rule or a model of a version."""
    parts = (
        quote(str(origin[name]), safe="-._~", errors="replace")
        for name in ("room", "by", "version")
        if origin[name] is not None
    )
    return f"{BASE}origin:{':'.join(parts)}"


def resource_id(url: str | None) -> str | None:
    """An address on the web as an IRI; None for what is none."""
    if not url or not re.match(r"https?://[^/?#\s]", url, re.IGNORECASE):
        return None
    return _NO_ADDRESS.sub(lambda one: quote(one[0], safe="", errors="replace"), url)


def ref(identity: str) -> Found:
    """What refers to a node."""
    return {"@id": identity}


def time_of(value: str | None) -> Found | None:
    """An ISO time as `xsd:dateTime`; None for what is none, or no more than a day."""
    if value is None or "T" not in value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return {"@type": "xsd:dateTime", "@value": found.isoformat()}


def tidy(node: Found) -> Found:
    """A node without what is not known; numbers have types of their own, so that a whole one stays what it is."""
    return {name: _typed(value) for name, value in node.items() if value is not None and value != []}


def _typed(value: Any) -> Any:
    return {"@type": "xsd:double", "@value": repr(value)} if isinstance(value, float) else value
