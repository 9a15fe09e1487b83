"""PROV-O as JSON-LD, as rdflib and the prov library read it."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.resources import record_id, resource_id
from onrecord.publish.shared.characters import clean
from tests.publish import nets

rdflib = pytest.importorskip("rdflib")
prov_model = pytest.importorskip("prov.model")

PROV = "http://www.w3.org/ns/prov#"
PREFIXES = (
    f"PREFIX prov: <{PROV}> PREFIX o: <urn:onrecord:terms:> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
PROPERTIES = frozenset(
    """
    actedOnBehalfOf activity agent alternateOf asInBundle atLocation atTime endedAtTime entity generated generatedAtTime hadActivity hadGeneration
    hadMember hadPlan hadPrimarySource hadRole hadUsage influenced influencer invalidated invalidatedAtTime mentionOf qualifiedAssociation
    qualifiedAttribution qualifiedCommunication qualifiedDelegation qualifiedDerivation qualifiedEnd qualifiedGeneration qualifiedInfluence
    qualifiedInvalidation qualifiedPrimarySource qualifiedQuotation qualifiedRevision qualifiedStart qualifiedUsage specializationOf startedAtTime
    used value wasAssociatedWith wasAttributedTo wasDerivedFrom wasEndedBy wasGeneratedBy wasInfluencedBy wasInformedBy wasInvalidatedBy
    wasQuotedFrom wasRevisionOf wasStartedBy
    """.split()
)  # fmt: skip
"""Every property of PROV-O (W3C Recommendation, 30 April 2013)."""
CLASSES = frozenset("Activity Agent Entity Organization Person SoftwareAgent".split())
DOMAINS = {
    "Activity": {"used", "wasAssociatedWith", "startedAtTime", "endedAtTime"},
    "Entity": {"wasGeneratedBy", "wasDerivedFrom", "wasQuotedFrom", "wasRevisionOf", "hadPrimarySource", "wasAttributedTo", "alternateOf",
               "wasInvalidatedBy", "invalidatedAtTime", "value"},
    "Agent": {"actedOnBehalfOf"},
}  # fmt: skip


def written(selection: Any) -> str:
    out = io.StringIO()
    export(selection, form="prov", out=out)
    return out.getvalue()


def parsed(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the parser's own
        return rdflib.Graph().parse(data=text, format="json-ld")


@pytest.fixture(scope="module")
def graph() -> Any:
    return parsed(written(nets.selection()))


def asked(graph: Any, query: str, **given: str) -> list[tuple[str, ...]]:
    bound = {name: rdflib.URIRef(value) for name, value in given.items()}
    return sorted(tuple(str(value) for value in row) for row in graph.query(PREFIXES + query, initBindings=bound))


def event(trigger: str) -> Any:
    return next(one for one in nets.of_type("event") if one["trigger"]["text"] == trigger)


def test_every_property_and_class_of_prov_is_one(graph: Any) -> None:
    used = {str(name).removeprefix(PROV) for name in graph.predicates() if str(name).startswith(PROV)}
    assert used <= PROPERTIES
    types = {
        str(found).removeprefix(PROV) for found in graph.objects(None, rdflib.RDF.type) if str(found).startswith(PROV)
    }
    assert types == CLASSES


def test_properties_belong_to_what_has_them(graph: Any) -> None:
    for kind, names in DOMAINS.items():
        of_kind = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(PROV + kind)))
        for name in names:
            assert set(graph.subjects(rdflib.URIRef(PROV + name), None)) <= of_kind, (kind, name)


def test_what_is_referred_to_is_there(graph: Any) -> None:
    subjects = set(graph.subjects())
    dangling = {
        str(found)
        for found in graph.objects()
        if isinstance(found, rdflib.URIRef) and str(found).startswith("urn:onrecord:")
    }
    dangling -= {str(one) for one in subjects}
    assert not {one for one in dangling if not one.startswith("urn:onrecord:terms:")}


def test_the_constraints_of_prov_hold(graph: Any) -> None:
    for name, most in (("wasGeneratedBy", 1), ("wasInvalidatedBy", 1), ("startedAtTime", 1), ("invalidatedAtTime", 1)):
        found = list(graph.subjects(rdflib.URIRef(PROV + name), None))
        assert len(found) == len(set(found)) * most, name
    kinds = [set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(PROV + kind))) for kind in ("Entity", "Activity")]
    assert not kinds[0] & kinds[1]
    derived = graph.query(
        PREFIXES + "SELECT ?x WHERE { ?x (prov:wasDerivedFrom|prov:wasQuotedFrom|prov:wasRevisionOf)+ ?x }"
    )
    assert not list(derived)
    early = "SELECT ?a WHERE { ?a prov:startedAtTime ?s; prov:endedAtTime ?e FILTER (?e < ?s) }"
    assert not asked(graph, early)


def test_which_model_made_this_statement(graph: Any) -> None:
    statement = nets.of_type("statement")[0]
    query = "SELECT ?by ?version WHERE { ?it prov:wasGeneratedBy/prov:wasAssociatedWith ?a . ?a o:by ?by; o:version ?version; prov:actedOnBehalfOf <urn:onrecord:software> }"
    assert asked(graph, query, it=record_id(statement["id"])) == [("cue-said", "1")]


def test_which_documents_an_incident_rests_on(graph: Any) -> None:
    incident, *_ = nets.of_type("incident")
    query = "SELECT DISTINCT ?sha ?who WHERE { ?it prov:wasDerivedFrom+ ?d . ?d a o:Document; o:sha256 ?sha; prov:wasAttributedTo/rdfs:label ?who }"
    documents = [one for one in nets.of_type("document") if one["path"] in ("a.txt", "b.txt")]
    assert asked(graph, query, it=record_id(incident["id"])) == sorted(
        (one["sha256"], one["outlet"]) for one in documents
    )


def test_the_words_of_a_record_are_those_of_its_document(graph: Any) -> None:
    texts = {record_id(one["id"]): clean(one["text"]) for one in nets.of_type("document")}
    rows = asked(graph, "SELECT ?d ?v ?s ?e ?q WHERE { ?q prov:wasQuotedFrom ?d; prov:value ?v; o:start ?s; o:end ?e }")
    assert len(rows) > 50
    for document, words, start, end, identity in rows:
        assert texts[document][int(start) : int(end)] == words
        assert identity == f"{document}#char={start},{end}"


def test_according_to_whom_survives(graph: Any) -> None:
    query = "SELECT ?status ?who ?act ?words WHERE { ?it o:status ?status; o:accordingTo ?who; o:statement ?s . ?s o:act ?act; o:contentWords/prov:value ?words }"
    rows = asked(graph, query, it=record_id(event("ramming")["id"]))
    assert rows == [("alleged", "Ona Brekke", "accuse", "ramming two boats")]
    assert not asked(graph, "SELECT ?who WHERE { ?it o:accordingTo ?who }", it=record_id(event("closed")["id"]))


def test_decisions_are_activities_of_people(graph: Any) -> None:
    query = "SELECT ?who ?at WHERE { ?it prov:wasInvalidatedBy ?a . ?a prov:wasAssociatedWith ?p; prov:startedAtTime ?at . ?p a prov:Person; rdfs:label ?who }"
    assert asked(graph, query, it=record_id(event("closed")["id"])) == [("Ada Moll", "2026-05-05T10:00:00+00:00")]
    assert not asked(graph, query, it=record_id(event("ramming")["id"]))


def test_a_withdrawn_decision_is_there_and_no_longer_holds(graph: Any) -> None:
    query = "SELECT ?verdict ?end WHERE { ?j a o:Judgement; o:verdict ?verdict; prov:wasDerivedFrom ?it . OPTIONAL { ?j prov:invalidatedAtTime ?end } }"
    rows = asked(graph, query, it=record_id(event("ramming")["id"]))
    assert rows == [("accepted", "None"), ("rejected", "2026-05-05T12:00:00+00:00")]


def test_an_amendment_is_a_revision(graph: Any) -> None:
    query = "SELECT ?value ?who WHERE { ?v prov:wasRevisionOf ?it; prov:value ?value; prov:wasAttributedTo/rdfs:label ?who }"
    denied = next(one for one in nets.of_type("statement") if one["content"]["texts"] == ["the claim"])
    assert asked(graph, query, it=record_id(denied["id"])) == [('{"act":"reject"}', "Bo Ek")]


def test_the_last_word_of_several_people_is_what_holds() -> None:
    objects = nets.objects()
    rejected = next(one for one in objects if one["type"] == "judgement" and one["verdict"] == "rejected")
    again = {**rejected, "id": "judgement-again", "by": "Cy Dahl", "at": "2026-05-07T10:00:00+00:00"}
    query = "SELECT ?who WHERE { ?it prov:wasInvalidatedBy/prov:wasAssociatedWith/rdfs:label ?who }"
    assert asked(parsed(written(ObjectSelection([*objects, again]))), query, it=record_id(rejected["subject"])) == [
        ("Cy Dahl",)
    ]
    accepted = {**again, "verdict": "accepted"}
    assert asked(parsed(written(ObjectSelection([*objects, accepted]))), query, it=record_id(rejected["subject"])) == []


def test_a_decision_holds_for_the_record_as_it_is_read_now() -> None:
    text = json.dumps(nets.objects())
    old = event("closed")["id"]
    objects = json.loads(text.replace(f'"id": "{old}"', '"id": "event-anew"'))
    found = parsed(written(ObjectSelection(objects)))
    query = "SELECT ?j WHERE { ?it prov:wasInvalidatedBy/^prov:wasGeneratedBy ?j . ?j prov:wasDerivedFrom ?it, ?old }"
    assert len(asked(found, query, it="urn:onrecord:event-anew", old=record_id(old))) == 1


def test_a_decision_on_another_reading_invalidates_nothing() -> None:
    objects = nets.objects()
    next(one for one in objects if one["id"] == event("closed")["id"])["status"] = "planned"
    query = "SELECT ?a WHERE { ?it prov:wasInvalidatedBy ?a }"
    assert not asked(parsed(written(ObjectSelection(objects))), query, it=record_id(event("closed")["id"]))


def test_copies_and_entities_that_are_one_are_alternates(graph: Any) -> None:
    copy, *_ = nets.of_type("copy")
    assert asked(graph, "SELECT ?of WHERE { ?it prov:alternateOf ?of }", it=record_id(copy["story"])) == [
        (record_id(copy["of"]),)
    ]
    names = asked(graph, "SELECT ?a ?b WHERE { ?x prov:alternateOf ?y . ?x a o:Entity; o:name ?a . ?y o:name ?b }")
    assert names == [("Ona Brekke", "Ona Brekke"), ("Pelmark navy", "Pelmark navy")]
    objects = nets.objects()
    next(one for one in objects if one["type"] == "copy")["kind"] = "partial"
    found = parsed(written(ObjectSelection(objects)))
    assert asked(
        found, "SELECT ?of WHERE { ?it prov:wasDerivedFrom ?of . ?of a o:Story }", it=record_id(copy["story"])
    ) == [(record_id(copy["of"]),)]


def test_a_page_that_was_fetched_says_from_where_and_when(graph: Any) -> None:
    query = "SELECT ?url ?at WHERE { ?d prov:hadPrimarySource ?url; prov:wasGeneratedBy ?a . ?a prov:used ?url; prov:endedAtTime ?at }"
    assert asked(graph, query) == [("https://post.example/a", "2026-05-04T10:00:00+00:00")]


@pytest.mark.parametrize(
    ("url", "iri"),
    [("https://echo.example/a b?x=1&y=<2>", "https://echo.example/a%20b?x=1&y=%3C2%3E"), ("https://é.example/ü%20", "https://%C3%A9.example/%C3%BC%20"),
     ("javascript:alert(1)", None), ("/a/b", None), (None, None), ("https:///x", None), ("http://a.example/\ud800", "http://a.example/%3F")],
)  # fmt: skip
def test_addresses_become_iris(url: str | None, iri: str | None) -> None:
    assert resource_id(url) == iri


def test_the_prov_library_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonld"
    export(nets.selection(), form="prov", out=path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the libraries' own
        document = prov_model.ProvDocument.deserialize(str(path), format="rdf", rdf_format="json-ld")
        document = document.unified()
    kinds = {type(record).__name__ for record in document.records}
    assert kinds >= {
        "ProvEntity",
        "ProvActivity",
        "ProvAgent",
        "ProvGeneration",
        "ProvDerivation",
        "ProvInvalidation",
        "ProvAlternate",
    }
    generated = [str(record.args[0]) for record in document.get_records(prov_model.ProvGeneration)]
    assert len(generated) == len(set(generated))


@pytest.mark.filterwarnings("error")
def test_words_that_break_readers_do_not() -> None:
    text = written(ObjectSelection(nets.with_surrogates(nets.objects())))
    found = parsed(text)
    values = {str(value) for value in found.objects(None, rdflib.URIRef(PROV + "value"))}
    assert any("al\ufffdt(1)" in value and "<script>" in value for value in values)
    assert not any("javascript" in str(one) for one in found.all_nodes() if isinstance(one, rdflib.URIRef))
    assert not set("\x00\x1b\ufffe") & set("".join(values))


def test_losses_are_what_is_lost() -> None:
    text = written(nets.selection())
    assert format_named("prov").losses
    issue, *_ = nets.of_type("issue")
    assert issue["id"] not in text
    assert nets.TALKS not in text
    assert '"edits"' not in text
    assert "first mention" not in text
    assert "contexts" not in text
    assert "same day" not in text


def test_the_context_is_in_it_and_it_is_streamed_in_order() -> None:
    text = written(nets.selection())
    found = json.loads(text)
    assert set(found) == {"@context", "@graph"}
    assert not any(
        isinstance(value, str) and value.endswith(("jsonld", "context")) for value in found["@context"].values()
    )
    ids = [node["@id"] for node in found["@graph"]]
    assert len(ids) == len(set(ids))
    assert text == written(nets.selection())


def test_nothing_is_a_graph_without_records() -> None:
    found = json.loads(written(ObjectSelection([])))
    assert [node["@id"] for node in found["@graph"]] == ["urn:onrecord:software"]
