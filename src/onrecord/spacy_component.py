"""The component `onrecord` of spaCy: `nlp.add_pipe("onrecord")` gives `doc._.statements`, `doc._.events` and `doc._.record`.

    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord", config={"outlet": "The Sorvik Post", "published": "2026-03-04"})
    doc = nlp("The mayor denied that the bridge was closed.")
    doc._.statements[0].act, doc._.statements[0].source, doc._.statements[0].content

What is read stands in `doc.user_data["onrecord"]` as plain JSON objects of the record, so that a Doc is pickled, copied and written to
bytes or to a DocBin as any other; the views below are made from it when they are asked for. Documents of `onrecord export --as docbin`
have the same views. The rest of the Doc (tokens, `ents`, `spans`) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.coder import read_text
from onrecord.errors import UsageError
from onrecord.intake.dates import iso_date
from onrecord.model import Document, Record, content_id
from onrecord.pipeline import read_document
from onrecord.serialize import record_objects

KEY = "onrecord"
KINDS = {
    "story": "stories", "entity": "entities", "statement": "statements", "event": "events", "quantity": "quantities", "time": "times",
    "place": "places", "issue": "issues",
}  # fmt: skip


STATEMENT_FIELDS = ("source", "cue", "content", "addressee", "medium", "target")
EVENT_FIELDS = ("trigger", "actors", "recipients", "date", "place")
SPANS = frozenset({"span", "opened", "closed"})
"""Fields that are one span."""
Characters = Mapping[str, tuple[tuple[int, int], ...]]
"""By field the places of its words, `[start, end)` of `doc.text`: exactly theirs, where a Span has whole tokens."""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement with its words as Spans of the Doc; `content` may have several pieces.

    The `kb_id_` of a Span is the id of the entity that it means, empty where that is unknown; `record` is the JSON object with all fields.
    """

    id: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    act: str
    polarity: str
    certainty: str
    characters: Characters
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with its words as Spans of the Doc; `status` says whether the text vouches for it, `statement` who carries it if anybody."""

    id: str
    event_type: str
    mode: str | None
    status: str
    trigger: Span
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]
    statement: StatementView | None
    characters: Characters
    record: Mapping[str, Any]


# --- the component ----------------------------------------------------------------------------------


class OnrecordComponent:
    """Reads each Doc that passes. See the module."""

    def __init__(self, outlet: str | None, published: str | None, pages: bool) -> None:
        day = iso_date(published) if published else None
        if published and day is None:
            raise UsageError(f"{published!r} is no date; give published as 2026-03-04")
        self.outlet, self.published, self.pages = outlet, day, pages

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc with what was read in it; `doc._.outlet` and `doc._.published` go before the configuration."""
        outlet = doc._.outlet or self.outlet
        published = iso_date(doc._.published) if doc._.published else self.published
        doc.user_data[KEY] = read(doc.text, outlet=outlet, published=published, pages=self.pages)
        return doc


@Language.factory("onrecord", default_config={"outlet": None, "published": None, "pages": False}, assigns=["doc._.statements", "doc._.events", "doc._.record"])  # fmt: skip
def make_onrecord(
    nlp: Language, name: str, outlet: str | None, published: str | None, pages: bool
) -> OnrecordComponent:
    """The component: `outlet` and `published` (ISO 8601) hold for every Doc that says nothing else; with `pages` a text is read as a page,
    with furniture and several stories, else as one story.
    """
    return OnrecordComponent(outlet, published, pages)


def read(text: str, *, outlet: str | None, published: str | None, pages: bool) -> dict[str, Any]:
    """What is read in a text as JSON objects of the record, by type; every span counts characters of this text."""
    found: dict[str, Any] = {"document": {}, **{name: [] for name in KINDS.values()}}
    if not text.strip():
        return found
    identity = content_id("document", text, outlet, published)
    document = Document(identity, "text/plain", outlet, None, None, published, None, None, "", text, published_from="user" if published else None)  # fmt: skip
    record = read_document(document, is_compared=False) if pages else read_text(document)
    for one in record_objects(record):
        moved = _moved(one, record, text)
        if one["type"] == "document":
            found["document"] = {name: moved[name] for name in ("type", "id", "outlet", "published")}
        else:
            found[KINDS[one["type"]]].append(moved)
    return found


def _moved(value: Any, record: Record, text: str) -> Any:
    """The same with spans, and the words of spans, of the text as it was given."""
    if isinstance(value, list):
        return [_moved(one, record, text) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _moved(one, record, text) for name, one in value.items() if name not in ("lines", "edits")}
    for name in SPANS & value.keys():
        found[name] = value[name] and _place(value[name], record)
    if "spans" in value:
        found["spans"] = [_place(span, record) for span in value["spans"]]
    if "texts" in value:
        found["texts"] = [text[start:end] for start, end in found["spans"]]
    elif found.get("span") and isinstance(value.get("text"), str):
        found["text"] = text[slice(*found["span"])]
    return found


def _place(span: Sequence[int], record: Record) -> list[int]:
    return [record.clean.to_raw(span[0]), record.clean.to_raw(span[1] - 1) + 1]


# --- views ------------------------------------------------------------------------------------------


def _spans(doc: Doc, record: Mapping[str, Any], field: str) -> tuple[Span, ...]:
    values = record[field] if isinstance(record[field], list) else [record[field]]
    found = (
        doc.char_span(*place, label=field, kb_id=(value or {}).get("entity") or "", span_id=record["id"], alignment_mode="expand")
        for value in values
        for place in _places(value)
    )  # fmt: skip
    return tuple(span for span in found if span is not None)


def _places(value: Mapping[str, Any] | None) -> list[tuple[int, int]]:
    if not value:
        return []
    spans = value["spans"] if "spans" in value else [value["span"]] if value["span"] else []
    return [(start, end) for start, end in spans]


def _characters(record: Mapping[str, Any], fields: Sequence[str]) -> Characters:
    found = {name: record[name] if isinstance(record[name], list) else [record[name]] for name in fields}
    return {name: tuple(place for one in values for place in _places(one)) for name, values in found.items()}


def statements_of(doc: Doc) -> tuple[StatementView, ...]:
    """Every statement that was read, in order; empty where nothing was read."""
    return tuple(
        StatementView(
            one["id"], next(iter(_spans(doc, one, "source")), None), next(iter(_spans(doc, one, "cue")), None), _spans(doc, one, "content"),
            one["act"], one["polarity"], one["certainty"], _characters(one, STATEMENT_FIELDS), one,
        )
        for one in record_of(doc).get("statements", ())
    )  # fmt: skip


def events_of(doc: Doc) -> tuple[EventView, ...]:
    """Every event that was read, in order."""
    carriers = {statement.id: statement for statement in statements_of(doc)}
    return tuple(
        EventView(
            one["id"], one["event_type"], one["mode"], one["status"], _spans(doc, one, "trigger")[0], _spans(doc, one, "actors"),
            _spans(doc, one, "recipients"), carriers.get(one["statement"]), _characters(one, EVENT_FIELDS), one,
        )
        for one in record_of(doc).get("events", ())
    )  # fmt: skip


def record_of(doc: Doc) -> Mapping[str, Any]:
    """What was read, as JSON objects by type: `stories`, `entities`, `statements`, `events`, `quantities`, `times`, `places`, `issues`."""
    found: Mapping[str, Any] = _with_lists(doc.user_data.get(KEY, {}))
    return found


def _with_lists(value: Any) -> Any:
    """The same with lists for the tuples that a Doc made from bytes has."""
    if isinstance(value, dict):
        return {name: _with_lists(one) for name, one in value.items()}
    return [_with_lists(one) for one in value] if isinstance(value, list | tuple) else value


for _name, _getter in (("statements", statements_of), ("events", events_of), ("record", record_of)):
    Doc.set_extension(_name, getter=_getter, force=True)
for _name in ("outlet", "published"):
    Doc.set_extension(_name, default=None, force=True)
