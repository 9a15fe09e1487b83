"""Saved searches and their hits as JSON: ids, the exact words, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from onrecord.serialize import evidence_in
from onrecord.store import Arrived, Store, Watch
from onrecord.web.filters import NAMES, Filters, filters_of

Found = dict[str, Any]


def filters_in(watch: Watch) -> Filters:
    """What a saved search asks for."""
    return filters_of(dict(parse_qsl(watch.filters)))


def watch_object(watch: Watch) -> Found:
    """A saved search."""
    filters = filters_in(watch)
    asked = {name: getattr(filters, field) for name, field in NAMES.items() if getattr(filters, field)}
    return {
        "id": watch.id, "name": watch.name, "filters": asked, "by": watch.by, "at": watch.at, "looked_to": watch.looked_to,
        "looked_at": watch.looked_at,
    }  # fmt: skip


def hit_objects(store: Store, found: Iterable[Arrived]) -> list[Found]:
    """Hits with their document and the words that they were read from."""
    documents: dict[str, str] = {}
    return [_hit_object(store, one, documents) for one in found]


def _hit_object(store: Store, one: Arrived, documents: dict[str, str]) -> Found:
    record = one.hit.record
    story = record["id"] if record["type"] == "story" else record["story"]
    if story not in documents:
        documents[story] = store.get(story)["document"]
    quotations = [{"text": words, "span": span} for words, span in _quoted(record)]
    return {
        "id": record["id"], "type": record["type"], "document": documents[story], "story": story, "outlet": one.hit.outlet,
        "source": one.source, "sentence": one.words, "quotations": quotations, "came_in": one.came_at, "number": one.number,
        "record": record,
    }  # fmt: skip


def _quoted(record: Found) -> Iterator[tuple[str, list[int]]]:
    """The words of a record in the order of the text, each once; of a story its title."""
    found = evidence_in(record.get("title") if record["type"] == "story" else record)
    once = {tuple(span): words for words, span in found}
    yield from ((once[span], list(span)) for span in sorted(once))
