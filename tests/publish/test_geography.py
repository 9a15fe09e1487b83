"""GeoJSON, as GDAL reads it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.publish import ObjectSelection, export, format_named
from tests.publish import nets

pyogrio = pytest.importorskip("pyogrio")


def written(selection: Any) -> str:
    out = io.StringIO()
    export(selection, form="geojson", out=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def collection() -> Any:
    return json.loads(written(nets.selection()))


def one_of(collection: Any, **wanted: Any) -> Any:
    (found,) = [f for f in collection["features"] if all(f["properties"][k] == v for k, v in wanted.items())]
    return found


def test_gdal_opens_every_feature(tmp_path: Path) -> None:
    path = tmp_path / "news.geojson"
    export(nets.selection(), form="geojson", out=path)
    meta, _, points, fields = pyogrio.raw.read(path)
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert meta["geometry_type"] == "Point"
    assert meta["crs"] == "EPSG:4326"
    assert len(points) == len(collection["features"]) == 3
    read = dict(zip(meta["fields"], fields, strict=True))
    assert list(read["id"]) == [feature["id"] for feature in collection["features"]]
    assert list(read["status"]) == ["actual", "actual", "actual"]
    assert list(read["actors"][0]) == ["Pelmark navy"]
    assert pyogrio.read_bounds(path)[1][:, 0].tolist() == pytest.approx([-4.25, 61.5, -4.25, 61.5])


def test_it_is_geojson(collection: Any) -> None:
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
    assert len({feature["id"] for feature in collection["features"]}) == 3


def test_an_event_says_who_did_what_according_to_whom_and_in_what_words(collection: Any) -> None:
    found = one_of(collection, outlet="The Sorvik Post")
    assert found["geometry"]["coordinates"] == [-4.25, 61.5]
    properties = found["properties"]
    assert properties["event_type"] == "COERCE"
    assert properties["actors"] == ["Pelmark navy"]
    assert properties["recipients_words"] == ["the harbour of Sorvik"]
    assert (properties["status"], properties["standing"]) == ("actual", "the report says so itself")
    assert (properties["date"], properties["date_precision"], properties["date_words"]) == (
        "2026-05-03",
        "day",
        "on 3 May",
    )
    assert properties["figures"] == ["at least 40 boats"]
    assert properties["quotation"].startswith("The Pelmark navy closed the harbour of Sorvik on 3 May")
    assert properties["judged"] == "rejected by Ada Moll, 2026-05-05"
    (text,) = {document["text"] for document in nets.of_type("document") if document["id"] == properties["document"]}
    assert text[properties["quotation_start"] : properties["quotation_end"]] == properties["quotation"]
    assert properties["incident"] == nets.of_type("incident")[0]["id"]


def test_one_party_in_two_reports_has_one_id(collection: Any) -> None:
    first, second, _ = collection["features"]
    assert first["properties"]["actors_ids"] == second["properties"]["actors_ids"]
    assert first["properties"]["document"] != second["properties"]["document"]


def test_what_is_only_alleged_says_by_whom() -> None:
    objects = nets.objects()
    place = next(one for one in objects if one["type"] == "place" and one["lat"])
    (alleged, *_) = [one for one in objects if one["type"] == "event" and one["status"] == "alleged"]
    alleged["place"] = {
        "place": place["id"],
        "text": "Sorvik",
        "span": place["span"],
        "name": "Sorvik",
        "country": None,
    }
    found = one_of(json.loads(written(ObjectSelection(objects))), status="alleged")
    assert found["properties"]["according_to"] == "Ona Brekke"
    assert found["properties"]["standing"] == "alleged by Ona Brekke"
    assert found["properties"]["said_as"] == "accuse"
    assert found["properties"]["judged"] == "accepted by Bo Ek, 2026-05-06"
    assert found["properties"]["disputes"] == [nets.of_type("dispute")[0]["id"]]


def test_a_place_that_no_event_has_is_a_feature_of_its_own() -> None:
    objects = nets.objects()
    for event in (one for one in objects if one["type"] == "event"):
        event["place"] = None
    collection = json.loads(written(ObjectSelection(objects)))
    assert {feature["properties"]["kind"] for feature in collection["features"]} == {"place"}
    assert len(collection["features"]) == 3
    assert collection["onrecord"]["events_without_place"] == collection["onrecord"]["events"]


@pytest.mark.parametrize(
    ("rule", "words"), [("gazetteer-centre", "the centre of a country or division"), ("other", "other")]
)
def test_a_point_says_what_it_is_of(rule: str, words: str) -> None:
    objects = nets.objects()
    for place in (one for one in objects if one["type"] == "place"):
        place["origin"] = {"room": "annotate", "by": rule, "version": "1"}
    collection = json.loads(written(ObjectSelection(objects)))
    assert {feature["properties"]["point_is"] for feature in collection["features"]} == {words}


@pytest.mark.parametrize(
    ("lat", "lon"), [(None, 4.0), (91.0, 4.0), (4.0, 181.0), (float("nan"), 4.0), (4.0, float("inf"))]
)
def test_no_point_is_no_feature_and_is_counted(lat: float | None, lon: float) -> None:
    objects = nets.objects()
    for place in (one for one in objects if one["type"] == "place"):
        place["lat"], place["lon"] = lat, lon
    collection = json.loads(written(ObjectSelection(objects)))
    assert collection["features"] == []
    counts = collection["onrecord"]
    assert counts == {
        "events": 9,
        "events_without_place": 5,
        "events_without_point": 4,
        "places": 4,
        "places_without_point": 4,
    }


def test_words_that_break_readers_do_not(tmp_path: Path) -> None:
    path = tmp_path / "bad.geojson"
    export(ObjectSelection(nets.with_surrogates(nets.objects())), form="geojson", out=path)
    meta, _, points, fields = pyogrio.raw.read(path)
    assert len(points) == 3
    read = dict(zip(meta["fields"], fields, strict=True))
    assert "al\ufffdt(1)" in read["quotation"][2]
    assert not set("\x00\x1b\ufffe") & set(path.read_text(encoding="utf-8"))


def test_losses_are_what_is_lost(collection: Any) -> None:
    assert format_named("geojson").losses
    text = json.dumps(collection)
    counts = collection["onrecord"]
    assert (counts["events_without_place"], counts["events_without_point"], counts["places_without_point"]) == (5, 1, 1)
    for kind in ("entity", "quantity", "time", "issue", "story"):
        assert f'"{kind}"' not in {json.dumps(f["properties"]["kind"]) for f in collection["features"]}, kind
    said = next(one for one in nets.of_type("statement") if one["quotation"] == "direct")
    assert said["id"] not in text
    assert nets.TALKS not in text
    assert "mentions" not in text


def test_the_same_twice_is_the_same_bytes() -> None:
    assert written(nets.selection()) == written(nets.selection())


def test_nothing_is_an_empty_collection() -> None:
    found = json.loads(written(ObjectSelection([])))
    assert found["features"] == []
    assert set(found["onrecord"].values()) == {0}
