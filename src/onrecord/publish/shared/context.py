"""What stands around a record in its document: who says it, the sentence it was read in, its story and outlet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from onrecord.model import Bundle, Identity
from onrecord.publish.selection import Found, Selection


class Context:
    """One document with what was read in it, and the names of its entities across documents."""

    def __init__(self, bundle: Bundle, selection: Selection) -> None:
        self.bundle = bundle
        self.document: Found = bundle.document
        self.outlet: str | None = bundle.document["outlet"]
        self.same: Mapping[str, Identity] = selection.same_as(one["id"] for one in bundle.entities)
        self.stories: dict[str, Found] = {one["id"]: one for one in bundle.stories}
        self.statements: dict[str, Found] = {one["id"]: one for one in bundle.statements}
        self.places: dict[str, Found] = {one["id"]: one for one in bundle.places}
        self.quantities: dict[str, Found] = {one["id"]: one for one in bundle.quantities}
        self._sentences: dict[str, tuple[list[int], list[list[list[int]]]]] = {}

    def node(self, entity: str | None) -> Identity | None:
        """What an entity is across documents; None where there is none or nothing of it is stored."""
        return self.same.get(entity) if entity else None

    def name(self, party: Found) -> str:
        """Who a party is: its name across documents, its words where it is no entity."""
        found = self.node(party["entity"])
        words: str = found.name if found else party["text"]
        return words

    def who(self, statement: Found) -> str | None:
        """The words for the source of a statement, with its name where they do not hold it; None for one that is not stated."""
        source = statement["source"]
        words = (source.get("core") or source)["text"]
        found = self.node(source["entity"])
        if words is None:
            return found.name if found else None
        if found is None or found.name.casefold() in words.casefold():
            return str(words)
        has_words = len(words.split()) > 1 and words.casefold() not in found.name.casefold()
        return f"{found.name} (“{words}”)" if has_words else found.name

    def according_to(self, event: Found) -> str | None:
        """Who says that an event happened, or is to; None where the report itself does, or nothing tells who."""
        carrier = self.statements.get(event["statement"] or "")
        return self.who(carrier) if carrier is not None and event["status"] != "actual" else None

    def day(self, story: str) -> str | None:
        """The day on which a story was written, as far as it is known, else that of its document."""
        written = (self.stories.get(story) or {}).get("written_on")
        found = written["value"] if written else self.document["published"]
        return str(found)[:10] if found else None

    def title(self, story: str) -> str | None:
        """The title of a story, else that of its document."""
        found = (self.stories.get(story) or {}).get("title")
        words: str | None = found["text"] if found else self.document["title"]
        return words

    def figures(self, event: Found) -> list[str]:
        """The amounts of an event, as written."""
        return [self.quantities[one]["text"] for one in event["quantities"] if one in self.quantities]

    def sentence(self, story: str, span: list[int]) -> Found:
        """The words of the sentence around a span, and from where to where they stand; the span itself where no sentence has it."""
        starts, pieces = self._sentences_of(story)
        text = self.document["text"]
        place = bisect_right(starts, span[0]) - 1
        own = [list(span)]
        if place >= 0 and any(start <= span[0] < end for start, end in pieces[place]):
            own = pieces[place]
        return {"text": " … ".join(text[start:end] for start, end in own), "span": [own[0][0], own[-1][1]]}

    def _sentences_of(self, story: str) -> tuple[list[int], list[list[list[int]]]]:
        if story not in self._sentences:
            sentences = (self.stories.get(story) or {}).get("sentences", ())
            pieces = sorted(one["spans"] for one in sentences if one["spans"])
            self._sentences[story] = [spans[0][0] for spans in pieces], pieces
        return self._sentences[story]


def origin_words(record: Found) -> str | None:
    """Which mechanism read a record: `events/assault-bomb, version 2`."""
    origin: Any = record.get("origin")
    return f"{origin['room']}/{origin['by']}, version {origin['version']}" if origin else None
