"""Events for those who have event pipelines: PLOVER's JSON, CAMEO rows as PETRARCH writes them, and GDELT's table of events.

Which event becomes a row: PLOVER takes every one, with its status beside it; CAMEO's rows are of what happened or is said to have, with the
status and the source in columns behind the usual ones; GDELT's table has no place for either, and so has only what reports themselves assert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import IO, Any, NamedTuple

from onrecord.model import Event, EventStatus, Participant, Statement
from onrecord.publish.formats.followthemoney import values
from onrecord.publish.formats.plover import TYPE_CODES, actor_code, cameo_rows, day_of, plover_object
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Bundle, Found, Selection
from onrecord.publish.shared.cast import point_of
from onrecord.publish.shared.judgements import LOSS as JUDGED
from onrecord.publish.shared.judgements import put_right
from onrecord.rules.countries import country_name, country_of_name
from onrecord.rules.country_codes import fips_code
from onrecord.rules.ontology import cameo_code, goldstein_score
from onrecord.serialize import evidence_in, from_object, to_json_line

ASSERTED = frozenset({EventStatus.ACTUAL, EventStatus.HISTORICAL})
"""Statuses of what the report itself says was done: the events of a table that has no place for a source."""
AUXILIARY = {
    EventStatus.PLANNED: "future", EventStatus.THREATENED: "hypothetical", EventStatus.CONDITIONAL: "hypothetical",
    EventStatus.CALLED_FOR: "hypothetical", EventStatus.NEGATED: "negation", EventStatus.DENIED: "negation", EventStatus.HISTORICAL: "historical",
}  # fmt: skip
"""PLOVER's auxiliary modes, which its manual puts among the contexts: whoever counts events finds there which did not happen."""
_BREAKS = re.compile(r"[\t\r\n\v\f\x00-\x08\x0e-\x1f\x7f\x85\u2028\u2029]+")
"""What would end a cell or a row of a table whose cells are divided by tabs."""


class Told(NamedTuple):
    """An event with what stands around it."""

    event: Event
    story: Found
    document: Found
    statements: Mapping[str, Statement]
    places: Mapping[str, Found]

    @property
    def day(self) -> str | None:
        """When the story was written, else when its document was published."""
        written: str | None = (self.story["written_on"] or {}).get("value")
        return written or self.document["published"]

    @property
    def said_by(self) -> str:
        """According to whom; empty where the report itself says it."""
        carrier = self.statements.get(self.event.statement or "")
        phrase = carrier.source.phrase if carrier else None
        return phrase.text if phrase else ""


def _told(selection: Selection) -> Iterator[Told]:
    for bundle in put_right(selection):
        yield from _of_bundle(bundle)


def _of_bundle(bundle: Bundle) -> Iterator[Told]:
    stories = {story["id"]: story for story in bundle.stories}
    statements = {found["id"]: from_object(found) for found in bundle.statements}
    places = {found["id"]: found for found in bundle.places}
    for found in bundle.events:
        yield Told(from_object(found), stories[found["story"]], bundle.document, statements, places)


# --- PLOVER ---------------------------------------------------------------------------------------


def write_plover(selection: Selection, out: IO[str]) -> None:
    """One object of PLOVER's JSON a line."""
    for told in _told(selection):
        out.write(to_json_line(_plover(told)) + "\n")


def _plover(told: Told) -> Found:
    """PLOVER's object, whose `text` is the paragraphs in which the event stands."""
    event, document = told.event, told.document
    start, end = _paragraphs(told)
    found = plover_object(event, id=event.id, date=told.day, text=document["text"][start:end], statements=told.statements, shift=start)  # fmt: skip
    for place in found["event_loc"]:
        place |= _location(told.places.get(event.place.place or "") if event.place else None)
    if event.status in AUXILIARY:
        found["context"].append(AUXILIARY[event.status])
    title = told.story["title"]
    found["cite_info"] = {
        "corpus": document["outlet"], "url": document["url"], "title": title["text"] if title else document["title"],
        "language": "eng", "publication": told.day,
    }  # fmt: skip
    found["onrecord"] |= {
        "story": event.story, "document": document["id"], "text_start": start, "statement": event.statement, "confidence": event.confidence,
        "actor": [party.entity for party in event.actors], "recipient": [party.entity for party in event.recipients],
    }  # fmt: skip
    return found


def _paragraphs(told: Told) -> tuple[int, int]:
    """From the first to the last paragraph of the story that holds any of the event's words."""
    spans = [span for _, span in evidence_in(_evidence(told.event))]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    lines = [span for paragraph in told.story["paragraphs"] for span in paragraph["spans"]]
    starts, ends = [s for s, _ in lines if s <= first], [e for _, e in lines if e >= last]
    return max(starts, default=first), min(ends, default=last)


def _evidence(event: Event) -> list[Found]:
    parties = (party.evidence for party in (*event.actors, *event.recipients))
    others = [part.evidence for part in (event.date, event.place) if part]
    return [{"text": one.text, "span": [one.span.start, one.span.end]} for one in (event.trigger, *parties, *others)]


def _location(place: Found | None) -> Found:
    if place is None:
        return {}
    return {"geonameid": place["geoname_id"], "lat": place["lat"], "lon": place["lon"], "province": place["admin1"]}


# --- CAMEO ----------------------------------------------------------------------------------------


def write_cameo(selection: Selection, out: IO[str]) -> None:
    """Tab-separated, without a header: date, source, target, code, event, trigger, status, according to whom, outlet."""
    for told in _told(selection):
        for row in cameo_rows(told.event, id=told.event.id, date=told.day):
            cells = (*row, told.event.status.value, told.said_by, told.document["outlet"] or "")
            out.write("\t".join(map(_cell, cells)) + "\n")


def _cell(value: Any) -> str:
    return "" if value is None else _BREAKS.sub(" ", str(value))


# --- GDELT ----------------------------------------------------------------------------------------

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code")  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
NO_COUNTRIES = frozenset({"IGO", "IMG", "ISM", "MNC", "NGO", "UNO"})
"""What PLOVER writes in place of a country: in GDELT's table these are types of actors."""
GDELT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR), "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone", *(f"Actor1Geo_{name}" for name in _GEO), *(f"Actor2Geo_{name}" for name in _GEO),
    *(f"ActionGeo_{name}" for name in _GEO), "DATEADDED", "SOURCEURL",
)  # fmt: skip
"""The 61 columns of GDELT 2.0's table of events, in order (codebook of 19 February 2015)."""


def write_gdelt(selection: Selection, out: IO[str]) -> None:
    """Tab-separated, without a header, as GDELT's files are: one row for each pair of parties of what reports themselves assert."""
    for told in _told(selection):
        if told.event.status in ASSERTED and (day := day_of(told.event, told.day)):
            for number, (one, other) in enumerate(_pairs(told.event)):
                cells = _gdelt(told, day, one, other, number)
                out.write("\t".join(_cell(cells.get(name)) for name in GDELT_COLUMNS) + "\n")


def _pairs(event: Event) -> list[tuple[Participant | None, Participant | None]]:
    """Who acts on whom; parties that act together act on one another."""
    if event.recipients or len(event.actors) < 2:
        return list(product(event.actors or (None,), event.recipients or (None,)))
    return [(one, other) for one, other in product(event.actors, event.actors) if one is not other]


def _gdelt(told: Told, day: str, one: Participant | None, other: Participant | None, number: int) -> dict[str, Any]:
    event = told.event
    code = cameo_code(event.event_type, event.mode, event.contexts)
    year, month, date = day.split("-")
    published = values.moment(told.document["published"]) or ""
    added = re.sub(r"\D", "", published if len(published) >= len(day) else day)
    return {
        # A number of 53 bits, which every reader of JSON and of numbers as double precision keeps.
        "GLOBALEVENTID": (int(event.id.rpartition("-")[2][:13], 16) + number) & ((1 << 53) - 1),
        "SQLDATE": year + month + date, "MonthYear": year + month, "Year": year,
        "FractionDate": f"{int(year) + ((int(month) - 1) * 30 + int(date)) / 365:.4f}",
        **_actor("Actor1", one), **_actor("Actor2", other),
        "IsRootEvent": int(_is_leading(told)), "EventCode": code, "EventBaseCode": code[:3], "EventRootCode": code[:2],
        "QuadClass": _quad_class(code), "GoldsteinScale": goldstein_score(code), "NumMentions": 1, "NumSources": 1, "NumArticles": 1,
        "Actor1Geo_Type": 0, "Actor2Geo_Type": 0, **_geo("ActionGeo", told), "DATEADDED": added.ljust(14, "0"), "SOURCEURL": told.document["url"] or told.document["id"],
    }  # fmt: skip


def _quad_class(code: str) -> int:
    """GDELT's class of a CAMEO code, which goes by its root and is not always PLOVER's: 01-05, 06-09, 10-14, 15-20."""
    return 1 + sum(int(code[:2]) > last for last in (5, 9, 14))


def _actor(prefix: str, party: Participant | None) -> dict[str, Any]:
    if party is None:
        return {}
    code = actor_code(party)
    is_country = bool(party.country) and party.country not in NO_COUNTRIES
    kinds = [party.country if party.country in NO_COUNTRIES else None, _type_code(party.sector)]
    return {
        f"{prefix}Code": "" if code == "---" else code, f"{prefix}Name": party.evidence.text.upper(),
        f"{prefix}CountryCode": party.country if is_country else None,
        **{f"{prefix}Type{number}Code": kind for number, kind in enumerate(dict.fromkeys(filter(None, kinds)), 1)},
    }  # fmt: skip


def _type_code(sector: str | None) -> str | None:
    """CAMEO's code of a role, where it has one for a sector of PLOVER."""
    return None if sector in ("REL", "UNK") else TYPE_CODES.get(sector or "", sector)


def _is_leading(told: Told) -> bool:
    """Whether the words stand in the first paragraph of the story that is prose."""
    first = next((one["spans"] for one in told.story["paragraphs"] if one["kind"] == "prose"), None)
    return first is not None and told.event.trigger.span.start < first[-1][1]


def _geo(prefix: str, told: Told) -> dict[str, Any]:
    place = told.places.get(told.event.place.place or "") if told.event.place else None
    if place is None or place["lat"] is None:
        return {f"{prefix}_Type": 0}
    country = fips_code(place["country"]) or ""
    names = (place["name"], place["admin1"], country_name(place["country"]) if place["country"] else None)
    kind = _geo_type(place)
    return {
        f"{prefix}_Type": kind, f"{prefix}_FullName": ", ".join(dict.fromkeys(filter(None, names))), f"{prefix}_CountryCode": country,
        f"{prefix}_ADM1Code": country, f"{prefix}_Lat": place["lat"], f"{prefix}_Long": place["lon"],
        f"{prefix}_FeatureID": country if kind == 1 else "",
    }  # fmt: skip


def _geo_type(place: Found) -> int:
    """GDELT's (0 stands where there is no place): 1 a country, 2 a state of the USA, 3 a town there, 4 a town elsewhere, 5 what is a country's first division elsewhere."""
    if country_of_name(place["name"]) == place["country"]:
        return 1
    is_american = place["country"] == "USA"
    if place["name"] == place["admin1"] and point_of(place) is None:
        return 2 if is_american else 5
    return 3 if is_american else 4


FORMATS = (
    Format(
        "plover", "PLOVER's JSON, one event a line", "application/x-ndjson", Shape.TEXT, {"jsonl": write_plover},
        losses=(
            "Only events are written; who reports an event and whether it happened stand under `onrecord`, which PLOVER does not know.",
            "Of several statements around an event only the one that carries it is named; statements that carry no event are left out.",
            "Amounts and what is known across documents are left out.",
            JUDGED,
        ),
    ),
    Format(
        "cameo", "CAMEO rows as PETRARCH writes them", "text/tab-separated-values", Shape.TEXT, {"tsv": write_cameo},
        losses=(
            "Only what happened or is said to have happened is written: planned, threatened, demanded, denied, negated and conditional events are left out.",
            "An event is a row for each pair of its parties, who are codes of country and sector; CAMEO codes are coarser than types, modes and contexts.",
            "The words of statements, places, amounts and what is known across documents are left out.",
            JUDGED,
        ),
    ),
    Format(
        "gdelt", "a table of events with the columns of GDELT 2.0", "text/tab-separated-values", Shape.TEXT,
        {"csv": write_gdelt, "tsv": write_gdelt},
        losses=(
            "Only what the reports themselves assert is written: the table has no place for a source, so what somebody reports or alleges is left out.",
            "An event without a day, of its own or of its story, is left out; one in a month or a year stands at the day of its story where that lies in it, else nowhere.",
            "Each row counts as one mention, one source and one article; tone, codes of known groups, of ethnic groups and of religions and the places of actors are empty.",
            "The words of statements, amounts and what is known across documents are left out.",
            JUDGED,
        ),
    ),
)  # fmt: skip
