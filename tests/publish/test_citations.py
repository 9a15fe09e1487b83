"""Citations, opened by the readers of those who print them."""

from __future__ import annotations

import io
import json
import re
import warnings
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from onrecord.judging import judge_record
from onrecord.publish import ObjectSelection, export
from onrecord.publish.formats.citations import FORMATS, LATEX, latex
from onrecord.publish.shared.characters import printable
from onrecord.serialize import record_objects, to_object
from tests.across import make_collection
from tests.builders import make_record
from tests.publish.hostile import NASTY, hostile_objects

FORMS = ("citations", "bibtex", "csljson")
Found = dict[str, Any]


def collection_objects() -> list[Found]:
    found = make_collection()
    objects = [one for record in found.records for one in record_objects(record)]
    return [*objects, *map(to_object, (found.copy, found.incident, found.dispute, found.commitment))]


def written(objects: list[Found], form: str) -> str:
    out = io.StringIO()
    export(ObjectSelection(objects), form=form, out=out)
    return out.getvalue()


def citable(objects: list[Found]) -> list[str]:
    kinds = ("story", "statement", "event", "copy", "incident", "dispute", "commitment")
    return [one["id"] for one in objects if one["type"] in kinds]


def paragraph(text: str, identity: str) -> str:
    (found,) = (one for one in text.split("\n\n") if f"[{identity}]" in one)
    return found


def of(objects: list[Found], kind: str, nth: int = 0) -> Found:
    return [one for one in objects if one["type"] == kind][nth]


# --- plain text -------------------------------------------------------------------------------------


def test_every_record_has_a_paragraph_with_its_id() -> None:
    objects = collection_objects()
    paragraphs = written(objects, "citations").strip().split("\n\n")
    assert len(paragraphs) == len(citable(objects))
    assert all("\n" not in one for one in paragraphs)
    for identity in citable(objects):
        assert any(f"[{identity}]" in one for one in paragraphs), identity


def test_a_statement_is_cited_with_outlet_title_date_source_words_and_place() -> None:
    objects = list(record_objects(make_record()))
    said = of(objects, "statement")
    start, end = said["content"]["spans"][0]
    assert paragraph(written(objects, "citations"), said["id"]).strip() == (
        "The Sorvik Post, “Pelmark seals its northern harbour”, 4 May 2026: Ona Brekke said: “Nobody asked the fishermen” "
        f"[{said['id']}] page.txt, characters {start}–{end}."
    )


def test_indirect_speech_is_not_given_as_the_source_s_own_words_and_its_tellers_are_named() -> None:
    objects = list(record_objects(make_record()))
    told = paragraph(written(objects, "citations"), of(objects, "statement", 1)["id"])
    assert (
        "Ona Brekke (“She”) accused the navy, according to an aide to Brekke (not named), in the words of the report: “ramming two boats”"
        in told
    )


def test_an_event_says_how_it_stands() -> None:
    objects = list(record_objects(make_record()))
    text = written(objects, "citations")
    closed, rammed = (paragraph(text, of(objects, "event", nth)["id"]) for nth in (0, 1))
    assert "status: asserted by the report itself" in closed
    assert "status: alleged by Ona Brekke (“She”), according to an aide to Brekke (not named)" in rammed


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("planned", "planned, not said to have happened, according to"),
        ("threatened", "threatened, not said to have happened, according to"),
        ("called_for", "called for, not said to have happened, according to"),
        ("negated", "did not happen, according to"),
        ("denied", "denied, according to"),
        ("conditional", "on a condition, not said to have happened, according to"),
    ],
)
def test_a_source_gives_a_status_only_where_its_own_act_does(status: str, words: str) -> None:
    """The aide's accusation is no threat and no denial of hers: it only tells of one."""
    objects = list(record_objects(make_record()))
    event = of(objects, "event", 1)
    event["status"] = status
    assert words in paragraph(written(objects, "citations"), event["id"])


def test_a_fact_inside_somebody_s_words_is_theirs() -> None:
    objects = list(record_objects(make_record()))
    event = of(objects, "event", 1)
    event |= {"status": "actual", "statement": None}
    told = paragraph(written(objects, "citations"), event["id"])
    assert "told as a fact inside what Ona Brekke (“She”), according to an aide to Brekke (not named) says" in told


def test_what_is_not_known_is_said() -> None:
    record = make_record(outlet=None)
    document = replace(record.document, published=None)
    objects = list(record_objects(replace(record, document=document)))
    story = of(objects, "story")
    story["title"] = story["written_on"] = None
    first = written(objects, "citations").split("\n\n")[0]
    assert first.startswith(
        "[outlet not known], untitled report beginning “Pelmark seals its northern harbour”, undated"
    )


def test_all_sides_of_a_dispute_stand_in_its_citation() -> None:
    objects = collection_objects()
    told = paragraph(written(objects, "citations"), of(objects, "dispute")["id"])
    assert "12, according to Ona Brekke, later replaced by 15: “12 people were killed”" in told
    assert "9, according to Tove Lund: “Nine people were killed”" in told


def test_an_incident_says_of_each_telling_how_it_stands() -> None:
    objects = collection_objects()
    events = [one for one in objects if one["type"] == "event"]
    events[1]["status"] = "alleged"
    told = paragraph(written(objects, "citations"), of(objects, "incident")["id"])
    assert "Tresk Echo, “Shells fall on Drevna”, 5 March 2026: “shelled”, alleged, by whom was not read" in told
    assert told.count("asserted by the report itself") == 2
    assert "told as a fact inside what Ona Brekke (“Brekke”) says" in told


def test_what_people_decided_is_told_and_amendments_are_applied() -> None:
    record = make_record()
    objects = list(record_objects(record))
    said, denied = of(objects, "statement"), of(objects, "statement", 3)
    identity = record.document.id
    judgements = [
        judge_record(said, "amended", by="Ada", at="2026-06-01T10:00:00Z", document=identity, field="act", value={"act": "allege"}),
        judge_record(denied, "rejected", by="Ivo", at="2026-06-02T10:00:00Z", document=identity, reason="not hers"),
        replace(judge_record(of(objects, "event"), "rejected", by="Ivo", at="2026-06-02T10:00:00Z", document=identity), withdrawn_at="2026-06-03T10:00:00Z"),
    ]  # fmt: skip
    text = written([*objects, *map(to_object, judgements)], "citations")
    assert "Ona Brekke alleged: “Nobody asked the fishermen”" in paragraph(text, said["id"])
    assert paragraph(text, said["id"]).strip().endswith("Act amended by Ada, 1 June 2026.")
    assert paragraph(text, denied["id"]).strip().endswith("Rejected by Ivo, 2 June 2026: not hers.")
    assert "ejected" not in paragraph(text, of(objects, "event")["id"])


# --- every form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_same_is_written_again_and_nothing_breaks_out(form: str) -> None:
    objects = [*collection_objects(), *hostile_objects()]
    first = written(objects, form)
    assert first == written(objects, form)
    first.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u2028]", first)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_gives_an_empty_but_whole_file(form: str) -> None:
    assert written([], form).split() in ([], ["[", "]"])


def test_losses_are_true() -> None:
    """No text around the words, no entity of its own, no confidence, no withdrawn judgement."""
    assert all(found.losses for found in FORMATS)
    objects = list(record_objects(make_record()))
    for form in FORMS:
        text = written(objects, form)
        assert "0.5" not in text
        assert of(objects, "entity")["id"] not in text
        assert "at least 40 boats were turned back.\n" not in text


# --- BibTeX -----------------------------------------------------------------------------------------


def bibtex_entries(text: str) -> dict[str, Found]:
    import bibtexparser

    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks, library.failed_blocks[:1]
    assert [block.key for block in library.entries] == list(library.entries_dict)
    return {
        entry.key: {"ENTRYTYPE": entry.entry_type, **{field.key: field.value for field in entry.fields}}
        for entry in library.entries
    }


def test_bibtex_is_read_with_an_entry_a_record() -> None:
    objects = collection_objects()
    entries = bibtex_entries(written(objects, "bibtex"))
    assert list(entries) == citable(objects)
    said = entries[of(objects, "statement")["id"]]
    assert said["ENTRYTYPE"] == "article"
    assert said["journal"] == "Sorvik Post"
    assert (said["year"], said["month"], said["date"]) == ("2026", "mar", "2026-03-05")
    assert "Ona Brekke said, in the words of the report: “12 people were killed”" in said["note"]
    assert entries[of(objects, "dispute")["id"]]["ENTRYTYPE"] == "misc"


def test_latex_s_own_characters_are_written_so_that_they_are_printed() -> None:
    assert latex("50% of {A_B} & $3 #1 ~x^2\\n @ é “ß”") == (
        r"50\% of \textbraceleft{}A\_B\textbraceright{} \& \$3 \#1 \textasciitilde{}x\textasciicircum{}2\textbackslash{}n {@} é “ß”"
    )


def test_hostile_words_are_the_same_after_bibtex_was_read() -> None:
    """Braces balance, no entry ends early, and undoing the escapes gives the words."""
    objects = hostile_objects()
    entries = bibtex_entries(written(objects, "bibtex"))
    assert list(entries) == citable(objects)
    note = entries[of(objects, "statement")["id"]]["note"]
    for char, escaped in sorted(LATEX.items(), key=lambda both: -len(both[1])):
        note = note.replace(escaped, char)
    assert printable(" ".join(NASTY.split())) in note


def test_an_address_stays_as_it_is_and_ends_no_field() -> None:
    objects = list(record_objects(make_record()))
    of(objects, "document")["url"] = "https://post.example/a_b?x={1}&y=50%25#top"
    entry = bibtex_entries(written(objects, "bibtex"))[of(objects, "story")["id"]]
    assert entry["url"] == "https://post.example/a_b?x=%7B1%7D&y=50%25#top"
    assert "howpublished" not in entry


# --- CSL-JSON ---------------------------------------------------------------------------------------

TEXTS = ("title", "container-title", "URL", "language", "note")
DATE = {
    "type": "object", "additionalProperties": False,
    "properties": {
        "date-parts": {"type": "array", "minItems": 1, "maxItems": 2,
                       "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}},
        "literal": {"type": "string"},
    },
}  # fmt: skip
CSL = {
    "type": "array",
    "items": {
        "type": "object", "required": ["type", "id"], "additionalProperties": False,
        "properties": {
            "id": {"type": "string"}, "type": {"enum": ["article", "article-newspaper", "webpage"]},
            **{name: {"type": "string"} for name in TEXTS},
            "author": {"type": "array", "items": {"type": "object", "additionalProperties": False, "required": ["literal"],
                                                  "properties": {"literal": {"type": "string"}}}},
            "issued": DATE, "accessed": DATE, "custom": {"type": "object"},
        },
    },
}  # fmt: skip
"""What CSL-JSON asks of the fields that are written: no other stands in an item."""


def test_csl_items_are_whole() -> None:
    for objects in (collection_objects(), hostile_objects()):
        items = json.loads(written(objects, "csljson"))
        jsonschema.validate(items, CSL)
        assert [item["id"] for item in items] == citable(objects)


def test_a_csl_item_tells_who_said_what_and_where() -> None:
    objects = collection_objects()
    item = {one["id"]: one for one in json.loads(written(objects, "csljson"))}[of(objects, "statement")["id"]]
    assert (item["type"], item["container-title"], item["title"]) == (
        "article-newspaper",
        "Sorvik Post",
        "Pelmark shells Drevna",
    )
    assert item["issued"] == {"date-parts": [[2026, 3, 5]]}
    assert "Ona Brekke said, in the words of the report: “12 people were killed”" in item["note"]
    (part,) = item["custom"]["evidence"]
    start, end = part["spans"][0]
    assert of(objects, "document")["text"][start:end] == "12 people were killed"


@pytest.mark.parametrize(
    ("value", "issued"),
    [
        ("2026-03-04T10:00:00+00:00", {"date-parts": [[2026, 3, 4]]}), ("2026-03", {"date-parts": [[2026, 3]]}), ("2026", {"date-parts": [[2026]]}),
        ("2026-W11", {"date-parts": [[2026]]}), ("2026-02-30", {"literal": "2026-02-30"}), ("2026-Q1", {"date-parts": [[2026]]}),
    ],
)  # fmt: skip
def test_a_csl_date_is_as_precise_as_is_known(value: str, issued: Found) -> None:
    objects = list(record_objects(make_record()))
    of(objects, "story")["written_on"] = None
    of(objects, "document")["published"] = value
    assert json.loads(written(objects, "csljson"))[0]["issued"] == issued


def test_a_processor_prints_a_csl_item() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON

    objects = collection_objects()
    items = json.loads(written(objects, "csljson"))
    said = of(objects, "statement")["id"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = CiteProcJSON([{name: value for name, value in item.items() if name != "custom"} for item in items])
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem(said)]))
        (printed,) = map(str, bibliography.bibliography())
    assert "Pelmark shells Drevna" in printed
    assert "Sorvik Post" in printed
    assert "2026" in printed
