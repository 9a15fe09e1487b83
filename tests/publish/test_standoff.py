"""brat's standoff and the layout of PolNeAR, read as brat reads them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from onrecord.publish import ObjectSelection, export, format_named
from tests.builders import make_record
from tests.training import HOSTILE, hostile_record, judged, selection

LINE_ENDS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"


class Brat:
    """One `.ann` file under brat's own rules (its `annotation.py`): anything else is an error."""

    def __init__(self, folder: Path, name: str) -> None:
        self.text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
        self.bounds: dict[str, tuple[str, str]] = {}
        self.events: dict[str, tuple[str, dict[str, str]]] = {}
        self.attributes: list[tuple[str, str, str]] = []
        self.relations: list[tuple[str, str, str]] = []
        self.notes: dict[str, str] = {}
        self.equal: list[list[str]] = []
        seen: set[str] = set()
        data = (folder / f"{name}.ann").read_bytes().decode("utf-8")
        assert data == "".join(f"{line}\n" for line in data.splitlines())
        for line in data.splitlines():
            identity, rest = line.split("\t", 1)
            assert identity == "*" or identity not in seen
            seen.add(identity)
            getattr(self, {"T": "bound", "E": "event", "A": "attribute", "R": "relation", "#": "note", "*": "same"}[identity[0]])(identity, rest)  # fmt: skip
        known = self.bounds.keys() | self.events.keys()
        assert all(trigger in self.bounds for _, roles in self.events.values() for trigger in [roles[""]])
        assert {of for _, roles in self.events.values() for of in roles.values()} <= known
        assert {of for _, of, _ in self.attributes} | {end for _, *ends in self.relations for end in ends} <= known
        assert set(self.notes) | {name for group in self.equal for name in group} <= known

    def bound(self, identity: str, rest: str) -> None:
        data, words = rest.split("\t", 1)
        kind, places = data.split(" ", 1)
        spans = [tuple(map(int, piece.split(" "))) for piece in places.split(";")]
        assert all(0 <= start < end <= len(self.text) for start, end in spans)
        assert all(one[1] < other[0] for one, other in zip(spans, spans[1:], strict=False))
        pieces = [self.text[start:end] for start, end in spans]
        assert words == " ".join(pieces)
        assert words.strip()
        assert not set("".join(pieces)) & set(LINE_ENDS)
        self.bounds[identity] = (kind, words)

    def event(self, identity: str, rest: str) -> None:
        first, *others = rest.split(" ")
        kind, trigger = first.split(":")
        pairs = [pair.split(":") for pair in others]
        assert len({role for role, _ in pairs}) == len(pairs)
        self.events[identity] = (kind, {"": trigger, **dict(pairs)})

    def attribute(self, _: str, rest: str) -> None:
        kind, of, value = rest.split(" ")
        self.attributes.append((kind, of, value))

    def relation(self, _: str, rest: str) -> None:
        kind, one, other = rest.split(" ")
        self.relations.append((kind, one.removeprefix("Arg1:"), other.removeprefix("Arg2:")))

    def note(self, _: str, rest: str) -> None:
        data, words = rest.split("\t", 1)
        self.notes[data.split(" ")[1]] = words

    def same(self, _: str, rest: str) -> None:
        self.equal.append(rest.split(" ")[1:])

    def words(self, event: str, role: str) -> str:
        return self.bounds[self.events[event][1][role]][1]

    def said(self, content: str) -> str:
        return next(
            one for one in self.events if "Content" in self.events[one][1] and content in self.words(one, "Content")
        )


def brat(tmp_path: Path, chosen: ObjectSelection | None = None) -> list[Brat]:
    export(chosen or selection(), form="brat", out=tmp_path)
    return [Brat(tmp_path, path.stem) for path in sorted(tmp_path.glob("*.ann"))]


def test_who_said_what_and_how_stands_in_it(tmp_path: Path) -> None:
    (read,) = brat(tmp_path, selection(make_record()))
    denied = read.said("the claim")
    assert read.events[denied][0] == "Statement"
    assert (read.words(denied, "Source"), read.words(denied, "Cue")) == ("The navy", "denied")
    assert {("Act", denied, "deny"), ("Polarity", denied, "denies"), ("Certainty", denied, "certain")} <= set(
        read.attributes
    )
    assert ("SourceKind", read.said("She accused"), "unnamed") in read.attributes
    assert read.words(read.said("She accused"), "Addressee") == "reporters"


def test_an_alleged_event_says_so_and_who_carries_it(tmp_path: Path) -> None:
    (read,) = brat(tmp_path, selection(make_record()))
    rammed = next(one for one, (kind, _) in read.events.items() if kind == "ASSAULT")
    closed = next(one for one, (kind, _) in read.events.items() if kind == "COERCE")
    assert (read.words(rammed, ""), read.words(rammed, "Actor"), read.words(rammed, "Recipient")) == (
        "ramming",
        "the navy",
        "two boats",
    )
    assert {("Status", rammed, "alleged"), ("Status", closed, "actual"), ("Mode", closed, "restrict")} <= set(
        read.attributes
    )
    accused = next(one for one in read.events if "Target" in read.events[one][1])
    assert ("CarriedBy", rammed, accused) in read.relations
    assert ("Within", accused, read.said("She accused")) in read.relations
    assert read.words(closed, "Quantity") == "at least 40 boats"


def test_names_of_one_thing_are_equal_and_parties_mean_them(tmp_path: Path) -> None:
    (read,) = brat(tmp_path, selection(make_record()))
    groups = [sorted(read.bounds[name] for name in group) for group in read.equal]
    assert [("ArmedGroup", "The Pelmark navy"), ("ArmedGroup", "the navy")] in groups
    closed = next(one for one, (kind, _) in read.events.items() if kind == "COERCE")
    meant = [
        other for kind, one, other in read.relations if kind == "RefersTo" and one == read.events[closed][1]["Actor"]
    ]
    assert [read.bounds[name][1] for name in meant] == ["The Pelmark navy"]
    assert "harbour warden" in " ".join(read.notes.values())


def test_what_is_hostile_is_cut_where_lines_end_and_stays_at_its_place(tmp_path: Path) -> None:
    (read,) = brat(tmp_path, selection(hostile_record()))
    assert read.text == HOSTILE.replace("\ud800", "\ufffd")
    said = read.said("that the")
    assert read.words(said, "Source") == "𝔄da L\ufffdnd"
    assert read.words(said, "Content") == "that the 🎈 gua\0rd|bur\\ned # twelve = barns and “fled north”"
    assert read.words(read.said("it"), "Content") == "it I-2"


def test_every_type_is_declared(tmp_path: Path) -> None:
    read = brat(tmp_path)
    parts = re.split(r"\[(\w+)\]\n", (tmp_path / "annotation.conf").read_text(encoding="utf-8"))
    conf = {name: lines.split("\n") for name, lines in zip(parts[1::2], parts[2::2], strict=True)}
    events = {line.split("\t")[0]: line.split("\t")[1] for line in conf["events"] if line}
    attributes = {line.split("\t")[0]: line for line in conf["attributes"] if line}
    for one in read:
        assert {kind for kind, _ in one.bounds.values()} <= set(conf["entities"]) | events.keys()
        for kind, roles in one.events.values():
            assert {role.rstrip("0123456789") for role in roles if role} <= {
                arg.split("*:")[0] for arg in events[kind].split(", ")
            }
        assert {kind for kind, *_ in one.relations} | {"Equiv"} <= {line.split("\t")[0] for line in conf["relations"]}
        for kind, _, value in one.attributes:
            assert value in attributes[kind].partition("Value:")[2].split("|")


def test_documents_without_words_have_files_too_and_the_same_is_written_again(tmp_path: Path) -> None:
    assert len(brat(tmp_path / "a")) == 4
    brat(tmp_path / "b")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir())
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)
    known = [json.loads(line) for line in (tmp_path / "a" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {one["file"] for one in known} == {name[:-4] for name in files if name.endswith(".ann")}


def test_what_people_rejected_is_left_out_and_what_they_amended_stands(tmp_path: Path) -> None:
    (read,) = brat(tmp_path, judged())
    assert not [
        one
        for one, (_, roles) in read.events.items()
        if "Content" in roles and read.words(one, "Content") == "the claim"
    ]
    assert ("Act", read.said("Nobody asked"), "ask") in read.attributes
    assert "an editor" not in (tmp_path / "documents.jsonl").read_text(encoding="utf-8") + str(read.notes)


@pytest.mark.parametrize("words", ["a mark is never closed", "a test", "cue-said"])
def test_brat_loses_what_it_says(tmp_path: Path, words: str) -> None:
    """Issues, what an entity may be the same as, and origins."""
    brat(tmp_path, selection(make_record()))
    assert not [path for path in tmp_path.iterdir() if words in path.read_text(encoding="utf-8")]
    assert any("parts them into pieces" in loss for loss in format_named("brat").losses)


# --- PolNeAR ----------------------------------------------------------------------------------------


def polnear(tmp_path: Path, chosen: ObjectSelection | None = None) -> list[Brat]:
    export(chosen or selection(), form="polnear", out=tmp_path)
    read = []
    for path in sorted((tmp_path / "attributions").iterdir()):
        name = path.stem.rpartition("_")[0]
        (path.parent / f"{path.stem}.txt").write_bytes((tmp_path / "text" / f"{name}.txt").read_bytes())
        read.append(Brat(path.parent, path.stem))
    return read


def test_attributions_are_those_of_polnear_without_any_inside_another(tmp_path: Path) -> None:
    (read,) = polnear(tmp_path, selection(make_record()))
    assert {kind for kind, _ in read.bounds.values()} == {"Source", "Cue", "Content", "Attribution"}
    told = {read.words(one, "Source"): (read.words(one, "Cue"), read.words(one, "Content")) for one in read.events}
    assert told == {
        "Ona Brekke": ("said", "Nobody asked the fishermen"),
        "an aide to Brekke": ("told", "She accused the navy of ramming two boats"),
        "The navy": ("denied", "the claim"),
    }
    assert all(
        read.bounds[roles[""]] == ("Attribution", read.words(one, "Cue")) for one, (_, roles) in read.events.items()
    )


def test_a_statement_without_a_source_is_one_of_polnear_s_without_a_source(tmp_path: Path) -> None:
    (read,) = polnear(tmp_path, selection(make_record("Nobody knows.", name="other.txt")))
    assert [(kind, set(roles)) for kind, roles in read.events.values()] == [("Attribution-no-source", {"", "Content"})]


def test_metadata_is_read_as_polnear_reads_it(tmp_path: Path) -> None:
    """Its reader counts months from the date, and takes none outside of 2015 and 2016; numbers must be numbers, or empty."""
    polnear(tmp_path)
    with (tmp_path / "metadata.tsv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))
    assert len(rows) == 4
    for row in rows:
        assert row["publication_date"] == row["trump_count"] == row["clinton_count"] == ""
        folder = tmp_path / row["compartment"]
        assert (folder / "text" / f"{row['filename']}.txt").exists()
        assert (folder / "attributions" / f"{row['filename']}_{row['annotators']}.ann").exists()
    assert "The Sorvik “Post”" in {row["publisher"] for row in rows}


def test_polnear_loses_what_it_says(tmp_path: Path) -> None:
    polnear(tmp_path, selection(make_record()))
    (path,) = (tmp_path / "attributions").glob("*.ann")
    words = path.read_text(encoding="utf-8")
    assert not [word for word in ("denies", "ASSAULT", "ArmedGroup", "reporters", "at least 40 boats") if word in words]
    assert not (tmp_path / "corenlp").exists()
    assert len(format_named("polnear").losses) == 7
