"""How much markup a page may have: what parsers and extractors take for it grows with its square."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

MOST_TAGS = 100_000
"""Tags from which a page is read as the text between them (the most of 181 news pages: 3,229)."""
MOST_EXTRACTED = 10_000
"""Tags up to which the extractor is asked: ten thousand nested blocks take it some twenty seconds."""
MOST_ATTRIBUTES = 2_000
"""Attributes of one tag; the parser looks at each pair of them."""
LONG = 20_000
"""Characters of a tag from which its attributes are counted."""
LONGEST_TAG = 5_000
"""Characters behind `<` among which its `>` must stand."""
_MARK = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_ENDS = {None: re.compile("-->"), "script": re.compile(r"</script\b", re.IGNORECASE), "style": re.compile(r"</style\b", re.IGNORECASE)}  # fmt: skip
_VALUE = re.compile(r"""=\s{0,9}(?:"[^"]*"|'[^']*')""")
_SPACE = re.compile(r"\s+")


def count_tags(source: str) -> int:
    """Tags, and whatever else begins with `<`."""
    return source.count("<")


def is_excessive(source: str) -> bool:
    """True for a page with so many tags, or so many attributes in one of them, that no parser should see it."""
    if count_tags(source) > MOST_TAGS:
        return True
    return len(source) > LONG and any(_is_crowded(piece) for piece in bare_markup(source))


def _is_crowded(piece: str) -> bool:
    """True where the tags up to here have too many attributes: their quoted values are left out, and words are counted."""
    tags = _VALUE.sub("= ", piece).split(">")
    return any(len(tag) > MOST_ATTRIBUTES and len(tag[max(tag.find("<"), 0) :].split()) > MOST_ATTRIBUTES for tag in tags if "<" in tag)  # fmt: skip


def bare_markup(source: str) -> Iterator[str]:
    """The page without comments, scripts and styles, in pieces; one that is never closed goes to the end. Each character is looked at once."""
    at = 0
    while (found := _MARK.search(source, at)) is not None:
        yield source[at : found.start()]
        end = _ENDS[found[1].lower() if found[1] else None].search(source, found.end())
        if end is None:
            return
        at = end.end() if found[1] is None else end.start()
    yield source[at:]


def texts_between(source: str) -> list[str]:
    """The text between the tags, a line a piece, without scripts and styles; letters and digits only make one worth keeping."""
    lines: list[str] = []
    for part in bare_markup(source):
        for piece in _without_tags(part):
            line = _SPACE.sub(" ", unescape(piece)).strip()
            if any(character.isalnum() for character in line):
                lines.append(line)
    return lines


def _without_tags(part: str) -> Iterator[str]:
    """What stands outside `<…>`; a `<` whose `>` is far away is a character like others."""
    first, *rest = part.split("<")
    yield first
    for piece in rest:
        tag, closed, behind = piece.partition(">")
        yield behind if closed and len(tag) <= LONGEST_TAG else piece


# --- feeds ------------------------------------------------------------------------------------------

MOST_FEED_TAGS = 300_000
"""Tags of a feed; its parser takes a tenth of a millisecond for each."""
MOST_NAMESPACES = 2_000
"""Declarations of namespaces; the parser looks at each pair of them."""
MOST_EXPANDED = 16 * 1024 * 1024
"""Bytes to which the entities that a feed declares could expand: its parser puts in those that hold no others."""
_ENTITY = re.compile(rb"""<!ENTITY\s{1,99}\S{1,200}\s{1,99}("[^"]*"|'[^']*')""")
DEEPEST_FEED = 200
"""Nesting of a feed's elements; what is escaped or in CDATA is none."""


class _Depth:
    """Counts how deep elements nest as they are parsed; keeps none of them. Raises _TooDeep."""

    def __init__(self) -> None:
        self._depth = 0

    def start(self, tag: str, given: Any) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST_FEED:
            raise _TooDeep

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1

    def close(self) -> None:
        """There is no result."""


class _TooDeep(Exception):
    """Elements nest too deeply."""


def is_entangled(data: bytes) -> bool:
    """True for a feed that its parser would take minutes for: too many tags, namespaces, attributes or entities, or nested too deeply."""
    longest = max((len(found[1]) for found in _ENTITY.finditer(data)), default=0)
    if longest * data.count(b"&") > MOST_EXPANDED:
        return True
    if data.count(b"<") > MOST_FEED_TAGS or data.count(b"xmlns") > MOST_NAMESPACES or _is_crowded(data.decode("latin-1")):  # fmt: skip
        return True
    parser = etree.XMLParser(
        target=_Depth(), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        parser.feed(data)
        parser.close()
    except _TooDeep:
        return True
    except (etree.LxmlError, ValueError):
        return False
    return False
