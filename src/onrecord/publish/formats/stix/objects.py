"""Objects of STIX 2.1 as plain JSON: ids, dates, what every object has, identities, and the extension for what STIX has no place for.

https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html. Ids are UUIDv5 of record ids in a namespace of our own; nothing is made
by chance or by the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from onrecord.publish.formats.followthemoney import values
from onrecord.publish.selection import Found
from onrecord.publish.shared.cast import point_of
from onrecord.rules.countries import country_name
from onrecord.rules.country_codes import alpha_2

NAMESPACE = UUID("5d0c1c9e-3c0b-5a5e-9a56-0f1d6f1a7c11")
UNKNOWN_DATE = "1970-01-01T00:00:00.000Z"
"""What stands where STIX wants a date and none is known to the day."""
CLASSES = {
    "person": "individual", "organisation": "organization", "government": "organization", "armed_group": "group", "country": "organization",
    "facility": "unknown",
}  # fmt: skip
"""Identity classes by the kind of an entity; other kinds are no identities."""
SECTORS = {
    "GOV": "government", "LEG": "government", "JUD": "government", "SPY": "government", "COP": "government", "MIL": "defense",
    "EDU": "education", "MED": "healthcare", "AGR": "agriculture", "BUS": "commercial", "NGO": "non-profit",
}  # fmt: skip
"""STIX's industry sectors by PLOVER's; the others have none."""
MOST_KEPT = 200
"""Names, offices and reasons of one thing that are kept."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def stix_id(kind: str, key: str) -> str:
    """The id of an object that stands for a record."""
    return f"{kind}--{uuid5(NAMESPACE, f'{kind} {key}')}"


PROGRAM = stix_id("identity", "onrecord")
EXTENSION = stix_id("extension-definition", "record")


def made(kind: str, key: str, when: str, **given: Any) -> Found:
    """An object with what all have; fields that are None or empty are left out, as STIX wants it."""
    found = {
        "type": kind, "spec_version": "2.1", "id": stix_id(kind, key), "created_by_ref": PROGRAM, "created": when, "modified": when,
    }  # fmt: skip
    return found | {
        name: cleaned for name, value in given.items() if (cleaned := _clean(value)) not in (None, [], "", {})
    }


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return words(value)
    if isinstance(value, list):
        kept = [one for one in map(_clean, value) if one not in (None, [], "", {})]
        return list(dict.fromkeys(kept)) if all(isinstance(one, str) for one in kept) else kept
    if isinstance(value, dict):
        cleaned = ((name, _clean(one)) for name, one in value.items())
        return {name: one for name, one in cleaned if one not in (None, [], "", {})}
    return value


def words(value: str) -> str:
    """Text that is whole Unicode: without controls, and a mark for half a character."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", value)).strip()


def extension(**given: Any) -> Found:
    """What the record has and STIX has no place for, as a property extension."""
    return {EXTENSION: {"extension_type": "property-extension", **given}}


def timestamp(document: Found, story: Found) -> str:
    """When a story was published; midnight where only the day is known, and a fixed date where not even that is."""
    written = story["written_on"]
    found = values.moment(document["published"]) or (values.moment(written["value"]) if written else None)
    if found is None or len(found) < len("2026-03-11"):
        return UNKNOWN_DATE
    return f"{found if 'T' in found else found + 'T00:00:00'}.000Z"


def later(when: str, milliseconds: int) -> str:
    """The same second with other milliseconds, of which there are a thousand."""
    return f"{when[:-5]}.{milliseconds % 1000:03}Z"


def references(document: Found, record: str) -> list[Found]:
    """Where it was published, and the id under which the record has it."""
    url = values.url(document["url"] or "")
    outlet = words(document["outlet"] or "") or None
    published = {
        "source_name": outlet or "the publisher",
        "url": url,
        "description": f"Published by {outlet}" if outlet else None,
    }
    own = {"source_name": "onrecord", "external_id": record}
    return [*([published] if outlet or url else []), own]


def program() -> tuple[Found, Found]:
    """Who made the bundle, and the definition of the extension."""
    own = made("identity", "onrecord", UNKNOWN_DATE, name="onrecord", identity_class="system", description=_SELF)
    definition = made(
        "extension-definition", "record", UNKNOWN_DATE, name="What news say, according to whom", description=_EXTENSION, schema=_SCHEMA,
        version="1.0.0", extension_types=["property-extension"],
    )  # fmt: skip
    return own, definition


def merged_identity(owner: str, parts: Iterable[Found]) -> Found:
    """One identity, threat actor or intrusion set of what documents say of it; dates are those of its first and its last story."""
    first: Found = {}
    known: dict[str, dict[str, None]] = {key: {} for key in ("names", "labels", "office", "sector", "why")}
    earliest = latest = ""
    for part in parts:
        first = first or part
        earliest, latest = min(earliest or part["when"], part["when"]), max(latest, part["when"])
        for key, seen in known.items():
            seen.update(dict.fromkeys(value for value in part.get(key, ()) if value and len(seen) < MOST_KEPT))
    names = [name for name in known["names"] if words(name)] or ["?"]
    common = {
        "name": names[0], "labels": sorted(known["labels"]), "extensions": extension(record_id=first["entity"], kind=first["kind"]),
    }  # fmt: skip
    described = _identity(first, known, names) if first["type"] == "identity" else _actor(first, known, names)
    return made(first["type"], "", earliest, **common, **described) | {"id": owner, "modified": latest}


def _identity(first: Found, known: dict[str, dict[str, None]], names: list[str]) -> Found:
    sectors = sorted({SECTORS[sector] for sector in known["sector"] if sector in SECTORS})
    called = f"Also called: {'; '.join(names[1:])}" if names[1:] else None
    return {
        "identity_class": CLASSES[first["kind"]],
        "roles": values.by_word(known["office"]),
        "sectors": sectors,
        "description": called,
    }


def _actor(first: Found, known: dict[str, dict[str, None]], names: list[str]) -> Found:
    is_hacker = first["type"] == "threat-actor" and first["kind"] != "armed_group"
    types = {"threat_actor_types": ["hacker"]} if is_hacker else {}
    return {"aliases": names[1:], "description": "\n".join([_ACTOR, *known["why"]]), **types}


def location(place: Found, when: str) -> Found | None:
    """A place with a point of its own, else the country in which it lies; None where neither is known. OpenCTI takes what has a country
    and no `city` for that country: a province without a point would become one.
    """
    country, own = alpha_2(place["country"]), point_of(place)
    if own is None:
        name = country_name(place["country"]) if country is not None else None
        return made("location", f"country {country}", UNKNOWN_DATE, name=name, country=country) if name else None
    key = f"geonames {place['geoname_id']}" if place["geoname_id"] is not None else place["id"]
    return made(
        "location", key, when, name=place["name"], city=place["name"], country=country, administrative_area=place["admin1"], latitude=own[0],
        longitude=own[1],
    )  # fmt: skip


_SELF = "Reads news into a record of who said and did what, according to whom. What it writes is what reports say, never a finding of its own."
_EXTENSION = (
    "What a record of news has and STIX has no place for: the id of the record, how a deed stands (status: actual where the report itself "
    "asserts it, else reported, alleged, denied, planned, threatened, conditional, called_for, negated, historical), who is reported as "
    "saying it and how, and how sure the program is that it read the words right. That is no probability that they are true."
)
_SCHEMA = (
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["extension_type"],"properties":{"extension_type":'
    '{"const":"property-extension"},"record_id":{"type":"string"},"kind":{"type":"string"},"status":{"type":"string"},"according_to":'
    '{"type":"string"},"source":{"type":"object"},"act":{"type":"string"},"polarity":{"type":"string"},"certainty":{"type":"string"},'
    '"quotation":{"type":"string"},"events":{"type":"array"},"coding":{"type":"array"},"evidence":{"type":"string"},"span":{"type":"array"},'
    '"published":{"type":"string"},"reading_confidence":{"type":"number"}}}'
)
_ACTOR = "Called so for what reports and sources say of it, each in a note with its words and its source; no finding of the program that made this bundle."


__all__ = [
    "CLASSES", "EXTENSION", "PROGRAM", "SECTORS", "UNKNOWN_DATE", "extension", "later", "location", "made", "merged_identity", "program", "references", "stix_id",
    "timestamp", "words",
]  # fmt: skip
