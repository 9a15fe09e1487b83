"""Any record, however odd, goes into each of the formats of maps, graphs, timelines and provenance, and is read again."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import model
from onrecord.model import CleanText, Document, Record, Story
from onrecord.publish import ObjectSelection
from onrecord.publish.geography import write_geojson
from onrecord.publish.graphs import write_gexf, write_graphml
from onrecord.publish.provenance import write_prov
from onrecord.publish.timelines import write_timeline_json, write_timeline_page
from onrecord.serialize import record_objects, to_object
from tests.strategies import values

ACROSS = (model.Copy, model.Incident, model.Dispute, model.Commitment)
READ = ("entities", "statements", "events", "quantities", "times", "places", "issues")


def is_html(text: str) -> None:
    body = text[text.index("<main>") : text.index("</main>") + len("</main>")]
    ElementTree.fromstring(body)


@st.composite
def objects(draw: Any) -> list[dict[str, Any]]:
    """The objects of a document whose records stand in its stories, or in stories that are not there, and some across documents."""
    document, clean, stories = draw(values(Document)), draw(values(CleanText)), draw(st.lists(values(Story), max_size=2))
    kinds = (model.Entity, model.Statement, model.Event, model.Quantity, model.Time, model.Place, model.Issue)
    read = [tuple(draw(st.lists(values(kind), max_size=2))) for kind in kinds]
    if stories:
        read = [tuple(replace(one, story=stories[0].id) if hasattr(one, "story") else one for one in group) for group in read]
    record = Record(document, clean, tuple(stories), *read)
    found = list(record_objects(record))
    for kind in ACROSS:
        found += [to_object(one) for one in draw(st.lists(values(kind), max_size=1))]
    return found + [to_object(one) for one in draw(st.lists(values(model.Judgement).map(readable), max_size=2))]


def readable(judgement: model.Judgement) -> model.Judgement:
    """A judgement whose packed values are JSON, as each that was made is."""
    return replace(judgement, value=None if judgement.value is None else "{}", seen=None if judgement.seen is None else "{}")


@pytest.mark.parametrize(
    ("write", "check"),
    [(write_geojson, json.loads), (write_graphml, ElementTree.fromstring), (write_gexf, ElementTree.fromstring), (write_timeline_json, json.loads),
     (write_timeline_page, is_html), (write_prov, json.loads)],
)  # fmt: skip
@given(found=objects())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_record_is_written_and_can_be_read(write: Any, check: Any, found: list[dict[str, Any]]) -> None:
    out = io.StringIO()
    write(ObjectSelection(found), out)
    check(out.getvalue())
