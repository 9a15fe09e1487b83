"""PETRARCH's XML input: sentences or stories with a date, an id and a source, which event coders of the CAMEO family read.

Parses that stand in it are left out: onrecord makes its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lxml import etree

from onrecord.intake.dates import iso_date
from onrecord.intake.items import Facts, Item, make_document, printable, trouble
from onrecord.model import Document, Issue, Severity

_SENTENCE = re.compile(r"[_-]\d+$")
"""What an id has behind that of its story: AFP0808020621_1."""


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """One `Sentence` of the file: a sentence, or a whole story; `line` is where its element begins."""

    id: str
    date: str | None
    source: str | None
    text: str
    line: int
    is_sentence: bool

    @property
    def story(self) -> str:
        """The id of the story that it is of."""
        return _SENTENCE.sub("", self.id) if self.is_sentence else self.id


def sentences_of(data: bytes, say: Callable[[str], None] = lambda words: None) -> Iterator[CodedSentence]:
    """The sentences in the order of the file, read as far as the markup is sound; where it is not, `say` is told so in the end. Nothing that
    it refers to is fetched or expanded.
    """
    read = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    within = 0
    try:
        for event, element in read:
            if element.tag == "Sentence":
                within += 1 if event == "start" else -1
                if event == "end" and not within:
                    try:
                        found = _sentence(element)
                    except UnicodeDecodeError:
                        say(f"a sentence before line {element.sourceline} has characters that are none; it is left out")
                    else:
                        yield found
            if event == "end" and not within:
                _forget(element)
    except etree.XMLSyntaxError as error:
        say(f"the file breaks off: {printable(str(error.msg))}")
        return
    broken = [entry for entry in read.error_log if entry.level >= etree.ErrorLevels.ERROR]
    if broken:
        more = f" and at {len(broken) - 1} places after it" if len(broken) > 1 else ""
        say(
            f"the markup is not sound at line {broken[0].line}{more} ({printable(broken[0].message)}); words there may be missing"
        )


def _sentence(element: Any) -> CodedSentence:
    written = element.find("Text")
    text = " ".join("".join(map(str, written.itertext())).split()) if written is not None else ""
    flag = (element.get("sentence") or "true").strip().casefold()
    date, source = element.get("date"), element.get("source")
    return CodedSentence(element.get("id") or "", date, source, text, element.sourceline or 0, flag in ("true", "1", "yes"))  # fmt: skip


def _forget(element: Any) -> None:
    """Let go of an element that was read and of those before it: a file of any size takes no more memory than one of its sentences."""
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def read_petrarch(item: Item) -> Iterator[Document | Issue]:
    """A document a story: the sentences of one id that follow one another."""
    count = 0
    broken: list[str] = []
    for story, group in groupby(
        sentences_of(item.data, broken.append), key=lambda one: (one.story, one.date, one.source)
    ):
        found = list(group)
        count += len(found)
        where = f"story {story[0] or '?'} at line {found[0].line}"
        text = " ".join(one.text for one in found if one.text)
        if not text:
            yield trouble("empty", item.label, f"{where} has no text", Severity.NOTE)
            continue
        published = iso_date(found[0].date) if found[0].date else None
        if published is None:
            code, words = ("bad-date", f"{where}: {found[0].date!r} cannot be read as a date") if found[0].date else ("no-date", f"{where} has no date, so its relative dates stay open")  # fmt: skip
            yield trouble(code, item.label, words, Severity.NOTE)
        facts = Facts("application/xml", published=published, published_from="markup", outlet=found[0].source or None)
        yield make_document(item, text, facts, identity=f"{story[0]}\n{text}".encode("utf-8", "replace"))
    for words in broken:
        yield trouble("broken-row", item.label, words)
    if count == 0:
        yield trouble("broken-row", item.label, "the file has no Sentence with a Text as PETRARCH reads them")


__all__ = ["CodedSentence", "read_petrarch", "sentences_of"]
