"""What holds of every format in which a selection is written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli import onrecord
from onrecord.errors import OnrecordError, UsageError
from onrecord.publish import ObjectSelection, Shape, all_formats, export, format_named, is_there
from onrecord.publish.registry import needed
from onrecord.serialize import record_objects, to_json_line
from onrecord.store import Store
from tests.builders import make_record, many_records

NAMES = tuple(
    "jsonl csv parquet duckdb plover cameo gdelt ftm stix geojson graphml gexf timeline webannotation prov brat polnear conll docbin citations bibtex csljson dossier".split()
)
HOSTILE = "</script>]]>\x00\x0b\x1b[31m\u202e\u2028\ud800 =1+1\t{\\bf} & <b>'\"\U0001f98a"


PRESENT = tuple(name for name, found in all_formats().items() if is_there(found))
"""Formats whose libraries are installed."""


def hostile_objects() -> list[dict[str, Any]]:
    """A record whose names, titles and outlet hold whatever could break a format; its evidence stays as it is."""
    objects = [json.loads(to_json_line(found)) for found in record_objects(make_record())]
    for found in objects:
        if found["type"] == "document":
            found["outlet"] = found["title"] = HOSTILE
        if found["type"] == "entity":
            found["name"] = f"{found['name']} {HOSTILE}"
    return objects


def files(form: str, objects: list[dict[str, Any]], folder: Path) -> dict[str, bytes]:
    """Every file that a format writes of these objects, by its name."""
    shape = format_named(form).shape
    out = folder / (form if shape is Shape.FOLDER else f"{form}.{format_named(form).ending}")
    export(ObjectSelection(objects), form=form, out=out)
    found = sorted(one for one in out.rglob("*") if one.is_file()) if out.is_dir() else [out]
    return {str(one.relative_to(folder)): one.read_bytes() for one in found}


def test_the_formats_are_those_that_are_promised() -> None:
    assert set(all_formats()) == set(NAMES)


@pytest.mark.parametrize("form", PRESENT)
def test_whatever_the_words_a_format_is_written(form: str, tmp_path: Path) -> None:
    found = files(form, hostile_objects(), tmp_path)
    assert any(found.values())
    assert not [name for name in found if "/." in name or name.startswith(".")]


@pytest.mark.parametrize("form", [name for name in PRESENT if name != "duckdb"])  # its pages are numbered as they come
def test_the_same_selection_is_the_same_bytes(form: str, tmp_path: Path) -> None:
    objects = [found for record in many_records(3) for found in record_objects(record)]
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    assert files(form, objects, tmp_path / "one") == files(form, objects, tmp_path / "other")


@pytest.mark.parametrize("form", PRESENT)
def test_nothing_selected_is_a_file_all_the_same(form: str, tmp_path: Path) -> None:
    assert files(form, [], tmp_path)


@pytest.mark.parametrize("form", NAMES)
def test_a_format_says_what_it_loses(form: str) -> None:
    found = format_named(form)
    assert found.title
    assert "/" in found.media_type
    assert all(loss.endswith(".") and len(loss) < 250 for loss in found.losses)
    assert bool(found.losses) != (form in ("jsonl", "parquet", "duckdb"))


def test_a_failing_writer_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(selection: Any, out: Any) -> None:
        out.write("half")
        raise OnrecordError("stopped")

    monkeypatch.setitem(format_named("jsonl").writers, "jsonl", write)  # type: ignore[arg-type]
    out = tmp_path / "record.jsonl"
    out.write_text("before", encoding="utf-8")
    with pytest.raises(OnrecordError, match="stopped"):
        export(ObjectSelection([]), form="jsonl", out=out)
    assert out.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["record.jsonl"]


def test_where_a_format_cannot_go(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one file and this is a folder"):
        export(ObjectSelection([]), form="jsonl", out=tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="needs a folder"):
        export(ObjectSelection([]), form="csv", out=tmp_path / "file")
    with pytest.raises(OnrecordError, match="cannot be written"):
        export(ObjectSelection([]), form="jsonl", out=tmp_path / "no" / "such" / "folder.jsonl")
    with pytest.raises(UsageError, match="needs a folder"):
        export(ObjectSelection([]), form="parquet", out=io.StringIO())
    with pytest.raises(UsageError, match="no format 'xls'"):
        format_named("xls")


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[duckdb\]'"):
        needed("duckdb", "duckdb", "this")


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("formats") / "news.db")
    with Store(path) as store:
        for record in many_records(3):
            store.add(record, version="1")
    return path


def run(*arguments: str) -> Any:
    return CliRunner().invoke(onrecord, ["export", *arguments])


def test_the_command_lists_formats_with_their_losses() -> None:
    done = run("--formats")
    assert done.exit_code == 0
    assert all(name in done.stdout for name in NAMES)
    assert "nothing is lost" in done.stdout


@pytest.mark.parametrize("form", PRESENT)
def test_the_command_writes_every_format(form: str, database: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("--db", database, "--as", form, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert out.exists()


def test_filters_and_what_a_record_is_about(database: str) -> None:
    everything = run("--db", database).stdout.splitlines()
    denied = [json.loads(line) for line in run("--db", database, "--act", "deny").stdout.splitlines()]
    said = [found for found in denied if found["type"] == "statement"]
    assert said
    assert {found["act"] for found in said} == {"deny"}
    assert len(denied) < len(everything)
    about = run("--db", database, "--about", said[0]["story"]).stdout.splitlines()
    assert json.loads(about[0])["type"] == "document"
    assert run("--db", database, "no-such-word-anywhere").stdout == ""


def test_the_command_refuses_in_a_line(database: str) -> None:
    done = run("--db", database, "--as", "xls")
    assert isinstance(done.exception, UsageError)
    done = run("--db", database, "--about", "entity-000000")
    assert isinstance(done.exception, OnrecordError)


def test_what_is_no_file_is_written_into_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        export(ObjectSelection([]), form="geojson", out=pipe)
        assert json.loads(os.read(reader, 65_536))["type"] == "FeatureCollection"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "link.json", tmp_path / "target.json"
    link.symlink_to(target)
    export(ObjectSelection(hostile_objects()), form="geojson", out=link)
    assert link.is_symlink()
    assert json.loads(target.read_text())["type"] == "FeatureCollection"


def test_the_list_of_formats_fits_a_terminal() -> None:
    found = CliRunner().invoke(onrecord, ["export", "--formats"], env={"COLUMNS": "80"})
    assert found.exit_code == 0
    assert max(map(len, found.output.splitlines())) <= 80
    assert all(f"\n{name} " in f"\n{found.output}" for name in NAMES)


def test_an_empty_selection_says_so(tmp_path: Path) -> None:
    Store(str(tmp_path / "none.db")).close()
    found = CliRunner().invoke(onrecord, ["export", "--db", str(tmp_path / "none.db")])
    assert (found.exit_code, found.stdout) == (0, "")
    assert "holds no record" in found.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="a device that is always full")
def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    Store(str(tmp_path / "none.db")).close()
    with Path("/dev/full").open("w") as full:
        given = [sys.executable, "-m", "onrecord", "export", "--as", "geojson", "--db", str(tmp_path / "none.db")]
        found = subprocess.run(given, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert found.returncode == 1
    assert found.stderr.splitlines()[-1].startswith("onrecord: standard output: cannot be read or written")
    assert "Traceback" not in found.stderr
