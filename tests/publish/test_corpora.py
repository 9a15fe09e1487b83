"""CoNLL-U and DocBin, opened by `conllu` and by spaCy."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import conllu
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin
from spacy.training.converters import conllu_to_docs

from onrecord.errors import OnrecordError
from onrecord.model import Bundle, group_objects
from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.training import bins
from onrecord.publish.formats.training.corpora import fill_doc, make_doc, tokenise
from onrecord.publish.shared.characters import encodable
from onrecord.publish.shared.judgements import put_right
from tests.builders import make_record
from tests.training import HOSTILE, hostile_record, judged, records, selection

ESCAPES = {"s": " ", "n": "\n", "r": "\r", "t": "\t", "p": "|", "\\": "\\"}


def written(chosen: ObjectSelection | None = None) -> str:
    out = io.StringIO()
    export(chosen or selection(), form="conll", out=out)
    return out.getvalue()


def sentences(chosen: ObjectSelection | None = None) -> Any:
    return conllu.parse(written(chosen))


def spaces(escaped: str) -> str:
    return re.sub(
        r"\\(u[0-9a-f]{4}|.)",
        lambda found: chr(int(found[1][1:], 16)) if len(found[1]) == 5 else ESCAPES[found[1]],
        escaped,
    )


def text_of(found: Any) -> str:
    """The text of a document by the rules of UDPipe."""
    pieces = []
    for sentence in found:
        for token in sentence:
            misc = token["misc"] or {}
            after = (
                "" if misc.get("SpaceAfter") == "No" else spaces(misc["SpacesAfter"]) if "SpacesAfter" in misc else " "
            )
            pieces += [spaces(misc.get("SpacesBefore", "")), token["form"], after]
    return "".join(pieces)


def layer(found: Any, name: str, number: int) -> list[str]:
    """The words of a layer of one record, a string each time it begins."""
    words: list[str] = []
    for token in (token for sentence in found for token in sentence):
        for tag in ((token["misc"] or {}).get(name) or "").split(","):
            if tag.partition(".")[0] == f"B-{number}":
                words.append(token["form"])
            elif tag.partition(".")[0] == f"I-{number}":
                words[-1] += " " + token["form"]
    return words


def test_names_are_read_by_spacy_s_own_converter() -> None:
    docs = list(conllu_to_docs(written(selection(make_record())), n_sents=1, no_print=True))
    found = [(name.text, name.label_) for doc in docs for name in doc.ents]
    assert found == [("The Pelmark navy", "ARMED_GROUP"), ("Ona Brekke", "PERSON"), ("Brekke", "PERSON")]


def test_statements_and_events_stand_in_misc_with_their_number() -> None:
    found = sentences(selection(make_record()))
    comments = {key: value for sentence in found for key, value in sentence.metadata.items()}
    assert layer(found, "Content", 3) == ["She accused the navy of ramming two boats"]
    assert layer(found, "Source", 2) == ["She"]
    assert "act=accuse" in comments["statement 2"]
    assert "within=3" in comments["statement 2"]
    assert layer(found, "Trigger", 2) == ["ramming"]
    assert layer(found, "Recipient", 2) == ["two boats"]
    assert {"event_type=ASSAULT", "status=alleged", "statement=2"} <= set(comments["event 2"].split("|"))


def test_a_sentence_is_one_and_furniture_is_there_with_its_kind() -> None:
    found = sentences(selection(make_record()))
    assert [sentence.metadata["text"] for sentence in found] == make_record().clean.text.split("\n")
    assert found[0].metadata["newdoc id"] == make_record().document.id
    assert found[0].metadata["outlet"] == "The Sorvik Post"
    assert {sentence.metadata["kind"] for sentence in found} == {"prose"}


@pytest.mark.parametrize("number", range(2))
def test_every_character_of_a_text_comes_back(number: int) -> None:
    record = records()[number]
    assert text_of(sentences(selection(record))) == record.clean.text.replace("\ud800", "\ufffd")


def test_what_is_hostile_is_cut_at_the_words_of_records() -> None:
    found = sentences(selection(hostile_record()))
    assert layer(found, "Content", 1)[0].split(" ") == ["that", "the", "🎈", "gua", "\0", "rd", "|", "bur", "\\", "ned", "#", "twelve", "=", "barns", "and", "“", "fled", "north", "”"]  # fmt: skip
    assert layer(found, "Content", 2) == ["it", "I - 2"]
    assert layer(found, "Trigger", 1) == ["bur \\ ned"]
    assert all(
        len(line.split("\t")) == 10
        for line in written(selection(hostile_record())).split("\n")
        if line and line[0] != "#"
    )


@given(st.text(), st.lists(st.integers(0, 50), max_size=4))
def test_words_cover_a_text_but_for_white_space(text: str, cuts: list[int]) -> None:
    tokens = tokenise(text, cuts)
    assert "".join(text[one.start : one.end] for one in tokens) == "".join(text.split())
    assert [one.next for one in tokens] == [one.start for one in tokens[1:]] + [len(text)] * bool(tokens)
    assert not [cut for cut in cuts for one in tokens if one.start < cut < one.end]


def test_a_document_without_words_is_left_out_and_the_same_is_written_again() -> None:
    assert [one.metadata["newdoc id"] for one in sentences() if "newdoc id" in one.metadata] == [
        one.document.id for one in records()[:2]
    ]
    assert written() == written()


def test_what_people_rejected_is_left_out_and_what_they_amended_stands() -> None:
    for words in (written(judged()), json.dumps(docs(Path(), judged())[0].user_data["onrecord"])):
        assert "deny" not in words
        assert "ask" in words
        assert "an editor" not in words


def test_conll_loses_what_it_says() -> None:
    words = written(selection(make_record()))
    assert not [
        one for one in ("harbour warden", "a mark is never closed", "cue-said", "a test", "2026-05-03") if one in words
    ]
    assert layer(sentences(selection(make_record())), "name", 1) == []
    assert len(format_named("conll").losses) == 7


# --- spaCy ------------------------------------------------------------------------------------------


def docs(folder: Path, chosen: ObjectSelection | None = None) -> list[Doc]:
    path = folder / "corpus.spacy"
    try:
        export(chosen or selection(), form="docbin", out=path)
        return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    finally:
        path.unlink()


def test_a_docbin_has_names_spans_and_records(tmp_path: Path) -> None:
    (doc,) = docs(tmp_path, selection(make_record()))
    assert doc.text == make_record().clean.text
    assert [(one.text, one.label_) for one in doc.ents] == [
        ("The Pelmark navy", "ARMED_GROUP"),
        ("Ona Brekke", "PERSON"),
        ("Brekke", "PERSON"),
    ]
    assert [one.text for one in doc.spans["sources"]] == ["Ona Brekke", "She", "an aide to Brekke", "The navy"]
    assert [(one.text, one.label_) for one in doc.spans["triggers"]] == [("closed", "COERCE"), ("ramming", "ASSAULT")]
    assert {name: len(spans) for name, spans in doc.spans.items()} == {
        "entities": 5, "sources": 4, "cues": 4, "contents": 4, "addressees": 1, "media": 0, "targets": 1, "triggers": 2, "actors": 2,
        "recipients": 2, "dates": 1, "places": 1,
    }  # fmt: skip
    found = doc.user_data["onrecord"]
    assert [one.id_ for one in doc.spans["contents"]] == [one["id"] for one in found["statements"]]
    assert [one["status"] for one in found["events"]] == ["actual", "alleged"]


def test_hostile_texts_keep_their_length_and_exact_places(tmp_path: Path) -> None:
    doc = docs(tmp_path)[1]
    assert doc.text == HOSTILE.replace("\ud800", "\ufffd")
    (start, end), *_ = doc.user_data["onrecord"]["statements"][0]["content"]["spans"]
    assert doc.text[start:end].startswith("that the 🎈")
    trigger = doc.user_data["onrecord"]["events"][0]["trigger"]
    assert doc.text[slice(*trigger["span"])] == trigger["text"] == "bur\\ned"
    assert "bur\\ned" in doc.spans["triggers"][0].text


def test_documents_without_words_are_in_it_and_the_same_is_written_again(tmp_path: Path) -> None:
    assert [len(doc.text) for doc in docs(tmp_path)][2:] == [0, 3]
    for name in "ab":
        export(selection(), form="docbin", out=tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.thorough
def test_a_docbin_is_what_spacy_itself_would_write(tmp_path: Path) -> None:
    """Also of many documents, of none and of ones without a word; the columns of the file are read by spaCy alone."""
    for number, count in enumerate((0, 1, 20, 300)):
        made = [
            *records(),
            *(make_record(f"Page {one}.\nOna Brekke said so.", name=f"{one}.txt") for one in range(count)),
        ]
        chosen = selection(*(made if count else [])) if count else ObjectSelection([])
        export(chosen, form="docbin", out=tmp_path / f"{number}.spacy")
        spacys_own = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
        language = spacy.blank("en")
        for bundle in put_right(chosen):
            spacys_own.add(fill_doc(make_doc(language, encodable(bundle.document["text"])), bundle))
        packed = (tmp_path / f"{number}.spacy").read_bytes()
        assert zlib.decompress(packed) == zlib.decompress(spacys_own.to_bytes())
        assert len(DocBin().from_bytes(packed)) == len(spacys_own)


@pytest.mark.thorough
def test_a_docbin_needs_no_more_memory_for_more_documents(tmp_path: Path) -> None:
    """What is held at the largest, of as many documents again."""
    objects = [
        list(selection(make_record("Ona Brekke said so. " * 200, name=f"{one}.txt")).objects()) for one in range(8)
    ]
    highest = []
    for count in (40, 200):
        export(Repeated(objects, 8), form="docbin", out=tmp_path / "warm.spacy")
        tracemalloc.start()
        export(Repeated(objects, count), form="docbin", out=tmp_path / "corpus.spacy")
        highest.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert highest[1] < 1.3 * highest[0], highest


class Repeated(ObjectSelection):
    """The same few documents again and again."""

    def __init__(self, objects: list[list[dict[str, Any]]], count: int) -> None:
        super().__init__(())
        self._groups, self._times = objects, count

    def bundles(self) -> Iterator[Bundle]:
        for number in range(self._times):
            yield from group_objects(self._groups[number % len(self._groups)])


def test_a_docbin_too_large_for_its_form_is_refused_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bins, "MOST", 1 << 15)
    with pytest.raises(OnrecordError, match="export it in parts"):
        export(selection(make_record("Ona Brekke said so. " * 2000)), form="docbin", out=tmp_path / "corpus.spacy")
    assert list(tmp_path.iterdir()) == []


def test_a_docbin_loses_what_it_says(tmp_path: Path) -> None:
    (doc,) = docs(tmp_path, selection(make_record()))
    words = json.dumps(doc.user_data["onrecord"])
    assert "a mark is never closed" not in words
    assert "edits" not in doc.user_data["onrecord"]["document"]
    assert len(format_named("docbin").losses) == 5
