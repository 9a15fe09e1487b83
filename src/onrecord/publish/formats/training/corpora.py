"""Corpora for training: CoNLL-U with the layers in its last column, and spaCy's DocBin.

Records hold no words, so a text is cut here into words and marks; a cut is made too wherever words of a record begin or end inside of one,
so that every layer holds exactly its characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from onrecord.model import Bundle, MentionForm
from onrecord.publish.formats.training.bins import binning
from onrecord.publish.formats.training.parts import document_line, in_cell, parts_of
from onrecord.publish.registry import Format, Shape, needed
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.characters import each_text, encodable
from onrecord.publish.shared.judgements import LOSS as JUDGED
from onrecord.publish.shared.judgements import put_right

STATEMENT_LAYERS = {
    "source": "Source", "cue": "Cue", "content": "Content", "addressee": "Addressee", "medium": "Medium", "target": "Target",
}  # fmt: skip
EVENT_LAYERS = {"trigger": "Trigger", "actors": "Actor", "recipients": "Recipient", "date": "Date", "place": "Where"}
STATEMENT_VALUES = ("act", "polarity", "certainty", "time", "quotation", "confidence")
EVENT_VALUES = ("event_type", "mode", "quad", "status", "modality", "confidence")
DOCUMENT_VALUES = ("outlet", "published", "title", "url", "path", "language")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:['’][^\W_]+)*|\S")
_ESCAPES = {" ": r"\s", "\n": r"\n", "\r": r"\r", "\t": r"\t", "|": r"\p", "\\": r"\\"}


class Token(NamedTuple):
    """A word or a mark, and where the white space after it ends."""

    start: int
    end: int
    next: int


class Sentence(NamedTuple):
    """Tokens of one sentence, or of one line of a page that is no part of a story's sentences, and its kind and story."""

    tokens: tuple[Token, ...]
    kind: str
    story: str


# --- words and sentences ----------------------------------------------------------------------------


def tokenise(text: str, cuts: Iterable[int] = ()) -> list[Token]:
    """Words, numbers and marks, with a cut at each of these places too; white space and nothing else is left out."""
    places = sorted(set(cuts))
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        inside = places[bisect_right(places, match.start()) : bisect_left(places, match.end())]
        edges = [match.start(), *inside, match.end()]
        spans += zip(edges, edges[1:], strict=False)
    nexts = [*(start for start, _ in spans[1:]), len(text)]
    return [Token(start, end, following) for (start, end), following in zip(spans, nexts, strict=False)]


def sentences(bundle: Bundle) -> Iterator[Sentence]:
    """All of a document's text: the sentences of its stories (a piece each, where furniture parts one), and every other line."""
    text = encodable(bundle.document["text"])
    bounds: dict[int, tuple[str, str]] = {}
    for line in bundle.document["lines"]:
        bounds[line["span"][0]] = (line["kind"], "")
    for story in bundle.stories:
        for one in story["sentences"]:
            bounds |= {start: (one["kind"], story["id"]) for start, _ in one["spans"]}
    cuts = {place for record in _records(bundle) for part in _all_parts(record) for place in part[1:]}
    waiting: list[Token] = []
    kind, story_id = "", ""
    for token in tokenise(text, cuts | bounds.keys()):
        if token.start in bounds and waiting:
            yield Sentence(tuple(waiting), kind, story_id)
            waiting = []
        kind, story_id = bounds.get(token.start, (kind, story_id))
        waiting.append(token)
    if waiting:
        yield Sentence(tuple(waiting), kind, story_id)


def _records(bundle: Bundle) -> Iterator[Found]:
    yield from bundle.entities
    yield from bundle.statements
    yield from bundle.events


def _all_parts(record: Found) -> Iterator[tuple[str, int, int]]:
    """Each layer of a record and where its words stand."""
    if record["type"] == "entity":
        for mention in record["mentions"]:
            if mention["form"] == MentionForm.NAME:
                yield ("name", *mention["span"])
        return
    layers = STATEMENT_LAYERS if record["type"] == "statement" else EVENT_LAYERS
    for part in parts_of(record, layers):
        yield layers[part.field], part.start, part.end


# --- CoNLL-U ----------------------------------------------------------------------------------------


def write_conll(selection: Selection, out: IO[str]) -> None:
    """CoNLL-U: `name=B-PERSON` in MISC for names, and for each other layer the numbers of the records: `Content=B-2,I-1`."""
    for bundle in put_right(selection):
        for line in _conll_lines(bundle):
            out.write(line + "\n")


def _conll_lines(bundle: Bundle) -> Iterator[str]:
    text = encodable(bundle.document["text"])
    numbers = _numbers(bundle)
    found = list(sentences(bundle))
    layers = _layers(bundle, [token for sentence in found for token in sentence.tokens], numbers)
    begun = _beginnings(bundle, numbers)
    place = told = 0
    for number, sentence in enumerate(found, start=1):
        if number == 1:
            yield from _document_lines(bundle)
        start, end = sentence.tokens[0].start, sentence.tokens[-1].next
        yield f"# sent_id = {in_cell(bundle.document['id'])}-{number}"
        yield f"# text = {in_cell(text[start : sentence.tokens[-1].end])}"
        yield f"# kind = {in_cell(sentence.kind)}"
        if sentence.story:
            yield f"# story = {in_cell(sentence.story)}"
        until = bisect_left(begun, (end,)) if number < len(found) else len(begun)
        yield from (line for _, _, line in begun[told:until])
        told = max(told, until)
        for index, token in enumerate(sentence.tokens, start=1):
            misc = [*layers[place], *_spacing(text, token, is_first=place == 0)]
            yield "\t".join([str(index), text[token.start : token.end], *"________"[:7], "|".join(misc) or "_"])
            place += 1
        yield ""


def _document_lines(bundle: Bundle) -> Iterator[str]:
    document = bundle.document
    yield f"# newdoc id = {in_cell(document['id'])}"
    yield from (f"# {name} = {in_cell(document[name])}" for name in DOCUMENT_VALUES if in_cell(document.get(name)))
    yield f"# onrecord = {document_line(bundle, is_ascii=True)}"


def _numbers(bundle: Bundle) -> dict[str, int]:
    """Statements and events of a document counted from 1, each kind for itself."""
    return {one["id"]: number for group in (bundle.statements, bundle.events) for number, one in enumerate(group, start=1)}  # fmt: skip


def _layers(bundle: Bundle, tokens: Sequence[Token], numbers: dict[str, int]) -> list[list[str]]:
    """For each token its layers as MISC has them."""
    starts = [token.start for token in tokens]
    names = [""] * len(tokens)
    marks: list[dict[str, list[str]]] = [{} for _ in tokens]
    for entity in bundle.entities:
        for _, start, end in sorted(_all_parts(entity), key=lambda part: part[1] - part[2]):
            inside = range(bisect_left(starts, start), bisect_left(starts, end))
            if not any(names[place] for place in inside):
                for place in inside:
                    names[place] = f"name={'B' if place == inside[0] else 'I'}-{entity['kind'].upper()}"
    for record in (*bundle.statements, *bundle.events):
        fields = STATEMENT_LAYERS if record["type"] == "statement" else EVENT_LAYERS
        for part in parts_of(record, fields):
            number = f"{numbers[record['id']]}{f'.{part.place + 1}' if part.place else ''}"
            for order, place in enumerate(range(bisect_left(starts, part.start), bisect_left(starts, part.end))):
                marks[place].setdefault(fields[part.field], []).append(f"{'I' if order else 'B'}-{number}")
    return [
        [*([name] if name else []), *(f"{layer}={','.join(found)}" for layer, found in mark.items())]
        for name, mark in zip(names, marks, strict=True)
    ]


def _beginnings(bundle: Bundle, numbers: dict[str, int]) -> list[tuple[int, int, str]]:
    """For each statement and event its first place and a comment that says what it is, in order."""
    found: list[tuple[int, int, str]] = []
    for one in bundle.statements:
        values = {"id": one["id"], **{name: one[name] for name in STATEMENT_VALUES}}
        values |= {"source_kind": one["source"]["kind"], "within": numbers.get(one["within"])}
        found.append((_first(one), len(found), _comment("statement", numbers[one["id"]], values)))
    for one in bundle.events:
        values = {"id": one["id"], **{name: one[name] for name in EVENT_VALUES}, "statement": numbers.get(one["statement"])}  # fmt: skip
        found.append((_first(one), len(found), _comment("event", numbers[one["id"]], values)))
    return sorted(found)


def _first(record: Found) -> int:
    return min(start for _, start, _ in _all_parts(record))


def _comment(kind: str, number: int, values: dict[str, Any]) -> str:
    cells = (f"{name}={in_cell(value).replace('|', '/')}" for name, value in values.items() if value is not None)
    return f"# {kind} {number} = {'|'.join(cells)}"


def _spacing(text: str, token: Token, *, is_first: bool) -> Iterator[str]:
    """The white space around a token, as UDPipe writes it; other white space than its own as `\\u2028`."""
    if is_first and token.start:
        yield f"SpacesBefore={_escaped(text[: token.start])}"
    after = text[token.end : token.next]
    if not after:
        yield "SpaceAfter=No"
    elif after != " ":
        yield f"SpacesAfter={_escaped(after)}"


def _escaped(spaces: str) -> str:
    return "".join(_ESCAPES.get(space, f"\\u{ord(space):04x}") for space in spaces)


# --- spaCy ------------------------------------------------------------------------------------------


GROUPS = {
    "source": "sources", "cue": "cues", "content": "contents", "addressee": "addressees", "medium": "media", "target": "targets",
    "trigger": "triggers", "actors": "actors", "recipients": "recipients", "date": "dates", "place": "places",
}  # fmt: skip
BESIDE = ("stories", "entities", "statements", "events", "quantities", "times", "places")
"""What a Doc has beside its spans, as objects of the record."""
FRESH = 200
"""Documents after which the words and ids that spaCy has met are forgotten; it would keep all of them."""
KEY = "onrecord"
"""In `user_data` of a Doc: what was read, as JSON objects of the record, with the exact places of all words."""


def write_docbin(selection: Selection, path: Path) -> None:
    """A DocBin of one Doc a document, cut by spaCy's own English tokenizer; memory stays flat."""
    spacy = needed("spacy", "spacy", "docbin")
    with binning() as found:
        for number, bundle in enumerate(put_right(selection)):
            if number % FRESH == 0:
                language = spacy.blank("en")
            found.add(fill_doc(make_doc(language, encodable(bundle.document["text"])), bundle))
        found.write(path)


def make_doc(language: Any, text: str) -> Any:
    """A Doc of any length."""
    return language.tokenizer(text)


def fill_doc(doc: Any, bundle: Bundle) -> Any:
    """Put what was read in a document into its Doc: names as `ents`, all words as `spans`, and the records as they are in `user_data`.

    A span that begins or ends inside a token takes in all of it. Names that overlap: the longest is kept in `ents`.
    """
    filter_spans = needed("spacy.util", "spacy", "docbin").filter_spans
    groups: dict[str, list[Any]] = {name: [] for name in ("entities", *GROUPS.values())}
    names: list[Any] = []
    for entity in bundle.entities:
        for mention in entity["mentions"]:
            span = _span(doc, mention["span"], entity["kind"].upper(), entity["id"])
            groups["entities"] += span
            names += span if mention["form"] == MentionForm.NAME else []
    for record in (*bundle.statements, *bundle.events):
        for field in STATEMENT_LAYERS if record["type"] == "statement" else EVENT_LAYERS:
            for part in parts_of(record, [field]):
                groups[GROUPS[field]] += _span(doc, part[3:], _label(record, field), record["id"])
    doc.ents = filter_spans(names)
    for name, spans in groups.items():
        doc.spans[name] = spans
    beside = {name: list(getattr(bundle, name)) for name in BESIDE}
    doc.user_data[KEY] = each_text({"document": _bare(bundle.document), **beside}, encodable)
    return doc


def _label(record: Found, field: str) -> str:
    if field == "trigger":
        return str(record["event_type"])
    return field.upper() if record["type"] == "statement" else EVENT_LAYERS[field].upper()


def _span(doc: Any, span: Sequence[int], label: str, identity: str) -> list[Any]:
    found = doc.char_span(*span, label=label, span_id=encodable(identity), alignment_mode="expand")
    return [] if found is None else [found]


def _bare(document: Found) -> Found:
    return {name: value for name, value in document.items() if name not in ("text", "lines", "edits")}


FORMATS = (
    Format(
        "conll", "CoNLL-U with names, statements and events", "text/plain", Shape.TEXT, {"conllu": write_conll, "conll": write_conll},
        (
            "Words are cut by rule and are not those that the reader saw; lemmas, tags and trees are not in it.",
            "Of entities there are names and their kinds, and of names that overlap the longest; what else refers to them is not in it.",
            "The values and ids of dates, places, parties and quantities are not in it, nor the chain of a statement or the core of its source.",
            "A document without a word is left out.",
            "What is known across documents, issues, the edits of cleaning and the origin of values are not in it.",
            "A lone surrogate is written as U+FFFD.",
            JUDGED,
        ),
    ),
    Format(
        "docbin", "spaCy DocBin", "application/octet-stream", Shape.BINARY, {"spacy": write_docbin},
        (
            "Spans are widened to whole tokens; the exact places stand in user_data.",
            "Lines and their kinds, issues and the edits of cleaning are not in it.",
            "What is known across documents is not in it: copies, incidents, disputes, commitments, entities that are one.",
            "A lone surrogate is written as U+FFFD.",
            JUDGED,
        ),
        extra="spacy",
    ),
)  # fmt: skip
