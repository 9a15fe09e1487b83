"""GraphML and GEXF, as networkx reads them."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
from lxml import etree

from onrecord.model import Identity
from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.networks import is_mutual, network_of
from tests.publish import nets

FORMS = ("graphml", "gexf")
GEXF = "{http://gexf.net/1.3}"
RELAX = '<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes" ns="{}"><start>{}</start></grammar>'
XSI = '<optional><attribute ns="http://www.w3.org/2001/XMLSchema-instance" name="schemaLocation"/></optional>'
GRAPHML_GRAMMAR = RELAX.format(
    "http://graphml.graphdrawing.org/xmlns",
    f"""
<element name="graphml">{XSI}
  <zeroOrMore><element name="key"><attribute name="id"><data type="NMTOKEN"/></attribute>
    <attribute name="for"><choice><value>graph</value><value>node</value><value>edge</value></choice></attribute>
    <attribute name="attr.name"/><attribute name="attr.type"><choice><value>boolean</value><value>int</value><value>double</value><value>string</value>
    </choice></attribute></element></zeroOrMore>
  <element name="graph"><attribute name="id"><data type="NMTOKEN"/></attribute><attribute name="edgedefault"><value>directed</value></attribute>
    <zeroOrMore><element name="data"><attribute name="key"><data type="NMTOKEN"/></attribute><text/></element></zeroOrMore>
    <zeroOrMore><element name="node"><attribute name="id"><data type="NMTOKEN"/></attribute>
      <zeroOrMore><element name="data"><attribute name="key"><data type="NMTOKEN"/></attribute><text/></element></zeroOrMore></element></zeroOrMore>
    <zeroOrMore><element name="edge"><attribute name="id"><data type="NMTOKEN"/></attribute><attribute name="source"><data type="NMTOKEN"/></attribute>
      <attribute name="target"><data type="NMTOKEN"/></attribute>
      <zeroOrMore><element name="data"><attribute name="key"><data type="NMTOKEN"/></attribute><text/></element></zeroOrMore></element></zeroOrMore>
  </element></element>""",
)
GEXF_GRAMMAR = RELAX.format(
    "http://gexf.net/1.3",
    f"""
<element name="gexf">{XSI}<attribute name="version"><value>1.3</value></attribute>
  <element name="meta"><element name="creator"><text/></element><element name="description"><text/></element></element>
  <element name="graph"><attribute name="mode"><value>dynamic</value></attribute><attribute name="defaultedgetype"><value>directed</value></attribute>
    <attribute name="idtype"><value>string</value></attribute><attribute name="timeformat"><value>date</value></attribute>
    <oneOrMore><element name="attributes"><attribute name="class"><choice><value>node</value><value>edge</value></choice></attribute>
      <attribute name="mode"><value>static</value></attribute>
      <oneOrMore><element name="attribute"><attribute name="id"/><attribute name="title"/>
        <attribute name="type"><choice><value>integer</value><value>double</value><value>boolean</value><value>string</value></choice></attribute>
      </element></oneOrMore></element></oneOrMore>
    <element name="nodes"><zeroOrMore><element name="node"><attribute name="id"/><attribute name="label"/>
      <element name="attvalues"><zeroOrMore><element name="attvalue"><attribute name="for"/><attribute name="value"/></element></zeroOrMore></element>
    </element></zeroOrMore></element>
    <element name="edges"><zeroOrMore><element name="edge"><attribute name="id"/><attribute name="source"/><attribute name="target"/>
      <attribute name="label"><data type="token"/></attribute><attribute name="kind"><data type="token"/></attribute>
      <attribute name="weight"><data type="double"/></attribute>
      <optional><attribute name="start"><data type="date"/></attribute><attribute name="end"><data type="date"/></attribute></optional>
      <element name="attvalues"><zeroOrMore><element name="attvalue"><attribute name="for"/><attribute name="value"/></element></zeroOrMore></element>
    </element></zeroOrMore></element>
  </element></element>""",
)
"""What the two schemas allow of what is written here: `graphml-structure.xsd` 1.0, and the grammar of GEXF 1.3."""


def read(form: str, selection: Any, folder: Path) -> Any:
    path = folder / f"graph.{form}"
    export(selection, form=form, out=path)
    return {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}[form](path)


def written(form: str, selection: Any) -> str:
    out = io.StringIO()
    export(selection, form=form, out=out)
    return out.getvalue()


@pytest.fixture(scope="module", params=FORMS)
def graph(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return read(request.param, nets.selection(), tmp_path_factory.mktemp("graph"))


def node(graph: Any, label: str) -> str:
    (found,) = [identity for identity, own in graph.nodes(data=True) if own["label"] == label]
    return str(found)


def edges(graph: Any, **wanted: Any) -> list[tuple[str, str, Any]]:
    return [
        (graph.nodes[source]["label"], graph.nodes[target]["label"], own)
        for source, target, own in graph.edges(data=True)
        if all(own[name] == value for name, value in wanted.items())
    ]


def test_both_have_the_same_nodes_and_edges(tmp_path: Path) -> None:
    first, second = (read(form, nets.selection(), tmp_path) for form in FORMS)
    with network_of(nets.selection()) as network:
        nodes, lines = list(network.nodes()), list(network.edges())
    assert set(first.nodes) == set(second.nodes) == {one.id for one in nodes}
    ends = Counter((one.source, one.target, one.type, one.status) for one in lines)
    for graph in (first, second):
        assert graph.is_directed()
        assert Counter((s, t, own["type"], own["status"]) for s, t, own in graph.edges(data=True)) == ends
        assert graph.number_of_edges() == len(lines) == 11


def test_degrees_are_those_of_the_graph(graph: Any) -> None:
    for identity, own in graph.nodes(data=True):
        assert own["degree"] == graph.degree(identity), own["label"]
        assert own["in_degree"] == graph.in_degree(identity)
        assert own["out_degree"] == graph.out_degree(identity)


def test_one_party_in_two_documents_is_one_node(graph: Any) -> None:
    navy = graph.nodes[node(graph, "Pelmark navy")]
    assert (navy["documents"], navy["mentions"], navy["country"], navy["sector"]) == (2, 4, "PMK", "MIL")
    assert navy["kind"] == "armed_group"
    assert len(navy["entities"].split("; ")) == 2
    brekke = graph.nodes[node(graph, "Ona Brekke")]
    assert "Brekke" in brekke["names"].split("; ")
    assert node(graph, "Pelmark navy") in brekke["possible_same"].split("; ")


def test_who_may_be_the_same_stays_two(tmp_path: Path) -> None:
    graph = read("graphml", ObjectSelection(nets.objects()), tmp_path)
    assert len([own for _, own in graph.nodes(data=True) if own["label"] == "Pelmark navy"]) == 2


def test_parties_without_an_entity_are_never_joined(graph: Any) -> None:
    boats = [own for _, own in graph.nodes(data=True) if own["label"] == "two boats"]
    assert len(boats) == 2
    assert {own["kind"] for own in boats} == {"words"}


def test_what_is_alleged_is_another_edge_than_what_happened(graph: Any) -> None:
    alleged = edges(graph, status="alleged")
    assert [(source, target) for source, target, _ in alleged] == [("Pelmark navy", "two boats")] * 2
    assert {own["according_to"] for *_, own in alleged} == {"Ona Brekke"}
    assert sum(own["disputed"] for *_, own in alleged) == 1
    actual = edges(graph, type="COERCE", status="actual")
    assert all("according_to" not in own for *_, own in actual)
    (planned,) = edges(graph, status="denied")
    assert planned[:2] == ("Halm", "Ostrel")
    assert planned[2]["according_to"] == "Ilka Ros"


def test_edges_count_events_and_stories(tmp_path: Path) -> None:
    objects = nets.objects()
    harbours = [one for one in objects if one["type"] == "event" and one["trigger"]["text"] == "closed"]
    navy = harbours[0]["actors"][0]["entity"]
    for event in harbours:
        event["recipients"] = [
            {
                "entity": event["actors"][0]["entity"],
                "text": "the navy",
                "span": [0, 8],
                "country": None,
                "sector": None,
            }
        ]
    same = {
        one["id"]: Identity(navy, "Pelmark navy")
        for one in objects
        if one["type"] == "entity" and one["name"] == "Pelmark navy"
    }
    for form in FORMS:
        graph = read(form, ObjectSelection(objects, same=same), tmp_path)
        ((source, target, own),) = edges(graph, type="COERCE", status="actual")
        assert source == target == "Pelmark navy"
        assert (own["weight"], own["records"], own["stories"], own["independent_stories"]) == (2.0, 2, 2, 1)
        assert (own["first_date"], own["last_date"], own["undated"]) == ("2026-05-03", "2026-05-03", 0)
        assert sorted(own["record_ids"].split("; ")) == sorted(event["id"] for event in harbours)
        assert own["outlets"] == "Sorvik Echo; The Sorvik Post"
        assert own["rejected"] == 1


def test_what_several_do_together_goes_both_ways(graph: Any) -> None:
    talks = edges(graph, type="CONSULT")
    assert sorted(found[:2] for found in talks) == [("Halm", "Ostrel"), ("Ostrel", "Halm")]
    assert all(own["reciprocal"] for *_, own in talks)
    assert {(own["first_date"], own["last_date"]) for *_, own in talks} == {("2026-03-01", "2026-03-31")}


@pytest.mark.parametrize(
    ("rule", "kind", "mutual"),
    [("consult-talks-n", "CONSULT", True), ("assault-clash", "ASSAULT", True), ("agree-promise", "AGREE", False), ("consult-read", "CONSULT", True), ("protest-read", "PROTEST", False), (None, "COOPERATE", True)],
)  # fmt: skip
def test_what_is_done_with_one_another(rule: str | None, kind: str, mutual: bool) -> None:
    origin = {"room": "events", "by": rule, "version": "2"} if rule else None
    assert is_mutual({"event_type": kind, "origin": origin}) is mutual


def test_who_says_what_of_whom_is_an_edge(graph: Any) -> None:
    said = edges(graph, kind="said_of")
    assert {(source, target, own["type"], own["status"]) for source, target, own in said} >= {
        ("Ona Brekke", "Pelmark navy", "accuse", "affirms"),
        ("Ilka Ros", "Halm", "deny", "affirms"),
    }
    (accused,) = [own for *_, own in said if own["type"] == "accuse"]
    assert accused["words"] == "ramming two boats"
    assert (accused["records"], accused["independent_stories"]) == (2, 1)


def test_the_two_sides_of_what_has_no_edge_are_counted(graph: Any) -> None:
    assert graph.nodes[node(graph, "Ilka Ros")]["acted_alone"] == 1
    assert graph.nodes[node(graph, "Ostrel")]["acted_alone"] == 1
    assert not edges(graph, type="RETREAT")


def test_graphml_says_what_it_leaves_out(tmp_path: Path) -> None:
    found = read("graphml", nets.selection(), tmp_path).graph
    assert (found["events"], found["events_without_edge"]) == (9, 2)
    assert (found["statements"], found["statements_without_edge"]) == (11, 0)
    assert found["statements_without_target"] == 7


def test_gexf_has_times_that_are_known_and_no_others() -> None:
    root = ElementTree.fromstring(written("gexf", nets.selection()))
    assert root.get("version") == "1.3"
    lines = root.findall(f".//{GEXF}edge")
    for line in lines:
        assert (line.get("start") is None) == (line.get("end") is None)
    assert {line.get("start") for line in lines if line.get("kind") == "CONSULT (actual)"} == {"2026-03-01"}
    assert {line.get("start") for line in lines if line.get("kind") == "COERCE (planned)"} <= {None}
    assert {line.get("start") for line in lines if line.get("kind") == "ASSAULT (alleged)"} == {None}
    assert {line.get("end") for line in lines if line.get("kind") == "ASSAULT (actual)"} == {"2026-05-03"}


@pytest.mark.parametrize("form", FORMS)
def test_ids_are_names_of_xml_and_attributes_are_declared(form: str) -> None:
    root = ElementTree.fromstring(written(form, nets.selection()))
    elements = [one for one in root.iter() if one.tag.endswith(("}node", "}edge"))]
    ids = [one.get("id") or "" for one in elements]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w.:-]+", identity) for identity in ids)
    declared = {one.get("id") for one in root.iter() if one.tag.endswith(("}key", "}attribute"))}
    used = {one.get("key") or one.get("for") for one in root.iter() if one.tag.endswith(("}data", "}attvalue"))}
    assert used <= declared


@pytest.mark.parametrize(("form", "grammar"), [("graphml", GRAPHML_GRAMMAR), ("gexf", GEXF_GRAMMAR)])
def test_it_is_valid(form: str, grammar: str) -> None:
    schema = etree.RelaxNG(etree.fromstring(grammar))
    schema.assertValid(etree.fromstring(written(form, nets.selection()).encode()))
    schema.assertValid(etree.fromstring(written(form, ObjectSelection([])).encode()))


@pytest.mark.parametrize("form", FORMS)
def test_words_that_break_readers_do_not(form: str, tmp_path: Path) -> None:
    graph = read(form, ObjectSelection(nets.with_surrogates(nets.objects()), title=nets.BAD), tmp_path)
    label = (
        f"Lund {nets.BAD}".replace("alert(1)", "al\ufffdt(1)")
        .replace("\x00", "\ufffd")
        .replace("\x1b", "\ufffd")
        .replace("\ufffe", "\ufffd")
    )
    assert label in {own["label"] for _, own in graph.nodes(data=True)}


@pytest.mark.parametrize("form", FORMS)
def test_losses_are_what_is_lost(form: str) -> None:
    text = written(form, nets.selection())
    assert format_named(form).losses
    quantity, place, time = (nets.of_type(kind)[0] for kind in ("quantity", "place", "time"))
    for lost in (
        quantity["text"],
        place["id"],
        time["id"],
        nets.of_type("incident")[0]["id"],
        nets.of_type("dispute")[0]["id"],
        "Ada Moll",
    ):
        assert lost not in text
    resigned = next(one for one in nets.of_type("event") if one["trigger"]["text"] == "resigned")
    assert resigned["id"] not in text


@pytest.mark.parametrize("form", FORMS)
def test_the_same_twice_is_the_same_bytes_in_any_order(form: str) -> None:
    assert written(form, nets.selection()) == written(form, nets.selection())


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_an_empty_graph(form: str, tmp_path: Path) -> None:
    assert read(form, ObjectSelection([]), tmp_path).number_of_nodes() == 0


@pytest.mark.parametrize("form", ["geojson", "graphml", "gexf", "timeline", "prov"])
def test_one_document_is_held_at_a_time(form: str, tmp_path: Path) -> None:
    many = nets.Many(20)
    export(many, form=form, out=tmp_path / "many")
    assert 1 <= many.most <= 2
