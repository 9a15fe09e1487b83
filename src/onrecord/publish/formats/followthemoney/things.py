"""Persons, bodies, ships and places as things of FollowTheMoney: which schema each is, and what is known of one from many documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.names.words import read_body
from onrecord.publish.formats.followthemoney import values
from onrecord.publish.selection import Found

SCHEMATA = {
    "person": "Person", "organisation": "Organization", "government": "PublicBody", "armed_group": "Organization", "country": "PublicBody",
    "vessel": "Vessel", "place": "Address", "facility": "Address", "operation": "Project",
}  # fmt: skip
"""By the kind of an entity; a country is the state that acts and speaks. Of what is `other` nothing is known."""
LEGAL = frozenset({"Person", "Organization", "PublicBody", "Company"})
"""Schemata that may take part in an Event and be what a Mention stands for."""
COMPANY_FORMS = frozenset({"ag", "llc", "jsc", "limited", "corp", "plc", "inc", "co"})
"""Legal forms, as `names/body_words.csv` has them, that only a company has."""
MOST_PROOFS = 1000


@dataclass(frozen=True, slots=True)
class Thing:
    """What is known of a thing from all documents."""

    schema: str
    properties: Mapping[str, list[str | None]]
    possible: tuple[tuple[str, str], ...]
    """Others that may be the same, each with the reason."""


def schema_of(entity: Found) -> str | None:
    """The schema of an entity; a Company only where its name has a company's legal form. None where there is none."""
    schema = SCHEMATA.get(entity.get("kind") or "")
    if schema == "Organization" and read_body(entity["name"]).form in COMPANY_FORMS:
        return "Company"
    return schema


def merged(parts: Iterable[Found]) -> Thing:
    """One thing of what documents say of it: the schema that most have, all names, all articles."""
    schemata: Counter[str] = Counter()
    kept: dict[str, dict[str, None]] = {key: {} for key in ("name", "names", "country", "office", "proof", "keywords")}
    points: set[tuple[float, float]] = set()
    possible: dict[tuple[str, str], None] = {}
    for part in parts:
        schemata[part["schema"]] += 1
        for key, seen in kept.items():
            found = part[key] if isinstance(part[key], list) else [part[key]]
            seen.update(
                dict.fromkeys(value for value in found if value and (key != "proof" or len(seen) < MOST_PROOFS))
            )
        points |= {(part["point"][0], part["point"][1])} if part["point"] else set()
        possible.update(dict.fromkeys((other, reason) for other, reason in part["possible"]))
    schema = _schema(schemata)
    names = [name for name in (*kept["name"], *kept["names"]) if values.name(name)] or ["?"]
    properties = _properties(schema, names[0], [*names[1:], *kept["names"]], points)
    properties |= {key: list(kept[key]) for key in ("country", "proof", "keywords")}
    if schema == "Person":
        properties["position"] = [*values.by_word(kept["office"])]
    return Thing(schema, properties, tuple(possible))


def _schema(schemata: Counter[str]) -> str:
    """The commonest, a legal entity before others: what mentions and events refer to must stay one."""
    legal = Counter({schema: count for schema, count in schemata.items() if schema in LEGAL})
    return (legal or schemata).most_common(1)[0][0]


def _properties(
    schema: str, name: str, others: Iterable[str], points: set[tuple[float, float]]
) -> dict[str, list[str | None]]:
    """Names and, where all documents have the same one, the point. A single word of a longer name is a weak alias, no ground to match on."""
    if schema == "Address":
        point = next(iter(points)) if len(points) == 1 else None
        where = {"latitude": values.number(point[0]), "longitude": values.number(point[1])} if point else {}
        return {
            "full": [name],
            "name": [name],
            "alias": _other(name, others),
            **{key: [value] for key, value in where.items()},
        }
    written = _other(name, others)
    weak: list[str | None] = [one for one in written if one and len(one.split()) == 1 < len(name.split())]
    return {"name": [name], "alias": [one for one in written if one not in weak], "weakAlias": weak}


def _other(name: str, others: Iterable[str]) -> list[str | None]:
    own = values.name(name)
    return [one for one in dict.fromkeys(map(values.name, others)) if one and one != own]


__all__ = ["COMPANY_FORMS", "LEGAL", "MOST_PROOFS", "SCHEMATA", "Thing", "merged", "schema_of"]
