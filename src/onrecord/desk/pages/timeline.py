"""What happened, in the order of happening, and what was said about it at the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from onrecord.desk.ledger import check_ending, csv_file
from onrecord.desk.page import Asking, Desk, Download, Page
from onrecord.errors import StoreError, UsageError
from onrecord.store import Standing, Timeline, TimelineQuery, TimelineRow
from onrecord.web.filters import Filters

SHOWN = 30
MOST = 600
"""Events and statements of somebody that are looked through, and rows of a file: the newest."""
COLUMNS = (
    "date", "date_from", "type", "id", "what", "kind", "actors", "recipients", "words", "place", "standing", "figures", "outlets",
    "independent_reports", "first_reported", "said", "disputes", "stories",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of a timeline. `of` is what was asked for, `id` an entity's where it is one, `left_out` how many rows come after;
    `unused` are filters of the bar that say nothing here. Addresses are those of the pages beside it, of the same with or without
    everything that was said, and of the file.
    """

    of: str | None
    is_asked: bool
    problem: str | None
    subject: str
    id: str | None
    rows: tuple[TimelineRow, ...]
    start: int
    left_out: int
    is_cut: bool
    has_said: bool
    unused: tuple[str, ...]
    address: str
    earlier: str | None
    later: str | None
    with_said: str
    file: str


def view(desk: Desk, asking: Asking) -> TimelinePage:
    """The timeline of a person, a body, a place, an incident or a story, or of the search in the bar."""
    start = asking.number("start", 0, least=0, most=MOST * 10)
    found, problem = _found(desk, asking, start, SHOWN)
    of, has_said = _of(asking), _has_said(asking)
    return TimelinePage(
        of,
        found is not None or problem is not None,
        problem,
        found.subject if found else "",
        (of if of in found.entities else found.entities[0]) if found and found.entities else None,
        found.rows if found else (),
        start,
        found.left_out if found else 0,
        found is not None and found.is_cut,
        has_said,
        _unused(asking),
        _address(asking),
        _address(asking, start=max(0, start - SHOWN)) if start else None,
        _address(asking, start=start + SHOWN) if found and found.left_out else None,
        _address(asking, said="" if has_said else "1"),
        _address(asking, form=".csv"),
    )


def _found(desk: Desk, asking: Asking, start: int, limit: int) -> tuple[Timeline | None, str | None]:
    """The timeline, or why there is none; neither where nothing is asked."""
    query = _query(asking, start, limit)
    if not (query.subject or query.words):
        return None, None
    try:
        return desk.store.timeline(query), None
    except StoreError as error:
        if "is called so" not in str(error):
            raise
        return None, f"Nobody and no place is called “{query.subject}”."


def _query(asking: Asking, start: int, limit: int) -> TimelineQuery:
    filters = asking.filters
    return filters.to_timeline(
        subject=_of(asking), said=_has_said(asking), start=start, limit=limit, status="alleged" if filters.alleged_only else filters.status,
        act=filters.act, disputed=filters.disputed_only, most=MOST,
    )  # fmt: skip


def _of(asking: Asking) -> str | None:
    return asking.given.get("of", "").strip()[:300] or asking.filters.who


def _has_said(asking: Asking) -> bool:
    return asking.given.get("said", "") not in ("", "0")


def _unused(asking: Asking) -> tuple[str, ...]:
    filters: Filters = asking.filters
    found = {"To whom": filters.to_whom, "Kind": filters.kind, "Who": filters.who if asking.given.get("of") else None}
    if filters.alleged_only and filters.status not in (None, "alleged"):
        found["Status"] = filters.status
    return tuple(name for name, value in found.items() if value)


def _address(asking: Asking, *, form: str = "", **more: object) -> str:
    """The address of this timeline, with the filters of the bar."""
    given: dict[str, object] = {name: asking.given[name] for name in ("of", "said") if asking.given.get(name)}
    given = {name: value for name, value in (given | more).items() if value}
    query = "&".join(filter(None, [urlencode(given), asking.filters.address]))
    return f"/timeline{form}" + (f"?{query}" if query else "")


# --- the file -------------------------------------------------------------------------------------


def view_file(desk: Desk, asking: Asking) -> Download:
    """The rows as a table."""
    check_ending(asking, "csv")
    found, problem = _found(desk, asking, 0, MOST)
    if found is None:
        raise UsageError(problem or "a timeline of whom or what? give of, who or q")
    return csv_file(f"timeline-{found.subject}.csv", COLUMNS, map(_cells, found.rows))


def _cells(row: TimelineRow) -> list[Any]:
    values = {
        "date": row.date, "date_from": row.date_from, "type": row.type, "id": row.id, "what": row.what, "kind": row.kind,
        "actors": "; ".join(row.actors), "recipients": "; ".join(row.recipients), "words": "; ".join(row.triggers), "place": row.place,
        "standing": "; ".join(map(_standing, row.standing)), "figures": "; ".join(row.figures), "outlets": "; ".join(row.outlets),
        "independent_reports": row.independent_reports, "first_reported": row.first_reported, "said": " | ".join(_said(row)),
        "disputes": " | ".join(f"{one.about}: {' / '.join(one.values)} ({one.state})" for one in row.disputes), "stories": "; ".join(row.stories),
    }  # fmt: skip
    return [values[column] for column in COLUMNS]


def _standing(found: Standing) -> str:
    return found.status + (f" by {', '.join(found.by)}" if found.by else "")


def _said(row: TimelineRow) -> Iterator[str]:
    for said in row.said:
        yield f"{said.source or '(not said who)'}, {said.act}: {said.words}" + (f" ({said.said_on})" if said.said_on else "")  # fmt: skip


PAGES: tuple[Page, ...] = (
    Page("/timeline", "timeline", "timeline.html", view, is_costly=True),
    Page("/timeline.{ending}", "timeline_file", "timeline.html", view_file, is_costly=True),
)
