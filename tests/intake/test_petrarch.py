"""PETRARCH's XML input."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.cli import onrecord
from onrecord.coder import read_xml_items
from onrecord.errors import InputError
from onrecord.intake import IntakeOptions, read_documents
from onrecord.model import Document, Issue

XML = """<?xml version="1.0"?>
<!DOCTYPE Sentences [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<Sentences>
<Sentence date = "20260302" id = "WIRE0302_1" source = "WIRE" sentence = "True"><Text>
Police in Kenya arrested four men on
Monday.
</Text><Parse>(ROOT (S (NP Police)))</Parse></Sentence>
<Sentence date="20260302" id="WIRE0302_2" source="WIRE" sentence="True"><Text>Uganda &secret; threatened Kenya.</Text></Sentence>
<Sentence date="soon" id="AFP9" source="AFP" sentence="False"><Text>A whole story. It has two sentences.</Text></Sentence>
<Sentence date="20260303" id="WIRE0303_1" source="WIRE" sentence="True"><Text> </Text></Sentence>
</Sentences>
"""


def found(path: Path) -> tuple[list[Document], list[Issue]]:
    items = list(read_documents([str(path)], options=IntakeOptions()))
    return [one for one in items if isinstance(one, Document)], [one for one in items if isinstance(one, Issue)]


def test_the_sentences_of_a_story_are_one_document(tmp_path: Path) -> None:
    path = tmp_path / "input.xml"
    path.write_text(XML, encoding="utf-8")
    documents, issues = found(path)
    assert [(one.outlet, one.published) for one in documents] == [("WIRE", "2026-03-02"), ("AFP", None)]
    assert documents[0].raw.startswith("Police in Kenya arrested four men on Monday. Uganda")
    assert "ROOT" not in documents[0].raw
    assert {one.code for one in issues} == {"bad-date", "empty"}
    assert all("input.xml" in one.message and "line" in one.message for one in issues)


def test_nothing_that_a_file_refers_to_is_read(tmp_path: Path) -> None:
    path = tmp_path / "input.xml"
    path.write_text(XML, encoding="utf-8")
    host = Path("/etc/hostname")
    if host.exists() and (name := host.read_text(encoding="utf-8").strip()):
        assert all(name not in one.raw for one in found(path)[0])


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "input.xml"
    path.write_text(XML[: XML.index("Uganda")], encoding="utf-8")
    documents, _ = found(path)
    assert "arrested four men" in documents[0].raw


def test_no_words_of_a_sentence_are_left_out(tmp_path: Path) -> None:
    """What it refers to stays as it is written, and what stands in marks of its own is read."""
    path = tmp_path / "input.xml"
    path.write_text(XML.replace("four men", "<b>four</b> men"), encoding="utf-8")
    documents, issues = found(path)
    assert documents[0].raw == "Police in Kenya arrested four men on Monday. Uganda &secret; threatened Kenya."
    assert {one.code for one in issues} == {"bad-date", "empty"}


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [("four men", "four & more men", 5), ("</Sentences>", "</Sentences><Sentences/>", 11), ("four men", "four \x0b men", 5)],
)  # fmt: skip
def test_markup_that_is_not_sound_is_named(tmp_path: Path, good: str, bad: str, line: int) -> None:
    path = tmp_path / "input.xml"
    path.write_text(XML.replace(good, bad), encoding="utf-8")
    (broken,) = (one for one in found(path)[1] if one.code == "broken-row")
    assert f"input.xml: the markup is not sound at line {line}" in broken.message
    errors = [one for one in read_xml_items(path.read_bytes(), "input.xml") if isinstance(one, InputError)]
    assert "not sound" in str(errors[-1])


def test_entities_do_not_grow(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom" * 10}">' for n in range(12))
    path = tmp_path / "input.xml"
    path.write_text(
        f"<!DOCTYPE x [{bomb}]><Sentences><Sentence id='a_1' date='20260302'><Text>Police arrested &e11; men.</Text></Sentence></Sentences>",
        encoding="utf-8",
    )
    documents, _ = found(path)
    assert all(len(one.raw) < 1_000 for one in documents)


def test_each_sentence_is_coded_alone(tmp_path: Path) -> None:
    from click.testing import CliRunner

    items = list(read_xml_items(XML.encode(), "input.xml"))
    assert [one.id for one in items if not isinstance(one, InputError)] == ["WIRE0302_1", "WIRE0302_2", "AFP9"]
    path = tmp_path / "input.xml"
    path.write_text(XML, encoding="utf-8")
    done = CliRunner().invoke(onrecord, ["code", str(path), "--ontology", "cameo"])
    assert done.exit_code == 0
    assert "20260302\tKENCOP\t" in done.stdout
    assert "WIRE0303_1 has no text" in done.stderr
