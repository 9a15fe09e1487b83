"""GeoJSON (RFC 7946): what happened where, and places that are only named, each a point with according to whom it is."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import IO, Any

from onrecord.model import Bundle
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.beside import Beside, beside
from onrecord.publish.shared.characters import clean
from onrecord.publish.shared.context import Context, origin_words
from onrecord.publish.shared.judgements import amended, judged_words
from onrecord.publish.shared.words import standing_by
from onrecord.serialize import to_json_line

POINTS = {
    "gazetteer": "the place itself",
    "gazetteer-centre": "the centre of a country or division",
    "gazetteer-beside": "the town that the site is called by",
}
"""What the point of a place is, by the rule that gave it."""
LOSSES = (
    "An event without a place, or whose place has no point, is left out; `onrecord` at the end of the file counts them.",
    "A place without a point is left out and counted; one that an event has is part of that event alone.",
    "Statements that carry no event, entities that have no part in one, times, commitments and issues are left out.",
    "An event's parts are their names and words, without the spans of each; incidents, disputes and judgements are their ids or a line in words.",
    "The text of documents is left out but for the sentence around an event or a place.",
    "Characters that XML has no place for (controls, lone surrogates) are U+FFFD.",
)


def write_geojson(selection: Selection, out: IO[str]) -> None:
    """A FeatureCollection: a feature an event that has a point, then in each document those places with one that no event has."""
    counts = dict.fromkeys(
        ("events", "events_without_place", "events_without_point", "places", "places_without_point"), 0
    )
    out.write(f'{{"type":"FeatureCollection","title":{_json(selection.title)},"features":[')
    with beside(selection) as known:
        separator = "\n"
        for bundle in selection.bundles():
            for feature in _features(Context(bundle, selection), known, counts):
                out.write(separator + to_json_line(clean(feature)))
                separator = ",\n"
    out.write(f'\n],"onrecord":{to_json_line(counts)}}}\n')


def _json(words: str) -> str:
    return to_json_line({"_": clean(words)})[5:-1]


def _features(context: Context, known: Beside, counts: dict[str, int]) -> Iterator[Found]:
    judged = known.judgements.within(context.bundle)
    for event in context.bundle.events:
        counts["events"] += 1
        place = context.places.get((event["place"] or {}).get("place") or "")
        if event["place"] is None:
            counts["events_without_place"] += 1
        elif place is None or (point := _point(place)) is None:
            counts["events_without_point"] += 1
        else:
            own = judged.get(event["id"], ())
            properties = _event(context, event, known) | {
                "judged": judged_words(event, own),
                "amended": amended(event, own),
            }
            yield _feature(
                event["id"], point, properties | _place(place) | _report(context, event, event["trigger"]["span"])
            )
    taken = _taken(context.bundle)
    for place in context.bundle.places:
        counts["places"] += 1
        point = _point(place)
        if point is None:
            counts["places_without_point"] += 1
        elif place["id"] not in taken:
            properties = {
                "kind": "place",
                "id": place["id"],
                "judged": judged_words(place, judged.get(place["id"], ())),
            }
            yield _feature(place["id"], point, properties | _place(place) | _report(context, place, place["span"]))


def _taken(bundle: Bundle) -> set[str]:
    return {event["place"]["place"] for event in bundle.events if event["place"] and event["place"]["place"]}


def _feature(identity: str, point: list[float], properties: Found) -> Found:
    return {
        "type": "Feature",
        "id": identity,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": properties,
    }


def _point(place: Found) -> list[float] | None:
    """Longitude and latitude, where both are known and can be."""
    lat, lon = place["lat"], place["lon"]
    if lat is None or lon is None or not (isfinite(lat) and isfinite(lon)):
        return None
    return [lon, lat] if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _event(context: Context, event: Found, known: Beside) -> Found:
    by = context.according_to(event)
    carrier = context.statements.get(event["statement"] or "")
    date = event["date"] or {}
    incident = known.incident(event["id"])
    return {
        "kind": "event",
        "id": event["id"],
        "event_type": event["event_type"],
        "mode": event["mode"],
        "contexts": event["contexts"],
        "status": event["status"],
        "standing": standing_by(event["status"], by),
        "according_to": by,
        "statement": event["statement"],
        "said_as": carrier["act"] if carrier else None,
        "chain": carrier["chain"] if carrier else [],
        "said": " … ".join(carrier["content"]["texts"]) if carrier else None,
        **_parties(context, event, "actors"),
        **_parties(context, event, "recipients"),
        "trigger": event["trigger"]["text"],
        "figures": context.figures(event),
        "date": date.get("value"),
        "date_precision": date.get("precision"),
        "date_words": date.get("text"),
        "confidence": event["confidence"],
        "incident": incident,
        "disputes": known.disputes(event["id"], *filter(None, (event["statement"], incident))),
    }


def _parties(context: Context, event: Found, role: str) -> Found:
    nodes = [context.node(party["entity"]) for party in event[role]]
    return {
        role: [context.name(party) for party in event[role]],
        f"{role}_words": [party["text"] for party in event[role]],
        f"{role}_ids": [node.id if node else "" for node in nodes],
    }


def _place(place: Found) -> Found:
    by = (place.get("origin") or {}).get("by")
    return {
        "place": place["name"], "place_words": place["text"], "country": place["country"], "admin1": place["admin1"],
        "geoname_id": place["geoname_id"], "point_is": POINTS.get(by or "", by), "place_confidence": place["confidence"],
        "place_id": place["id"],
    }  # fmt: skip


def _report(context: Context, record: Found, span: list[int]) -> Found:
    sentence = context.sentence(record["story"], span)
    document: Any = context.document
    return {
        "quotation": sentence["text"],
        "quotation_start": sentence["span"][0],
        "quotation_end": sentence["span"][1],
        "outlet": context.outlet,
        "title": context.title(record["story"]),
        "reported_on": context.day(record["story"]),
        "url": document["url"],
        "path": document["path"],
        "story": record["story"],
        "document": document["id"],
        "origin": origin_words(record),
    }


FORMATS: tuple[Format, ...] = (
    Format("geojson", "what happened where, as GeoJSON", "application/geo+json", Shape.TEXT, {"geojson": write_geojson, "json": write_geojson}, LOSSES),
)  # fmt: skip
