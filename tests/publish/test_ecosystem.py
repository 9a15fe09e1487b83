"""Each export of the sample collection, opened by the ecosystem's own reader: what is read there is what was written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.publish import Shape, all_formats, export, format_named
from onrecord.schema import schema_text
from onrecord.store import Store

Found = dict[str, Any]


@pytest.fixture(scope="module")
def exported(read_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Writes a format of the sample collection once; gives the path."""
    folder = tmp_path_factory.mktemp("ecosystem")
    with Store(str(read_once)) as store, store.selection() as selection:

        def write(form: str, ending: str | None = None) -> Path:
            found = format_named(form)
            path = folder / (form if found.shape is Shape.FOLDER else f"{form}.{ending or found.ending}")
            if not path.exists():
                export(selection, form=form, out=path)
            return path

        yield write


@pytest.fixture(scope="module")
def objects(read_once: Path) -> list[Found]:
    with Store(str(read_once)) as store:
        return list(store.objects())


def of(objects: list[Found], kind: str) -> list[Found]:
    return [found for found in objects if found["type"] == kind]


# --- the record and tables ------------------------------------------------------------------------


@pytest.mark.thorough
def test_json_lines_by_the_schema(exported: Any, objects: list[Found]) -> None:
    import jsonschema

    check = jsonschema.Draft202012Validator(json.loads(schema_text()))
    found = [json.loads(line) for line in exported("jsonl").read_text(encoding="utf-8").splitlines()]
    assert found == objects
    assert not [error.message for one in found for error in check.iter_errors(one)]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_by_duckdb(exported: Any, objects: list[Found], form: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    folder = exported(form)
    for kind in ("document", "statement", "event", "entity", "incident"):
        read = (
            f"read_csv('{folder}/{kind}.csv', header=true, all_varchar=true)"
            if form == "csv"
            else f"'{folder}/{kind}.parquet'"
        )
        rows = duckdb.sql(f"SELECT id FROM {read}").fetchall()
        assert sorted(row[0] for row in rows) == sorted(one["id"] for one in of(objects, kind)), kind


def test_parquet_by_arrow(exported: Any, objects: list[Found]) -> None:
    from pyarrow import parquet

    table = parquet.read_table(exported("parquet") / "event.parquet")
    assert table.num_rows == len(of(objects, "event"))
    assert {"id", "event_type", "status", "actors"} <= set(table.column_names)


def test_a_ready_database_by_duckdb(exported: Any, objects: list[Found]) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(exported("duckdb")), read_only=True) as opened:
        ((count,),) = opened.execute("SELECT count(*) FROM event").fetchall()
        assert count == len(of(objects, "event"))
        views = [row[0] for row in opened.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
        assert len(views) >= 10
        for view in views:
            opened.sql(f'SELECT * FROM "{view}"').fetchall()


# --- events ---------------------------------------------------------------------------------------


def test_a_table_of_events_as_gdelt_declares_it(exported: Any) -> None:
    duckdb = pytest.importorskip("duckdb")
    from onrecord.publish.formats.coded import GDELT_COLUMNS

    numbers = {
        "GLOBALEVENTID",
        "SQLDATE",
        "MonthYear",
        "Year",
        "IsRootEvent",
        "QuadClass",
        "NumMentions",
        "NumSources",
        "NumArticles",
        "DATEADDED",
    }
    real = {"FractionDate", "GoldsteinScale", "AvgTone"}
    types = {
        name: "BIGINT" if name in numbers or name.endswith("Geo_Type") else "DOUBLE" if name in real or name.endswith(("_Lat", "_Long")) else "VARCHAR"
        for name in GDELT_COLUMNS
    }  # fmt: skip
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    rows = duckdb.sql(
        f"SELECT * FROM read_csv('{exported('gdelt')}', delim='\t', header=false, quote='', columns={{{columns}}})"
    ).fetchall()
    assert rows
    assert all(len(row) == 61 and -10 <= row[30] <= 10 for row in rows)


def test_plover_and_cameo_are_lines(exported: Any, objects: list[Found]) -> None:
    found = [json.loads(line) for line in exported("plover").read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in found] == [one["id"] for one in of(objects, "event")]
    rows = [line.split("\t") for line in exported("cameo").read_text(encoding="utf-8").splitlines()]
    assert rows
    assert {len(row) for row in rows} == {9}
    assert {row[6] for row in rows} <= {"actual", "reported", "alleged", "historical"}


# --- investigations, maps, graphs -----------------------------------------------------------------


def test_follow_the_money(exported: Any) -> None:
    pytest.importorskip("followthemoney", reason="needs followthemoney: pip install 'onrecord[aleph]'")
    from followthemoney.proxy import EntityProxy

    lines = exported("ftm").read_text(encoding="utf-8").splitlines()
    proxies = [EntityProxy.from_dict(json.loads(line)) for line in lines]
    schemata = Counter(proxy.schema.name for proxy in proxies)
    assert {"Person", "Event", "Article", "Mention"} <= set(schemata)
    ids = {proxy.id for proxy in proxies}
    for proxy in proxies:
        proxy.schema.validate(proxy.to_dict())
        assert {value for prop in proxy.iterprops() if prop.type.name == "entity" for value in proxy.get(prop)} <= ids


def test_stix(exported: Any) -> None:
    stix2 = pytest.importorskip("stix2")
    bundle = stix2.parse(exported("stix").read_text(encoding="utf-8"), allow_custom=False)
    ids = {one["id"] for one in bundle.objects}
    assert {"report", "identity", "note"} <= {one["type"] for one in bundle.objects}
    for one in bundle.objects:
        if one["type"] == "report":
            assert set(one["object_refs"]) <= ids


def test_geojson(exported: Any) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    found = json.loads(exported("geojson").read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    if found["features"]:
        assert pyogrio.read_info(exported("geojson"))["features"] == len(found["features"])


def test_graphs(exported: Any) -> None:
    import networkx

    one, other = networkx.read_graphml(exported("graphml")), networkx.read_gexf(exported("gexf"))
    assert one.number_of_nodes() == other.number_of_nodes() > 10
    assert one.number_of_edges() == other.number_of_edges() > 10


def test_timelines(exported: Any) -> None:
    from lxml import html

    found = json.loads(exported("timeline").read_text(encoding="utf-8"))
    assert found["rows"]
    page = html.parse(str(exported("timeline", "html"))).getroot()
    assert page.findall(".//li")


# --- annotation, training, provenance -------------------------------------------------------------


def test_web_annotations(exported: Any, objects: list[Found]) -> None:
    texts = {one["id"]: one["text"] for one in of(objects, "document")}
    found = json.loads(exported("webannotation").read_text(encoding="utf-8"))
    items = [one for one in found["first"]["items"] if isinstance(one["target"], dict)]
    quoted = 0
    for one in items:
        selectors = (
            one["target"]["selector"] if isinstance(one["target"]["selector"], list) else [one["target"]["selector"]]
        )
        place = next((each for each in selectors if each["type"] == "TextPositionSelector"), None)
        quote = next((each for each in selectors if each["type"] == "TextQuoteSelector"), None)
        if place and quote:
            assert any(text[place["start"] : place["end"]] == quote["exact"] for text in texts.values())
            quoted += 1
    assert quoted > 1_000


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
def test_provenance(exported: Any) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(exported("prov"), format="json-ld")
    asked = "PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?one WHERE { ?one prov:wasGeneratedBy ?made . ?made prov:wasAssociatedWith ?who }"
    assert len(list(graph.query(asked))) > 100


def test_standoff(exported: Any, objects: list[Found]) -> None:
    texts = sorted(one["text"] for one in of(objects, "document"))
    assert sorted(path.read_text(encoding="utf-8") for path in exported("brat").rglob("*.txt")) == texts
    for path in exported("brat").rglob("*.ann"):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("T"):
                _, head, words = line.split("\t", 2)
                spans = [tuple(map(int, span.split())) for span in head.split(" ", 1)[1].split(";")]
                assert " ".join(text[start:end] for start, end in spans) == words


def test_conll(exported: Any) -> None:
    conllu = pytest.importorskip("conllu")
    text = exported("conll").read_text(encoding="utf-8")
    assert sum(len(sentence) for sentence in conllu.parse(text)) > 1_000


@pytest.mark.thorough
def test_doc_bin(exported: Any, objects: list[Found]) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    found = list(DocBin().from_disk(exported("docbin")).get_docs(spacy.blank("en").vocab))
    assert len(found) == len(of(objects, "document")) or len(found) == len(of(objects, "story"))
    assert any(doc.ents for doc in found)


# --- papers ---------------------------------------------------------------------------------------


def test_citations(exported: Any, objects: list[Found]) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    found = bibtexparser.parse_file(str(exported("bibtex")))
    assert not found.failed_blocks
    items = json.loads(exported("csljson").read_text(encoding="utf-8"))
    assert {item["id"] for item in items} >= {one["id"] for one in of(objects, "statement")}
    assert len(found.entries) == len(items)
    assert of(objects, "event")[0]["id"] in exported("citations").read_text(encoding="utf-8")


def test_a_dossier_is_one_file(exported: Any) -> None:
    from lxml import html

    page = html.parse(str(exported("dossier"))).getroot()
    assert page.findall(".//h2")
    assert not page.xpath("//script | //link[@rel='stylesheet'] | //img[starts-with(@src, 'http')]")


def test_every_format_is_opened_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert not [
        name for name in all_formats() if f'"{name}"' not in text and f"'{name}'" not in text and name != "polnear"
    ]
    # polnear is opened by `onrecord evaluate polnear`, in test_standoff.py
