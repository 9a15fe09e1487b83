"""What is read in annotated texts: anew, or as it is stored in a database where the text is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

from onrecord.coder import read_given, read_text
from onrecord.evaluate.gold import Draft, Marked, MarkedName, letters, make_event, make_statements
from onrecord.intake.dates import iso_date
from onrecord.model import Document, MentionForm, Record, content_id
from onrecord.pipeline import read_document
from onrecord.serialize import record_objects
from onrecord.store import Store

Found = dict[str, Any]
UNENCODED = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""As an export writes a lone surrogate."""


def found_in(name: str, text: str, objects: Iterable[Found], to_raw: Callable[[int], int] | None = None) -> Marked:
    """The statements, events and names of a document's JSON objects; `to_raw` says where a character of theirs stands in `text`."""

    def spans(value: Found | None) -> list[tuple[int, int]]:
        if not value:
            return []
        found: Sequence[Any] = value["spans"] if "spans" in value else [value["span"]] if value["span"] else []
        return [(start, end) if to_raw is None else (to_raw(start), to_raw(end - 1) + 1) for start, end in found]

    statements: list[Draft] = []
    events = []
    names: dict[frozenset[int], MarkedName] = {}
    for one in objects:
        if one["type"] == "statement":
            draft = Draft(values={"act": one["act"], "polarity": one["polarity"]}, within=one["within"] is not None)
            for part in ("source", "cue", "content"):
                draft.add(part, spans(one[part]))
            statements.append(draft)
        elif one["type"] == "event":
            draft = Draft(values={"mode": one["mode"] or "", "status": one["status"]})
            draft.add("trigger", spans(one["trigger"]))
            for part, field in (("actor", "actors"), ("recipient", "recipients")):
                for value in one[field]:
                    draft.add(part, spans(value))
            events.append(make_event(text, draft, one["event_type"]))
        elif one["type"] == "entity":
            for mention in one["mentions"]:
                if mention["form"] == MentionForm.NAME:
                    words = letters(text, spans(mention))
                    names[words] = MarkedName(words, frozenset({one["kind"]}))
    return Marked(name, text, make_statements(text, statements), tuple(events), tuple(names.values()))


def read_marked(gold: Iterable[Marked], *, whole: bool = False) -> Iterator[tuple[Marked, Marked]]:
    """Each text with what is read in it: as when it was exported, else as a page, with furniture and several
    stories; with `whole` as one story."""
    for one in gold:
        record = _read(one, whole)
        yield one, found_in(one.name, one.text, record_objects(record), record.clean.to_raw)


def _read(one: Marked, whole: bool) -> Record:
    if one.given is not None and not whole and one.given.is_of(one.text):
        return read_given(one.given.document, one.given.cleaned(one.text), one.given.stories)
    published = iso_date(one.published) if one.published else None
    document = Document(content_id("document", one.name, one.text), "text/plain", one.outlet, None, None, published, None, None, "", one.text, published_from="user" if published else None)  # fmt: skip
    return read_text(document) if whole else read_document(document, is_compared=False)


def stored_marked(gold: Iterable[Marked], path: str) -> Iterator[tuple[Marked, Marked | None]]:
    """Each text with what a database has of it, None where it has no document of this text.

    The one with the id that the annotation names, else the first with the same text. The texts are held in memory.
    """
    texts = list(gold)
    ids = {one.given.document.id for one in texts if one.given}
    stored = stored_objects(path, ids, [one.text for one in texts])
    for one in texts:
        same = stored.get(one.given.document.id) if one.given else None
        objects = same or stored.get(digest(one.text))
        yield one, None if objects is None else found_in(one.name, one.text, objects)


def stored_objects(path: str, ids: Container[str], texts: Iterable[str]) -> dict[str, list[Found]]:
    """What is stored of documents with one of these texts, by digest of the text, and by id where that is one of these too."""
    wanted = set(map(digest, texts))
    found: dict[str, list[Found]] = {}
    with Store(path, must_exist=True) as store, store.selection() as selection:
        for bundle in selection.bundles():
            key = digest(bundle.document["text"])
            if key in wanted:
                objects = list(bundle.objects())
                found.setdefault(key, objects)
                if bundle.document["id"] in ids:
                    found[bundle.document["id"]] = objects
    return found


def digest(text: str) -> str:
    """The same for texts that are the same once they are written."""
    return hashlib.sha256(text.translate(UNENCODED).encode("utf-8")).hexdigest()
