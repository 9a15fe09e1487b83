"""Standoff annotation: brat's folder of `.txt` and `.ann` (http://brat.nlplab.org/standoff.html), and the layout of PolNeAR.

Places count code points of the document's text, as brat does, from 0. Words that run over an end of line are cut there, for brat has
none inside words; the pieces of one annotation stand in it together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from onrecord.model import (
    Act,
    Bundle,
    Certainty,
    EntityKind,
    EventStatus,
    MentionForm,
    Polarity,
    QuantityKind,
    QuotationForm,
    SourceKind,
    StatementTime,
    Timex,
)
from onrecord.publish.formats.training.parts import (
    DOCUMENTS,
    Spans,
    document_line,
    file_name,
    in_cell,
    line_pieces,
    spans_of,
    table,
    write_text,
)
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.characters import encodable
from onrecord.publish.shared.judgements import LOSS as JUDGED
from onrecord.publish.shared.judgements import put_right
from onrecord.rules.triggers import MODALITY, MODES, TYPES

STATEMENT_PARTS = ("source", "cue", "content", "addressee", "medium", "target")
EVENT_PARTS = {"actors": "Actor", "recipients": "Recipient", "date": "Date", "place": "Where"}
ACTS = ("act", "polarity", "certainty", "time", "quotation")
STANDINGS = ("status", "mode", "modality")
READINGS = {"quantities": "Quantity", "times": "Time", "places": "Toponym"}
ANNOTATOR = "onrecord"
METADATA = ("compartment", "filename", "level", "annotators", "publisher", "publication_date", "author", "title", "trump_count", "clinton_count", "credit", "wire")  # fmt: skip


def type_of_kind(kind: str) -> str:
    """A kind of entity as a type of brat: `ArmedGroup`."""
    return "".join(word.capitalize() for word in kind.split("_"))


class Standoff:
    """The lines of one `.ann` file, numbered as brat numbers them."""

    def __init__(self, text: str) -> None:
        self.lines: list[str] = []
        self._text = encodable(text)
        self._counts = dict.fromkeys("TERA#", 0)
        self._known: dict[tuple[str, Spans], str] = {}

    def _add(self, letter: str, rest: str) -> str:
        self._counts[letter] += 1
        name = f"{letter}{self._counts[letter]}"
        self.lines.append(f"{name}\t{rest}")
        return name

    def bound(self, kind: str, spans: Spans, *, is_own: bool = False) -> str | None:
        """Words of a type; the same again are the same annotation, unless it is to be one of its own. None where nothing is left of them."""
        pieces = tuple(line_pieces(self._text, spans))
        if not pieces:
            return None
        known = None if is_own else self._known.get((kind, pieces))
        if known is None:
            places = ";".join(f"{start} {end}" for start, end in pieces)
            words = " ".join(self._text[start:end] for start, end in pieces)
            known = self._known[kind, pieces] = self._add("T", f"{kind} {places}\t{words}")
        return known

    def event(self, kind: str, trigger: str, arguments: Iterable[tuple[str, str]]) -> str:
        """An event; a role that it has again has a number, as brat counts: `Content2`."""
        counts: dict[str, int] = {}
        cells = [f"{kind}:{trigger}"]
        for role, of in arguments:
            counts[role] = counts.get(role, 0) + 1
            cells.append(f"{role}{counts[role] if counts[role] > 1 else ''}:{of}")
        return self._add("E", " ".join(cells))

    def relate(self, kind: str, one: str, other: str) -> None:
        """A relation from one annotation to another."""
        self._add("R", f"{kind} Arg1:{one} Arg2:{other}")

    def same(self, names: Sequence[str]) -> None:
        """Annotations that are of one thing."""
        if len(names) > 1:
            self.lines.append(f"*\tEquiv {' '.join(names)}")

    def attribute(self, kind: str, of: str, value: str | None) -> None:
        """A value of an annotation; an unknown one is left out."""
        if value:
            self._add("A", f"{kind} {of} {value}")

    def note(self, of: str, values: Iterable[object]) -> None:
        """A note of an annotator."""
        words = "; ".join(filter(None, map(in_cell, values)))
        if words:
            self._add("#", f"AnnotatorNotes {of}\t{words}")


# --- brat -------------------------------------------------------------------------------------------


def write_brat(selection: Selection, path: Path) -> None:
    """`ID.txt` and `ID.ann` for each document, `annotation.conf`, and in `documents.jsonl` what is known of the documents."""
    (path / "annotation.conf").write_text(configuration(), encoding="utf-8")
    with (path / DOCUMENTS).open("w", encoding="utf-8", newline="") as opened:
        for bundle in put_right(selection):
            name = file_name(bundle.document)
            opened.write(document_line(bundle) + "\n")
            write_text(path / f"{name}.txt", bundle.document["text"])
            write_text(path / f"{name}.ann", "".join(f"{line}\n" for line in brat_lines(bundle)))


def brat_lines(bundle: Bundle) -> list[str]:
    """All annotations of a document."""
    out = Standoff(bundle.document["text"])
    mentions = _write_entities(out, bundle)
    readings = _write_readings(out, bundle)
    statements = {one["id"]: _write_statement(out, one, mentions) for one in bundle.statements}
    for one in bundle.statements:
        outer = statements.get(one["within"])
        inner = statements[one["id"]]
        if inner and outer:
            out.relate("Within", inner, outer)
    for one in bundle.events:
        event = _write_event(out, one, mentions, readings)
        carrier = statements.get(one["statement"])
        if event and carrier:
            out.relate("CarriedBy", event, carrier)
    return out.lines


def _write_entities(out: Standoff, bundle: Bundle) -> dict[str, str]:
    """By id of an entity its first name there, else the first words that mean it."""
    first: dict[str, str] = {}
    for entity in bundle.entities:
        found: list[tuple[str, str]] = []
        for mention in entity["mentions"]:
            name = out.bound(type_of_kind(entity["kind"]), spans_of(mention), is_own=True)
            if name:
                out.attribute("Form", name, mention["form"])
                found.append((mention["form"], name))
        if found:
            named = next((name for form, name in found if form == MentionForm.NAME), found[0][1])
            first[entity["id"]] = named
            out.note(named, (entity["id"], entity["name"], entity["country"], entity["sector"], *entity["office"]))
            out.same([name for _, name in found])
    return first


def _write_readings(out: Standoff, bundle: Bundle) -> dict[str, str]:
    """Quantities, times and places; by id the annotation of each."""
    found: dict[str, str] = {}
    for kind, label in READINGS.items():
        for one in getattr(bundle, kind):
            name = out.bound(label, spans_of(one), is_own=True)
            if name:
                found[one["id"]] = name
                out.attribute("Timex", name, one.get("timex"))
                out.attribute("QuantityKind", name, one["kind"] if kind == "quantities" else None)
                out.note(name, (one["id"], *_value_of(one)))
    return found


def _value_of(reading: Found) -> Iterator[str]:
    names = (
        "value", "low", "high", "approximate", "unit", "of", "anchor", "name", "country", "admin1", "lat", "lon", "geoname_id",
    )  # fmt: skip
    yield from (f"{name}={reading[name]}" for name in names if reading.get(name) is not None)


def _write_statement(out: Standoff, one: Found, mentions: dict[str, str]) -> str | None:
    parts = [(part, out.bound(part.capitalize(), spans_of(one[part]))) for part in STATEMENT_PARTS]
    arguments = [(part.capitalize(), name) for part, name in parts if name]
    trigger = out.bound("Statement", spans_of(one["cue"] or one["content"]))
    if trigger is None:
        return None
    event = out.event("Statement", trigger, arguments)
    for name in ACTS:
        out.attribute(name.capitalize(), event, one[name])
    out.attribute("SourceKind", event, one["source"]["kind"])
    source = dict(arguments).get("Source")
    if source and one["source"]["entity"] in mentions:
        out.relate("RefersTo", source, mentions[one["source"]["entity"]])
    core = one["source"]["core"]
    told = f"chain={' > '.join(one['chain'])}" if one["chain"] else None
    out.note(event, (one["id"], f"source is {core['text']}" if core else None, told, _sure(one)))
    return event


def _sure(one: Found) -> str | None:
    return None if one["confidence"] is None else f"confidence={one['confidence']}"


def _write_event(out: Standoff, one: Found, mentions: dict[str, str], readings: dict[str, str]) -> str | None:
    trigger = out.bound(one["event_type"], spans_of(one["trigger"]))
    if trigger is None:
        return None
    arguments: list[tuple[str, str]] = []
    meant: list[tuple[str, str]] = []
    for field, role in EVENT_PARTS.items():
        values = one[field] if isinstance(one[field], list) else [one[field]]
        for value in values:
            name = out.bound(role, spans_of(value))
            if name:
                arguments.append((role, name))
                meant += [(name, mentions[value["entity"]])] if value.get("entity") in mentions else []
    arguments += [("Quantity", readings[identity]) for identity in one["quantities"] if identity in readings]
    event = out.event(one["event_type"], trigger, arguments)
    for name in STANDINGS:
        out.attribute(name.capitalize(), event, one[name])
    for party, mention in meant:
        out.relate("RefersTo", party, mention)
    out.note(event, (one["id"], *(f"context={context}" for context in one["contexts"]), _when(one["date"]), _sure(one)))
    return event


def _when(date: Found | None) -> str | None:
    return f"date={date['value']}" if date and date["value"] else None


def configuration() -> str:
    """`annotation.conf`: every type, relation, event and attribute that is written."""
    kinds = [type_of_kind(kind) for kind in EntityKind]
    parts = [part.capitalize() for part in STATEMENT_PARTS]
    roles = list(EVENT_PARTS.values())
    events = "|".join(TYPES)
    values: dict[str, tuple[str, Iterable[str]]] = {
        "Act": ("Statement", Act), "Polarity": ("Statement", Polarity), "Certainty": ("Statement", Certainty),
        "Time": ("Statement", StatementTime), "Quotation": ("Statement", QuotationForm), "SourceKind": ("Statement", SourceKind),
        "Status": (events, EventStatus), "Mode": (events, sorted({mode for modes in MODES.values() for mode in modes})),
        "Modality": (events, sorted({one for one in MODALITY.values() if one})), "Form": ("|".join(kinds), MentionForm),
        "Timex": ("Time", Timex), "QuantityKind": ("Quantity", QuantityKind),
    }  # fmt: skip
    lines = ["[entities]", *parts, *roles, *READINGS.values(), *kinds]
    lines += ["", "[relations]", "Within\tArg1:Statement, Arg2:Statement", f"CarriedBy\tArg1:{events}, Arg2:Statement"]
    lines += [f"RefersTo\tArg1:Source|Actor|Recipient, Arg2:{'|'.join(kinds)}"]
    lines += [f"Equiv\tArg1:{'|'.join(kinds)}, Arg2:{'|'.join(kinds)}, <REL-TYPE>:symmetric-transitive"]
    lines += ["", "[events]", "Statement\t" + ", ".join(f"{part}*:{part}" for part in parts)]
    arguments = ", ".join(f"{role}*:{role}" for role in [*roles, "Quantity"])
    lines += [f"{kind}\t{arguments}" for kind in TYPES]
    lines += ["", "[attributes]"]
    lines += [f"{name}\tArg:{of}, Value:{'|'.join(map(str, ones))}" for name, (of, ones) in values.items()]
    return "\n".join(lines) + "\n"


# --- PolNeAR ----------------------------------------------------------------------------------------


def write_polnear(selection: Selection, path: Path) -> None:
    """`text/NAME.txt`, `attributions/NAME_onrecord.ann` and `metadata.tsv`, as a part of PolNeAR has them, and `documents.jsonl`.

    A publication date stays empty in `metadata.tsv`: PolNeAR's own reader takes none outside of the year that it covers.
    """
    for folder in ("text", "attributions"):
        (path / folder).mkdir()
    with (
        (path / DOCUMENTS).open("w", encoding="utf-8", newline="") as documents,
        (path / "metadata.tsv").open("w", encoding="utf-8", newline="") as metadata,
    ):
        known = table(metadata)
        known.writerow(METADATA)
        for bundle in put_right(selection):
            document, name = bundle.document, file_name(bundle.document)
            documents.write(document_line(bundle) + "\n")
            known.writerow((".", name, "None", ANNOTATOR, in_cell(document["outlet"]), "", in_cell(document["byline"]), in_cell(document["title"]), "", "", "None", "None"))  # fmt: skip
            write_text(path / "text" / f"{name}.txt", document["text"])
            lines = "".join(f"{line}\n" for line in polnear_lines(bundle))
            write_text(path / "attributions" / f"{name}_{ANNOTATOR}.ann", lines)


def polnear_lines(bundle: Bundle) -> list[str]:
    """The attributions of a document that stand in no other."""
    out = Standoff(bundle.document["text"])
    known = {one["id"] for one in bundle.statements}
    for one in bundle.statements:
        if one["within"] is not None and one["within"] in known:
            continue
        kind = "Attribution" if one["source"]["span"] else "Attribution-no-source"
        parts = ((part.capitalize(), spans_of(one[part])) for part in ("content", "cue", "source"))
        arguments = [(role, name) for role, spans in parts if (name := out.bound(role, spans, is_own=True))]
        trigger = out.bound(kind, spans_of(one["cue"] or one["content"]), is_own=True)
        if trigger and arguments:
            out.event(kind, trigger, arguments)
    return out.lines


FORMATS = (
    Format(
        "brat", "brat standoff", "text/plain", Shape.FOLDER, {"": write_brat},
        (
            "An end of line or a tab inside words parts them into pieces, so that pieces which only such a one parts are no longer told apart.",
            "The edits of cleaning and issues are not in it.",
            "What is known across documents is not in it: copies, incidents, disputes, commitments, entities that are one.",
            "What an entity may be the same as, its row in the authority file, why words mean it and the origin of every value are not in it.",
            "A lone surrogate is written as U+FFFD.",
            JUDGED,
        ),
    ),
    Format(
        "polnear", "PolNeAR's layout of attributions", "text/plain", Shape.FOLDER, {"": write_polnear},
        (
            "Statements inside statements are left out: PolNeAR has none.",
            "Act, polarity, certainty, time, addressee, medium, target, chain and the kind of a source are not in it: a denial looks like any attribution.",
            "Events, entities, quantities, times, places and what is known across documents are not in it.",
            "No CoreNLP files are written; metadata.tsv has no dates, because PolNeAR's reader takes none outside of 2015 and 2016.",
            "An end of line or a tab inside words parts them into pieces.",
            "A lone surrogate is written as U+FFFD.",
            JUDGED,
        ),
    ),
)  # fmt: skip
