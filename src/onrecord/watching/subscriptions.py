"""OPML: which feeds are polled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from onrecord.errors import InputError

MOST_BYTES = 16 * 1024 * 1024
MOST_DEEP = 100
"""Outlines within outlines that are looked into."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed: its address, and what the list calls it."""

    url: str
    name: str


def read_opml(path: str) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
    """The feeds of an OPML file, each once and in its order, and a line for each entry that is no address of the web.

    Raises InputError where the file cannot be read, is not OPML or names no feed.
    """
    try:
        with Path(path).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror or error})") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: larger than {MOST_BYTES:,} bytes; a list of feeds is smaller")
    return parse_opml(data, path)


def parse_opml(data: bytes, label: str) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
    """The feeds of OPML text; see `read_opml`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise InputError(f"{label}:{line}: not OPML ({str(error).splitlines()[0]})") from error
    if etree.QName(root).localname.lower() != "opml":
        raise InputError(
            f"{label}: not OPML but <{etree.QName(root).localname}>; a feed by itself is read by: onrecord read"
        )
    found: dict[str, Subscription] = {}
    wrong: list[str] = []
    for name, url in _outlines(root, 0):
        if _is_web(url):
            found.setdefault(url, Subscription(url, name or url))
        else:
            wrong.append(f"{name or 'a feed'}: {url[:80]!r} is no address that starts with http:// or https://")
    if not found:
        raise InputError(f"{label}: names no feed (an outline with xmlUrl)")
    return tuple(found.values()), tuple(wrong)


def _outlines(element: Any, depth: int) -> Iterator[tuple[str, str]]:
    for child in element if depth < MOST_DEEP else ():
        if not isinstance(child.tag, str):
            continue
        given = {str(name).lower(): str(value).strip() for name, value in child.attrib.items()}
        if given.get("xmlurl"):
            yield " ".join((given.get("title") or given.get("text") or "").split()), given["xmlurl"]
        yield from _outlines(child, depth + 1)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
