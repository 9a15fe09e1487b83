"""Any record, however odd, goes into each of the formats of maps, graphs, timelines and provenance, and is read again."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import model
from onrecord.model import CleanText, Document, Record, Story
from onrecord.publish import ObjectSelection
from onrecord.publish.formats.geography import write_geojson
from onrecord.publish.formats.graphs import write_gexf, write_graphml
from onrecord.publish.formats.provenance import write_prov
from onrecord.publish.formats.timelines.pages import write_timeline_json, write_timeline_page
from onrecord.serialize import record_objects, to_object
from tests.strategies import values

ACROSS = (model.Copy, model.Incident, model.Dispute, model.Commitment)


def is_html(text: str) -> None:
    body = text[text.index("<main>") : text.index("</main>") + len("</main>")]
    ElementTree.fromstring(body)


FORMS: tuple[tuple[Any, Any], ...] = (
    (write_geojson, json.loads), (write_graphml, ElementTree.fromstring), (write_gexf, ElementTree.fromstring),
    (write_timeline_json, json.loads), (write_timeline_page, is_html), (write_prov, json.loads),
)  # fmt: skip
KINDS = (model.Entity, model.Statement, model.Event, model.Quantity, model.Time, model.Place, model.Issue)
VALUES = {kind: st.lists(values(kind), max_size=1) for kind in (*KINDS, *ACROSS, Story, model.Judgement)}
DOCUMENTS = st.tuples(values(Document), values(CleanText))


@st.composite
def objects(draw: Any) -> list[dict[str, Any]]:
    """The objects of a document whose records stand in its story, or in stories that are not there, and some across documents."""
    (document, clean), stories = draw(DOCUMENTS), draw(VALUES[Story])
    read = [tuple(draw(VALUES[kind])) for kind in KINDS]
    if stories:
        read = [
            tuple(replace(one, story=stories[0].id) if hasattr(one, "story") else one for one in group)
            for group in read
        ]
    found = list(record_objects(Record(document, clean, tuple(stories), *read)))
    found += [to_object(one) for kind in ACROSS for one in draw(VALUES[kind])]
    return found + [to_object(readable(one)) for one in draw(VALUES[model.Judgement])]


def readable(judgement: model.Judgement) -> model.Judgement:
    """A judgement whose packed values are JSON, as each that was made is."""
    return replace(
        judgement, value=None if judgement.value is None else "{}", seen=None if judgement.seen is None else "{}"
    )


@given(found=objects())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_record_is_written_and_can_be_read(found: list[dict[str, Any]]) -> None:
    for write, check in FORMS:
        out = io.StringIO()
        write(ObjectSelection(found), out)
        check(out.getvalue())
