"""The whole way on the sample pages: evidence holds, the schema holds, the goldens hold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from difflib import unified_diff
from functools import cache
from pathlib import Path

import jsonschema
import pytest

import onrecord
from onrecord.model import LineKind, Record
from onrecord.pipeline import across, read_document, settle_stored
from onrecord.schema import schema_text
from onrecord.serialize import check_record, record_objects
from onrecord.store import Store
from tests.builders import make_document
from tests.golden.rewrite import FOLDER, SAMPLES, golden_lines

NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.name != "README.md")
ALIKE = 0.85
"""Share of golden lines that must hold: processors round the int8 graph differently, now and then past a decision. Of the same code on two of
them 92 in a hundred lines of a page were alike, of batches of other sizes on one 86 and more."""


@cache
def records(name: str) -> tuple[Record, ...]:
    return tuple(onrecord.read(str(SAMPLES / name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_span_holds_its_words(name: str) -> None:
    for record in records(name):
        check_record(record)


@pytest.mark.parametrize("name", NAMES)
def test_output_fits_the_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text()))
    for record in records(name):
        for found in record_objects(record):
            validator.validate(json.loads(json.dumps(found)))


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_refer_to_something(name: str) -> None:
    for record in records(name):
        objects = list(record_objects(record))
        counts = Counter(found["id"] for found in objects)
        assert not [identity for identity, count in counts.items() if count > 1]
        for statement in record.statements:
            assert statement.within is None or statement.within in counts
            assert statement.source.entity is None or statement.source.entity in counts
            assert (statement.source.kind.value == "unstated") == (statement.source.evidence is None)
        for event in record.events:
            assert event.statement is None or event.statement in counts
            assert event.actors or event.recipients


@pytest.mark.parametrize("name", NAMES)
def test_goldens(name: str) -> None:
    """Rewrite with `python -m tests.golden.rewrite` and read the diff."""
    wanted = (FOLDER / f"{name}.golden").read_text(encoding="utf-8").splitlines()
    found = [line.replace("\n", " ") for record in records(name) for line in golden_lines(record)]
    same = sum((Counter(wanted) & Counter(found)).values())
    difference = "\n".join(unified_diff(wanted, found, "golden", "now", n=0, lineterm=""))
    assert same >= ALIKE * max(len(wanted), len(found)), difference


def test_a_page_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for words in ("—", "\u200b\u200b", "?!", "“", "1", "\n\n\u2028x"):
        path.write_text(words, encoding="utf-8")
        for record in onrecord.read(str(path)):
            check_record(record)


@pytest.mark.parametrize("name", NAMES)
def test_captions_and_text_attribute_nothing_to_one_another(name: str) -> None:
    for record in records(name):
        captions = [
            span
            for story in record.stories
            for sentence in story.sentences
            if sentence.kind is LineKind.CAPTION
            for span in sentence.spans
        ]
        for statement in record.statements:
            source = statement.source.evidence
            if source and statement.cue:
                sides = {any(span.covers(words.span) for span in captions) for words in (source, statement.cue)}
                assert len(sides) == 1, statement


HOSTILE = (
    "The army of Kestria said \ud800four people died in Z\u0301alg\u0308o \u202eTown\u202c on Monday. Mayor \U0001f600 Ana Lund denied it. "
    "<script>alert(1)</script> At least 12 were killed in the attack, doctors said. The mayor promised to rebuild the bridge by June."
)


def test_what_has_no_day_or_strange_letters_is_set_beside_others(tmp_path: Path) -> None:
    """A date less precise than a day, or that no calendar has, is no day; nothing of it may stop a run."""
    days = ("2026-03-04", "2026-03", "2026", "2026-02-30", None)
    records = [
        read_document(replace(make_document(f"{HOSTILE} Copy {n}.", name=f"{n}.txt")[0], published=day))
        for n, day in enumerate(days)
    ]
    found = across(records)
    assert found.copies
    assert found.incidents
    with Store(str(tmp_path / "news.db")) as store:
        for record in records:
            store.add(record, version="1")
        settle_stored(store)
        assert not store.check()
        assert store.counts()["incident"] == len(found.incidents)
        assert all(day is None or len(day) == 10 for day in (one.first_reported for one in found.incidents))
