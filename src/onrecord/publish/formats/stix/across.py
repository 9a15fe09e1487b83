"""What is known across documents as objects of STIX: the tellings of one happening, and sides that do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.publish.formats.stix.objects import UNKNOWN_DATE, extension, made, stix_id
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.scratch import Gathering


def across_documents(selection: Selection, gathered: Gathering) -> Iterator[Found]:
    """The tellings of one happening as a grouping, none merged with another; sides that do not agree as a note on their reports."""
    for found in selection.across("incident"):
        own = [one for event in found["events"] for one in _deeds(event, gathered)]
        if len(own) > 1:
            described = f"Told of the same happening, as far as can be read. {'; '.join(found['reasons'])}"
            yield made(
                "grouping", found["id"], UNKNOWN_DATE, name=found["title"] or "One happening, told several times", context="unspecified", object_refs=own, description=described,
                extensions=extension(record_id=found["id"]),
            )  # fmt: skip
    for found in selection.across("dispute"):
        note = _dispute(found, gathered)
        if note is not None:
            yield note


def _deeds(event: str, gathered: Gathering) -> list[str]:
    """What stands for an event in the bundle."""
    return [one for kind in ("incident", "campaign") if gathered.has(one := stix_id(kind, event))]


def _dispute(found: Found, gathered: Gathering) -> Found | None:
    told = [one for side in found["sides"] for one in side["said"]]
    reports = [one for said in told if gathered.has(one := stix_id("report", said["story"]))]
    if not reports:
        return None
    lines = [
        f"- {side['value']}, according to {', '.join(side['sources'] or side['outlets']) or 'the report itself'}: "
        + " / ".join(f"“{one['text']}”" for one in side["said"])
        for side in found["sides"]
    ]
    incidents = [one for side in found["sides"] for event in side["events"] for one in _deeds(event, gathered)]
    authors = [source for side in found["sides"] for source in side["sources"]]
    return made(
        "note", found["id"], UNKNOWN_DATE, abstract=f"Disputed ({found['kind']}, {found['state']}): {found['about']}", content="\n".join(lines),
        authors=authors, object_refs=[*reports, *incidents], labels=["dispute", found["kind"], found["state"]], extensions=extension(record_id=found["id"]),
    )  # fmt: skip


__all__ = ["across_documents"]
