"""HTML to lines: one visible block a line, each with its element's XPath and the main-text extractor's verdict."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from charset_normalizer import from_bytes
from lxml import etree, html

from onrecord.model import LineKind, RawLine

HIDDEN = frozenset("script style noscript template svg iframe object head select option button canvas audio video map datalist".split())
INLINE = frozenset("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup "
                   "time tt u var wbr img input picture source".split())  # fmt: skip
KINDS = {"figcaption": LineKind.CAPTION, "nav": LineKind.NAVIGATION, "h1": LineKind.HEADING, "footer": LineKind.NAVIGATION}
DEEPEST = 400
"""Nesting past which markup is damage; the extractor would run out of stack."""
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page's visible lines and what its metadata say; `trouble` holds issue codes."""

    raw: str
    markup: tuple[RawLine, ...]
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    outlet: str | None = None
    language: str | None = None
    url: str | None = None
    trouble: tuple[str, ...] = ()


def read_html(data: bytes | str, *, url: str | None) -> HtmlPage:
    """The lines of a page; a page without any text has an empty `raw`."""
    source = data if isinstance(data, str) else _decode(data)
    tree = _parse(source)
    if tree is None:
        return HtmlPage("", ())
    deep = _is_deep(tree)
    lines = list(_lines(tree))
    main = None if deep else _main_lines(source, tree)
    markup = tuple(RawLine(path, _verdict(words, main), kind) for words, path, kind in lines)
    raw = "\n".join(words for words, _, _ in lines)
    if deep:
        return HtmlPage(raw, markup, trouble=("deep-markup",))
    return HtmlPage(raw, markup, **_metadata(source, tree, url))


def _decode(data: bytes) -> str:
    """By byte order mark, the page's own declaration, UTF-8, then detection."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    declared = re.search(rb"""charset\s*=\s*["']?([\w-]{2,20})""", data[:4096], re.IGNORECASE)
    for name in ([declared.group(1).decode("ascii")] if declared else []) + ["utf-8"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    best = from_bytes(data[:200_000]).best()
    return data.decode(best.encoding if best else "utf-8", "replace")


def _parse(source: str) -> Any:
    source = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", source.replace("\x00", ""))
    try:
        return html.document_fromstring(source, parser=html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_deep(tree: Any) -> bool:
    depth = deepest = 0
    for action, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if action == "start" else -1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            return True
    return False


def _lines(tree: Any) -> Iterator[tuple[str, str, LineKind | None]]:
    """Words, XPath and kind of every visible block, in the order of the page; no recursion, pages nest without end."""
    words: list[str] = []
    root = tree.getroottree()
    owner = tree
    kinds: list[LineKind | None] = [None]
    hidden = 0
    blocks = [tree]

    def flush() -> Iterator[tuple[str, str, LineKind | None]]:
        text = SPACE.sub(" ", "".join(words)).strip()
        words.clear()
        if text:
            yield text, root.getpath(owner), kinds[-1]

    for action, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        inline = tag in INLINE
        if action == "start":
            if tag in HIDDEN or _is_hidden(element):
                hidden += 1
            if not inline and not hidden:
                yield from flush()
                blocks.append(element)
                owner = element
                kinds.append(KINDS.get(tag, kinds[-1]))
            if not hidden and element.text:
                words.append(element.text)
            continue
        if not inline and not hidden:
            yield from flush()
            blocks.pop()
            kinds.pop()
            owner = blocks[-1]
        if tag in HIDDEN or _is_hidden(element):
            hidden -= 1
        if not hidden and element.tail:
            words.append(element.tail)
    yield from flush()


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style or "visibility:hidden" in style


def _key(words: str) -> str:
    return "".join(character for character in words.lower() if character.isalnum())


def _main_lines(source: str, tree: Any) -> tuple[frozenset[str], str] | None:
    """The extractor's text: its lines as keys, and all of it as one, for lines that it merged."""
    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = extract(source, favor_precision=True, include_comments=False, include_tables=False)
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError):
        return None
    if not found:
        return None
    keys = [_key(line.removeprefix("- ")) for line in found.split("\n")]
    return frozenset(key for key in keys if key), "\n".join(keys)


def _verdict(words: str, main: tuple[frozenset[str], str] | None) -> bool | None:
    if main is None:
        return None
    key = _key(words)
    return key in main[0] or (len(key) >= 40 and key in main[1])


def _metadata(source: str, tree: Any, url: str | None) -> dict[str, Any]:
    from trafilatura.metadata import extract_metadata

    try:
        found = extract_metadata(source, default_url=url, extensive=False)
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError):
        found = None
    language = (tree.get("lang") or "")[:2].lower() or None
    if found is None:
        return {"language": language, "url": url}
    published = _published(tree) or found.date
    return {"title": found.title, "byline": found.author, "published": published, "outlet": found.sitename, "language": language,
            "url": found.url or url}  # fmt: skip


def _published(tree: Any) -> str | None:
    """The full time where the page's metadata have it; the extractor keeps only the day."""
    for name in ("article:published_time", "og:published_time", "datePublished", "date"):
        for element in tree.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]", name=name):
            if element.get("content"):
                return str(element.get("content"))
    return None
