"""The map: where events happened, drawn from the rows below it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.desk.ledger import EVENT_FILTERS, address, check_ending, csv_file, unused
from onrecord.desk.page import Asking, Desk, Download, Page
from onrecord.desk.rows import COLUMNS, cells
from onrecord.publish.shared.words import STANDINGS
from onrecord.store import Happening, Placed, Query
from onrecord.web.guard import Refused

MOST_EVENTS = 2_000
"""Events with a point that a map is drawn from, the newest of those that fit."""
ROWS_SHOWN, POINTS_SHOWN, LOST_SHOWN = 100, 200, 60
GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Point:
    """A point with what happened there: `count` of happenings (an incident counts once), `reports` of events, by status.

    `address` is the page with the rows of this point alone.
    """

    key: str
    lat: float
    lon: float
    names: tuple[str, ...]
    count: int
    reports: int
    statuses: tuple[tuple[str, int], ...]
    address: str


@dataclass(frozen=True, slots=True)
class Map:
    """Points, the heaviest first, and the rows behind them, the newest first; `left_out` is how many rows are not shown here.

    `at` is the point whose rows are shown, None for all. `lost` are names of places for which no point is known, with how many events.
    """

    points: tuple[Point, ...]
    rows: tuple[Happening, ...]
    left_out: int
    events: int
    has_more: bool
    at: Point | None
    lost: tuple[tuple[str, int], ...]
    lost_left_out: int
    has_more_lost: bool
    unused: tuple[str, ...]
    all_address: str
    csv: str
    geojson: str
    json: str
    statuses: tuple[str, ...]
    most: int = MOST_EVENTS
    points_shown: int = POINTS_SHOWN


def view(desk: Desk, asking: Asking) -> Map:
    """The map of what fits the bar; with `at`, the rows of one point."""
    found = desk.store.mapped(_query(asking), MOST_EVENTS)
    points = _points(found.placed, asking)
    at = _at(points, asking)
    placed = [one for one in found.placed if at is None or _key(one) == at.key]
    own = {"at": at.key} if at else {}
    return Map(
        points, desk.store.happenings([one.event for one in placed[:ROWS_SHOWN]]), max(0, len(placed) - ROWS_SHOWN), len(found.placed),
        found.has_more, at, found.lost[:LOST_SHOWN], max(0, len(found.lost) - LOST_SHOWN), found.has_more_lost,
        unused(asking.filters, EVENT_FILTERS), address("/map", asking.filters, {}), address("/map.csv", asking.filters, own),
        address("/map.geojson", asking.filters, own), address("/map.json", asking.filters, own), _statuses(points),
    )  # fmt: skip


def _statuses(points: Sequence[Point]) -> tuple[str, ...]:
    known = {status for point in points for status, _ in point.statuses}
    return tuple(status for status in STANDINGS if status in known)


def _query(asking: Asking) -> Query:
    return asking.filters.to_query(kind="event")


def _key(one: Placed) -> str:
    return f"{one.lat:.4f},{one.lon:.4f}"


def _points(placed: Sequence[Placed], asking: Asking) -> tuple[Point, ...]:
    groups: dict[str, list[Placed]] = {}
    for one in placed:
        groups.setdefault(_key(one), []).append(one)
    made = [_point(key, group, asking) for key, group in groups.items()]
    return tuple(sorted(made, key=lambda point: (-point.count, point.key)))


def _point(key: str, group: list[Placed], asking: Asking) -> Point:
    statuses = Counter(status for _, status in {(one.happening, one.status) for one in group})
    names = Counter(one.name for one in group)
    return Point(
        key, group[0].lat, group[0].lon, tuple(name for name, _ in names.most_common(3)), len({one.happening for one in group}), len(group),
        tuple(sorted(statuses.items(), key=lambda item: (-item[1], item[0]))), address("/map", asking.filters, {"at": key}),
    )  # fmt: skip


def _at(points: Sequence[Point], asking: Asking) -> Point | None:
    wanted = asking.given.get("at", "")
    if not wanted:
        return None
    found = next((point for point in points if point.key == wanted), None)
    if found is None:
        raise Refused(404, "nothing that fits happened at this point")
    return found


def view_file(desk: Desk, asking: Asking) -> Download:
    """All rows of the map as a table or as GeoJSON (RFC 7946), a feature an event."""
    ending = check_ending(asking, "csv", "geojson")
    found = desk.store.mapped(_query(asking), MOST_EVENTS)
    at = asking.given.get("at", "")
    rows = desk.store.happenings([one.event for one in found.placed if not at or _key(one) == at])
    if ending == "csv":
        return csv_file("map.csv", COLUMNS, map(cells, rows))
    body = json.dumps({"type": "FeatureCollection", "features": list(map(_feature, rows))}, ensure_ascii=False)
    return Download("map.geojson", GEOJSON, (body.encode("utf-8", "replace"),))


def _feature(row: Happening) -> dict[str, Any]:
    properties = {
        name: "; ".join(map(str, value)) if isinstance(value, tuple | list) else value
        for name, value in zip(COLUMNS, cells(row), strict=True)
        if name not in ("lat", "lon")
    }
    return {
        "type": "Feature",
        "id": row.id,
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": properties,
    }


PAGES = (
    Page("/map", "map", "map.html", view, is_costly=True),
    Page("/map.{ending}", "map-file", "map.html", view_file, is_costly=True),
)
