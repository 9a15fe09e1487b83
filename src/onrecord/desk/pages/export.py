"""Export: what a page shows, in the formats of other tools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from onrecord.desk.page import Asking, Desk, Page
from onrecord.publish import Format, Shape, all_formats, is_there

ABOUT = ("story", "document", "entity", "incident", "dispute", "commitment")
"""Pages of one thing: what is written out from there is about it."""
GROUPS = (
    ("To hand over", "dossier timeline citations bibtex csljson"),
    ("The record, and tables of it", "jsonl parquet duckdb csv"),
    ("Investigations, threat reports, maps and graphs", "ftm stix geojson graphml gexf"),
    ("Events", "plover cameo gdelt"),
    ("Annotation, training and provenance", "webannotation prov brat polnear conll docbin"),
)  # fmt: skip
_OF_ONE = re.compile(rf"/({'|'.join(ABOUT)})/([^/]+)$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A format: its file as a browser keeps it, what does not come back from it, and what must be installed first where something must."""

    name: str
    title: str
    file: str
    address: str
    losses: tuple[str, ...]
    missing: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Formats for one purpose."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What is written out, in words, and in which formats it can be."""

    title: str
    about: str | None
    back: str
    groups: tuple[Group, ...]


def view(desk: Desk, asking: Asking) -> Export:
    """The formats for a search, for what one page is about, or for everything."""
    about = asking.given.get("about") or None
    query = None if asking.filters.is_empty else asking.filters.to_query()
    with desk.store.selection(query, about) as selection:
        title, full = selection.title, selection.about
    given = asking.filters.address + (
        f"&about={quote(full)}" if full and asking.filters.address else f"about={quote(full)}" if full else ""
    )
    groups = tuple(Group(name, tuple(_choices(names.split(), given))) for name, names in GROUPS)
    back = f"/{full.partition('-')[0]}/{quote(full)}" if full else f"/search?{asking.filters.address}"
    return Export(title, full, back, groups)


def _choices(names: list[str], given: str) -> Iterator[Choice]:
    for name in names:
        found = all_formats()[name]
        missing = None if is_there(found) else f"pip install 'onrecord[{found.extra}]'"
        for ending in _endings(found):
            yield Choice(name, _title(found, ending), found.file_name(ending), f"/export/{name}?{_with(given, found, ending)}", found.losses, missing)  # fmt: skip


def _endings(found: Format) -> tuple[str, ...]:
    """One for each kind of file: endings under which the same is written are one offer."""
    if found.shape is not Shape.TEXT:
        return (found.ending,)
    return tuple({writer: ending for ending, writer in reversed(tuple(found.writers.items()))}.values())[::-1]


def _title(found: Format, ending: str) -> str:
    return found.title if len(_endings(found)) == 1 else f"{found.title} (.{ending})"


def _with(given: str, found: Format, ending: str) -> str:
    own = urlencode({"ending": ending}) if found.shape is Shape.TEXT and ending != found.ending else ""
    return "&".join(filter(None, (given, own)))


def export_address(path: str, filters: Any) -> str:
    """Where a page's Export leads: to what the page is about, else to what its filters find."""
    one = _OF_ONE.match(path or "")
    query = f"about={one[2]}" if one else filters.address
    return f"/export?{query}" if query else "/export"


PAGES = (Page("/export", "export", "export.html", view),)
