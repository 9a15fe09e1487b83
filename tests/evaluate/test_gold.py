"""Gold of a user's own, and exports read back as gold."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import InputError, UsageError
from onrecord.evaluate import polnear, report_gold
from onrecord.evaluate.brat import read_brat
from onrecord.evaluate.conll import read_conll
from onrecord.evaluate.gold import Marked, MarkedEvent, MarkedStatement, Score, letters, measure, pair_events
from onrecord.evaluate.labels import Labels, parse_map
from onrecord.evaluate.readings import found_in
from onrecord.evaluate.webannotation import read_webannotation
from onrecord.model import Record, Story
from onrecord.publish import export
from onrecord.serialize import from_object, to_object
from onrecord.store import Store
from tests.builders import make_record
from tests.cli.command import run
from tests.training import hostile_record, objects, selection

Read = Callable[..., Iterator[Marked]]
TEXT = "Ada Lund said the army shelled Orvik. “It is a lie,” the army said."
READERS: dict[str, tuple[Read, str]] = {
    "brat": (read_brat, ""), "conll": (read_conll, "gold.conllu"), "webannotation": (read_webannotation, "gold.jsonld"),
}  # fmt: skip
SURROGATE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def exported(form: str, folder: Path, *records: Record) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / READERS[form][1]
    export(selection(*records), form=form, out=path)
    return path


def read(form: str, path: Path, mapped: str = "") -> list[Marked]:
    return list(READERS[form][0](path, Labels(parse_map(mapped))))


def found(record: Record) -> Marked:
    text = record.clean.text.translate(SURROGATE)
    return found_in(text[:9], text, objects(record))


def encoded(story: Story) -> Story:
    return from_object(json.loads(json.dumps(to_object(story), ensure_ascii=False).translate(SURROGATE)))  # type: ignore[no-any-return]


def words(one: Marked, places: frozenset[int]) -> str:
    return "".join(one.text[place] for place in sorted(places))


def said(one: Marked) -> list[tuple[str, ...]]:
    return [
        (*(words(one, part) for part in (it.parts.source, it.parts.cue, it.parts.content)), str(it.act))
        for it in one.statements
    ]


def done(one: Marked) -> list[tuple[str, str, list[str], list[str], str | None]]:
    return [
        (it.event_type, words(one, it.trigger), *(sorted(words(one, who) for who in party) for party in (it.actors, it.recipients)), it.status)
        for it in one.events
    ]  # fmt: skip


# --- what is exported -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("record", [make_record(), hostile_record()], ids=["plain", "hostile"])
def test_what_is_exported_is_read_back_as_it_was(form: str, record: Record, tmp_path: Path) -> None:
    (gold,) = read(form, exported(form, tmp_path, record))
    wanted = found(record)
    assert gold.text == wanted.text
    assert sorted(gold.statements, key=repr) == sorted(wanted.statements, key=repr)
    assert sorted(gold.events, key=repr) == sorted(wanted.events, key=repr)
    assert set(gold.names) == set(wanted.names)
    assert gold.given is not None
    assert gold.given.is_of(gold.text)
    assert gold.given.document.id == record.document.id
    assert gold.given.stories == tuple(map(encoded, record.stories))


@pytest.mark.parametrize("form", READERS)
def test_what_is_exported_has_all_points_against_itself(form: str, tmp_path: Path) -> None:
    (gold,) = read(form, exported(form, tmp_path, make_record()))
    figures = measure([(gold, found(make_record()))]).figures()
    assert set(figures.values()) == {100.0}
    assert {name.partition(":")[0] for name in figures} == {"statements", "events", "names"}
    assert any("inside statements" in name for name in figures)


@pytest.mark.parametrize("form", [*READERS, "polnear"])
def test_stored_documents_have_all_points_against_their_export(form: str, tmp_path: Path) -> None:
    db = str(tmp_path / "a.db")
    with Store(db) as store:
        store.add(make_record(), version="1")
        path = tmp_path / "out" / READERS.get(form, (None, ""))[1]
        path.parent.mkdir(exist_ok=True)
        with store.selection() as chosen:
            export(chosen, form=form, out=path)
    shown = run("evaluate", form, str(path), "--db", db)
    assert (shown.returncode, shown.stderr) == (0, "")
    figures = [
        line.split()
        for line in shown.stdout.splitlines()
        if line.startswith("  ") and "." in line[:8] and "(" not in line
    ]
    assert len(figures) > 8
    assert {figure[0] for figure in figures} == {"100.0"}


@pytest.mark.parametrize("form", [*READERS, "polnear"])
def test_what_was_read_is_read_again_as_it_was(form: str, tmp_path: Path) -> None:
    """A page with furniture and two stories: the lines and stories that it had go with its export."""
    page = "Home | News | Weather\nShells hit Orvik\n4 March 2026\nAda Lund said the army shelled Orvik on Tuesday.\nShare this\n\nStrike ends\n" \
           "The dockers ended their strike on Monday, the union said.\n"  # fmt: skip
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    db = str(tmp_path / "a.db")
    assert run("read", str(tmp_path / "page.txt"), "--db", db, "--quiet").returncode == 0
    path = tmp_path / "out" / READERS.get(form, (None, ""))[1]
    path.parent.mkdir(exist_ok=True)
    assert run("export", "--db", db, "--as", form, "--out", str(path)).stderr == ""
    shown = run("evaluate", form, str(path))
    assert shown.returncode == 0
    figures = [
        line.split()[0]
        for line in shown.stdout.splitlines()
        if line.startswith("  ") and "." in line[:8] and "(" not in line
    ]
    assert set(figures) == {"100.0"}


TEXTS = st.text(
    st.characters(exclude_characters="\r") | st.sampled_from(" \t\n|\\_=#,.\u2028\x85"), min_size=1, max_size=60
)
"""Any text; what stands for a surrogate is made by the tests above."""


@given(TEXTS.filter(lambda text: any(char.isalnum() for char in next((line for line in text.split("\n") if line), ""))))
def test_any_text_comes_back(text: str) -> None:
    record = make_record(text.translate(SURROGATE))
    wanted = found(record)
    for form in READERS:
        with tempfile.TemporaryDirectory() as folder:
            (gold,) = read(form, exported(form, Path(folder), record))
        assert gold.text == wanted.text
        assert gold.statements == wanted.statements


def test_polnear_takes_what_is_exported_in_its_layout(tmp_path: Path) -> None:
    export(selection(make_record(), hostile_record()), form="polnear", out=tmp_path)
    articles = {article.given.document.id: article for article in polnear.read_articles(tmp_path) if article.given}
    for record in (make_record(), hostile_record()):
        article, wanted = articles[record.document.id], found(record)
        assert article.text == wanted.text
        bare = [tuple(frozenset(n for n in part if article.text[n].isalnum()) for part in (one.parts.source, one.parts.cue, one.parts.content)) for one in wanted.statements if not one.is_nested]  # fmt: skip
        assert [(one.source, one.cue, one.content) for one in article.gold] == bare


# --- a user's own: brat -----------------------------------------------------------------------------


def brat(folder: Path, annotations: str, text: str = TEXT) -> Path:
    (folder / "one.txt").write_bytes(text.encode("utf-8"))
    (folder / "one.ann").write_bytes(annotations.encode("utf-8"))
    return folder


def bound(number: int, kind: str, *pieces: str, text: str = TEXT) -> str:
    spans = [(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]
    return f"T{number}\t{kind} {';'.join(f'{start} {end}' for start, end in spans)}\t{' '.join(pieces)}\n"


def test_events_of_brat_are_statements_and_deeds(tmp_path: Path) -> None:
    lines = (
        bound(1, "SPEAKER", "Ada Lund") + bound(2, "Reporting", "said") + bound(3, "quote", "the army shelled Orvik")
    )
    lines += bound(4, "Assault", "shelled") + bound(5, "Agent", "the army") + bound(6, "victim", "Orvik")
    lines += "E1\tReporting:T2 Speaker:T1 Cue:T2 Content:T3\nA1\tAct E1 State\n"
    lines += "E2\tAssault:T4 Agent:T5 Target:T6\nA2\tStatus E2 reported\n#1\tAnnotatorNotes E2\tsure?\n"
    (gold,) = read("brat", brat(tmp_path, lines))
    assert said(gold) == [("AdaLund", "said", "thearmyshelledOrvik", "state")]
    assert done(gold) == [("ASSAULT", "shelled", ["army"], ["Orvik"], "reported")]


def test_relations_tie_statements_together(tmp_path: Path) -> None:
    lines = bound(1, "Source", "Ada Lund") + bound(2, "Cue", "said") + bound(3, "Content", "the army", "Orvik")
    lines += (
        "R1\tSourceOf Arg1:T1 Arg2:T2\nR2\tContentOf Arg1:T3 Arg2:T2\n"
        + bound(4, "PER", "Ada Lund")
        + bound(5, "GPE", "Orvik")
    )
    (gold,) = read("brat", brat(tmp_path, lines))
    assert said(gold) == [("AdaLund", "said", "thearmyOrvik", "None")]
    assert {(words(gold, one.words), one.kinds) for one in gold.names} == {
        ("AdaLund", frozenset({"person"})), ("Orvik", frozenset({"country", "place", "government"})),
    }  # fmt: skip


def test_a_map_says_what_labels_mean(tmp_path: Path) -> None:
    lines = bound(1, "Mouth", "Ada Lund") + bound(2, "Bang", "shelled") + bound(3, "Content", "the army shelled Orvik")
    lines += "E1\tSays:T1 Mouth:T1 Content:T3\nE2\tBang:T2\n"
    path = brat(tmp_path, lines)
    (gold,) = read("brat", path, "Mouth=source,bang=assault")
    assert said(gold) == [("AdaLund", "", "thearmyshelledOrvik", "None")]
    assert [event.event_type for event in gold.events] == ["ASSAULT"]
    labels = Labels()
    list(read_brat(path, labels))
    assert labels.unknown["Bang"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("T1\tSource 0 8\tAda Lynd", "one.ann:2: T1: the text has 'Ada Lund' at 0 8"),
        ("T1\tSource 0 800\tAda", "one.ann:2: T1: 0 to 800 is not inside a text of"),
        ("T1\tSource 8 8\t", "one.ann:2: T1: 8 to 8"),
        ("T1 Source 0 8 Ada Lund", "one.ann:2: no annotation of brat"),
        ("T1\tSource\tAda Lund", "one.ann:2: T1 has no TYPE START END"),
        ("T9\tCue 9 13\tsaid", "one.ann:2: T9 is there twice"),
        ("E1\tStatement", "one.ann:2: 'Statement' is no ROLE:ID"),
        ("E1\t", "one.ann:2: "),
        ("A1\t", "one.ann:2: "),
        ("E1\tStatement:T4", "one.ann: Statement has T4, which is not there"),
        ("Q1\tStatement:T9", "one.ann:2: Q1 is no kind of annotation"),
    ],
)
def test_brat_that_is_none_is_an_error_of_one_line(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        read("brat", brat(tmp_path, f"T9\tCue 9 13\tsaid\n{line}\n"))
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_places_of_brat_count_characters_and_no_line_end_is_changed(tmp_path: Path) -> None:
    text = "𝔄da\r\nsaid it."
    (gold,) = read(
        "brat", brat(tmp_path, "T1\tCue 5 9\tsaid\nT2\tContent 10 12\tit\r\nE1\tStatement:T1 Cue:T1 Content:T2\n", text)
    )
    assert said(gold) == [("", "said", "it", "None")]


# --- a user's own: CoNLL ----------------------------------------------------------------------------


def conll(folder: Path, lines: str, name: str = "gold.conll") -> Path:
    (folder / name).write_bytes(lines.encode("utf-8"))
    return folder / name


def test_plain_columns_have_names_and_parts_of_statements(tmp_path: Path) -> None:
    lines = "-DOCSTART- -X- O O\n\nAda NNP B-PER\nLund NNP I-PER\nsaid VBD B-CUE\nit PRP B-CONTENT\nburned VBD I-CONTENT\n. . O\n\nOrvik X I-LOC\n"
    (gold,) = read("conll", conll(tmp_path, lines))
    assert gold.text.strip() == "Ada Lund said it burned.\nOrvik"
    assert said(gold) == [("", "said", "itburned", "None")]
    assert [(words(gold, one.words), sorted(one.kinds)) for one in gold.names] == [
        ("AdaLund", ["person"]),
        ("Orvik", ["country", "place"]),
    ]


def test_parts_without_numbers_go_with_the_nearest_cue_of_their_sentence(tmp_path: Path) -> None:
    lines = "Ada\tB-SOURCE\nsaid\tB-CUE\nyes\tB-CONTENT\nand\tO\nEmil\tB-SOURCE\nsaid\tB-CUE\nno\tB-CONTENT\n\n"
    (gold,) = read("conll", conll(tmp_path, lines))
    assert said(gold) == [("Ada", "said", "yes", "None"), ("Emil", "said", "no", "None")]


def test_conllu_of_others_with_words_that_are_written_as_one(tmp_path: Path) -> None:
    lines = (
        "# newdoc id = a\n# newpar\n1\tShe\t_\t_\t_\t_\t_\t_\t_\tSource=B-1\n2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdid\t_\t_\t_\t_\t_\t_\t_\tCue=B-1\n"
        "3\tn't\t_\t_\t_\t_\t_\t_\t_\tCue=I-1\n3.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n4\tsay\t_\t_\t_\t_\t_\t_\t_\tCue=I-1\n5\tso\t_\t_\t_\t_\t_\t_\t_\tContent=B-1|SpaceAfter=No\n"
        "6\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n# newpar\n1\tOrvik\t_\t_\t_\t_\t_\t_\t_\tname=B-GPE\n\n"
    )  # fmt: skip
    (gold,) = read("conll", conll(tmp_path, lines, "gold.conllu"))
    assert gold.text.strip() == "She didn't say so.\nOrvik"
    assert said(gold) == [("She", "didntsay", "so", "None")]


def test_a_column_that_counts_words_is_no_word(tmp_path: Path) -> None:
    path = conll(tmp_path, "1\tAda\tB-PER\n2\tLund\tI-PER\n3\tleft\tO\n\n1\tWhy\tO\n")
    (gold,) = read("conll", path)
    assert gold.text.split() == ["Ada", "Lund", "left", "Why"]
    (gold,) = read("conll", conll(tmp_path, "1\tCD\tO\nMay\tNNP\tO\n"))
    assert gold.text.split() == ["1", "May"]


def test_columns_of_conllu_plus_are_layers(tmp_path: Path) -> None:
    lines = "# global.columns = ID FORM MINE:EVENT MINE:ACTOR\n1\tRebels\t_\tB\n2\tshelled\tB-ASSAULT\t_\n3\tOrvik\t_\t_\n\n"
    (gold,) = read("conll", conll(tmp_path, lines, "gold.conllup"))
    assert done(gold) == [("ASSAULT", "shelled", ["Rebels"], [], None)]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n2\tb\t_\n", "gold.conll:2: 3 columns, not 10"),
        ("a O\nb\n", "gold.conll:2: one column only"),
        ("a O\nb PER\n", "gold.conll:2: 'PER' is no tag"),
        ("# onrecord = {}\na O\n", "gold.conll:1: not what onrecord export wrote"),
        ("# global.columns = ID\n1\n", "gold.conll:2: no column FORM"),
        ("\n\n", "no words in columns"),
    ],
)
def test_conll_that_is_none_is_an_error_of_one_line(tmp_path: Path, lines: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        read("conll", conll(tmp_path, lines))
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


# --- a user's own: Web Annotations ------------------------------------------------------------------


def annotation(name: str, tag: str, exact: str, **given: Any) -> dict[str, Any]:
    start = TEXT.index(exact) + given.get("shift", 0)
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": f"#{name}", "type": "Annotation",
        "body": [{"type": "TextualBody", "value": "a remark", "purpose": "commenting"}, {"type": "TextualBody", "value": tag, "purpose": "tagging"}],
        "target": {"source": "https://post.example/texts/one.html", "selector": [
            {"type": "TextQuoteSelector", "exact": exact}, {"type": "TextPositionSelector", "start": start, "end": start + len(exact)},
        ]},
    }  # fmt: skip


def notes(folder: Path, *found: Any, name: str = "gold.jsonl") -> Path:
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    lines = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in found)
    (folder / name).write_text(lines, encoding="utf-8")
    return folder / name


def test_annotations_of_others_are_tied_by_annotations_of_them(tmp_path: Path) -> None:
    tie = {"id": "#t", "type": "Annotation", "motivation": "linking", "target": [{"id": "#a"}, {"id": "#b"}]}
    path = notes(
        tmp_path, annotation("a", "Speaker", "Ada Lund"), annotation("b", "content", "the army shelled Orvik"), tie,
        annotation("c", "ASSAULT", "shelled"), annotation("d", "PER", "Ada Lund"),
    )  # fmt: skip
    (gold,) = read("webannotation", path)
    assert said(gold) == [("AdaLund", "", "thearmyshelledOrvik", "None")]
    assert [event.event_type for event in gold.events] == ["ASSAULT"]
    assert [words(gold, name.words) for name in gold.names] == ["AdaLund"]


def test_a_quotation_counts_where_a_position_is_of_other_units(tmp_path: Path) -> None:
    (gold,) = read("webannotation", notes(tmp_path, annotation("a", "person", "Ada Lund", shift=2)))
    assert [words(gold, name.words) for name in gold.names] == ["AdaLund"]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ("{", "gold.jsonl:1:1: no JSON"),
        ("[]", "gold.jsonl:1: no annotation"),
        ({"type": "Annotation"}, "gold.jsonl:1: no annotation that can be understood ('target')"),
        (annotation("a", "person", "said", shift=1), "gold.jsonl:1: 'said' is more than once in the text"),
        (
            {"target": {"source": "two.txt", "selector": {"type": "TextPositionSelector", "start": 0, "end": 3}}},
            "no text for two.txt",
        ),
        (
            {"target": {"source": "one", "selector": {"type": "TextPositionSelector", "start": 0, "end": 300}}},
            "gold.jsonl:1: 0 to 300 is not",
        ),
        (
            {"target": {"source": "one", "selector": {"type": "XPathSelector"}}},
            "gold.jsonl:1: no TextPositionSelector and no",
        ),
    ],
)
def test_annotations_that_are_none_are_an_error_of_one_line(tmp_path: Path, one: Any, why: str) -> None:
    with pytest.raises(InputError) as caught:
        read("webannotation", notes(tmp_path, one))
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


# --- files and the command --------------------------------------------------------------------------


def quoting(text: str, folder: Path, *found: Any) -> Marked:
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "a.json").write_text(json.dumps(found), encoding="utf-8")
    (gold,) = read("webannotation", folder)
    return gold


def quoted(exact: str, tag: str = "person", **more: Any) -> dict[str, Any]:
    return {
        "type": "Annotation",
        "body": {"type": "TextualBody", "purpose": "tagging", "value": tag},
        "target": {"source": "a.txt", "selector": {"type": "TextQuoteSelector", "exact": exact, **more}},
    }


@pytest.mark.parametrize(
    ("selector", "place"),
    [
        ({"exact": "Lund", "prefix": "met ", "suffix": " again"}, 12),
        ({"exact": "Lund", "prefix": "an advertisement. Berg\nmet\u00a0"}, 12),
        ({"exact": "Lund", "suffix": " left\nin anger, and what the page has besides"}, 31),
        ({"exact": "Berg met Lund", "suffix": " ag"}, 3),
    ],
)
def test_a_quotation_is_found_by_what_stands_around_it(tmp_path: Path, selector: dict[str, Any], place: int) -> None:
    """A page that was annotated has other white space and other neighbours than its text."""
    gold = quoting("As Berg met Lund again, he saw Lund left in anger.", tmp_path, quoted(**selector))
    assert min(gold.names[0].words) == place


def test_a_quotation_over_the_end_of_a_line(tmp_path: Path) -> None:
    gold = quoting("Ada\nLund left.", tmp_path, quoted("Ada Lund"))
    assert words(gold, gold.names[0].words) == "AdaLund"


@pytest.mark.parametrize("selector", [{"exact": "Lund"}, {"exact": "Lund", "prefix": "met "}, {"exact": "Berg"}])
def test_a_quotation_that_nothing_tells_apart_is_an_error(tmp_path: Path, selector: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="more than once|is not in the text"):
        quoting("He met Lund. She met Lund.", tmp_path, quoted(**selector))


@pytest.mark.parametrize(
    "one",
    [
        quoted("Ada Lund") | {"target": {"selector": [{"type": "TextQuoteSelector", "exact": "Ada Lund"}]}},
        quoted("Ada Lund") | {"body": "person"},
        {"rows": [{"tags": ["person"], "text": "a note", "target": [quoted("Ada Lund")["target"]]}], "total": 1},
        quoted("Ada Lund") | {"target": {"source": "a", "selector": {"type": "FragmentSelector", "value": "p3", "refinedBy": {"type": "TextQuoteSelector", "exact": "Ada Lund"}}}},
    ],
    ids=["no source", "a body of words", "Hypothesis", "a selector inside of another"],
)  # fmt: skip
def test_annotations_as_other_tools_write_them(tmp_path: Path, one: Any) -> None:
    gold = quoting("Ada Lund left.", tmp_path, one)
    assert [words(gold, name.words) for name in gold.names] == ["AdaLund"]


def test_a_note_on_words_that_are_not_there_does_no_harm_where_its_tag_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ada Lund left.", encoding="utf-8")
    found = [quoted("Ada Lund"), quoted("Buy now", "look at this"), quoted("Ada") | {"body": []}]
    (tmp_path / "a.json").write_text(json.dumps(found), encoding="utf-8")
    labels = Labels()
    (gold,) = read_webannotation(tmp_path, labels)
    assert len(gold.names) == 1
    assert labels.unknown == {"look at this": 1, "(no tag)": 1}


def test_an_archive_is_read_as_a_folder_is(tmp_path: Path) -> None:
    folder = exported("brat", tmp_path / "gold", make_record())
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"in/{path.name}")
    (packed,) = read("brat", tmp_path / "packed.zip")
    (plain,) = read("brat", folder)
    assert (packed.text, packed.statements, packed.given) == (plain.text, plain.statements, plain.given)


def test_what_is_not_there_or_not_in_utf_8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"a\nb\xff")
    (tmp_path / "one.ann").write_bytes(b"")
    for form in READERS:
        with pytest.raises(InputError, match="no such folder"):
            read(form, tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"one\.txt:2: not in UTF-8"):
        read("brat", tmp_path)
    (tmp_path / "bad.zip").write_bytes(b"PK")
    with pytest.raises(InputError, match="cannot be unpacked"):
        read("brat", tmp_path / "bad.zip")


@pytest.mark.parametrize("words", ["a", "=source", "a=nothing", "a=b=c"])
def test_a_map_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="--map"):
        parse_map(words)


def test_a_text_that_is_not_stored_is_named(tmp_path: Path) -> None:
    with Store(str(tmp_path / "a.db")) as store:
        store.add(make_record(), version="1")
    path = brat(tmp_path, bound(1, "PER", "Ada Lund"))
    shown = run("evaluate", "brat", str(path), "--db", str(tmp_path / "a.db"))
    assert shown.returncode == 1
    assert "none of its texts is in" in shown.stderr


def test_texts_are_read_anew_and_unknown_labels_are_named(tmp_path: Path) -> None:
    lines = (
        bound(1, "Source", "Ada Lund")
        + bound(2, "Cue", "said")
        + bound(3, "Content", "the army shelled Orvik")
        + bound(4, "Odd", "lie")
    )
    path = brat(tmp_path, lines + "E1\tStatement:T2 Source:T1 Cue:T2 Content:T3\n")
    shown = list(report_gold("brat", path, whole=True))
    assert shown[0] == "1 texts"
    assert any(line.split()[:3] == ["100.0", "statements:", "content"] and line.endswith(" R") for line in shown)
    assert "Odd (1)" in shown[-1]


# --- scoring ----------------------------------------------------------------------------------------


def test_a_wrong_value_costs_its_figure_alone() -> None:
    whole = found(make_record())
    first = whole.statements[0]
    other = Marked(whole.name, whole.text, (MarkedStatement(first.parts, "deny", "denies", first.is_nested), *whole.statements[1:]), whole.events, whole.names)  # fmt: skip
    figures = measure([(whole, other)]).figures()
    below = {name for name, value in figures.items() if value < 100}
    assert below == {
        "statements: act, of those with content and source right",
        "statements: polarity, of those with content and source right",
    }


def test_what_the_gold_does_not_have_is_not_measured() -> None:
    whole = found(make_record())
    bare = Marked(whole.name, whole.text, names=whole.names)
    assert all(name.startswith("names") for name in measure([(bare, whole)]).figures())
    assert Score().figures() == {}
    outer = Marked(whole.name, whole.text, tuple(one for one in whole.statements if not one.is_nested))
    figures = measure([(outer, whole)]).figures()
    assert figures["statements: relation P"] == 100


def test_events_are_paired_by_type_and_words() -> None:
    def event(kind: str, *places: int) -> MarkedEvent:
        return MarkedEvent(kind, frozenset(places), frozenset(), frozenset())

    wanted = [event("ASSAULT", 1, 2), event("COERCE", 1, 2), event("AID", 9)]
    given = [event("COERCE", 2), event("ASSAULT", 1, 2), event("AID", 5)]
    assert sorted(pair_events(wanted, given)) == [(0, 1), (1, 0)]


def test_words_without_letters_are_compared_by_their_marks() -> None:
    assert letters("“a” :", [(4, 5)]) == {4}
    assert letters("“a” :", [(0, 3)]) == {1}


def test_an_archive_of_annotation_is_unpacked_within_bounds(tmp_path: Path) -> None:
    from onrecord.evaluate.files import read_files

    with zipfile.ZipFile(tmp_path / "gold.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ann", b"0" * 50_000_000)
    with pytest.raises(InputError, match=r"gold\.zip: expands past its bound"):
        list(read_files(tmp_path / "gold.zip", (".ann",)))


@pytest.mark.parametrize("depth", [990, 100_000])
def test_json_that_nests_without_end_is_an_error_of_one_line(tmp_path: Path, depth: int) -> None:
    from onrecord.evaluate.files import read_given_documents
    from onrecord.publish.formats.tables.reading import read_lines

    line = '{"type": "story", "id": ' + "[" * depth + "]" * depth + "}"
    with pytest.raises(InputError, match="x:1: not"):
        list(read_lines([line.encode()], "x"))
    (tmp_path / "documents.jsonl").write_text(line + "\n")
    with pytest.raises(InputError, match="jsonl:1: not"):
        read_given_documents(tmp_path)
