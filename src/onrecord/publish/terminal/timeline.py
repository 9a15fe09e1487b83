"""A timeline for a terminal, and as JSON Lines."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, Any

from onrecord.publish.shared.words import SAYS, quoted, short
from onrecord.publish.terminal.across import made_safe
from onrecord.publish.terminal.report import BOLD, DIM, RED, SAID_BY, STATUSES, WIDTH, YELLOW, Page

SAID_SHOWN = 6
"""Statements shown under a row; JSON Lines have all of them."""


def timeline_objects(timeline: Any) -> list[dict[str, Any]]:
    """A JSON object a row: `type` timeline_row, the timeline's `subject`, and the fields of the row, its own type as `row`."""
    found = []
    for row in timeline.rows:
        values = asdict(row)
        identity, kind = values.pop("id"), values.pop("type")
        found.append({"type": "timeline_row", "subject": timeline.subject, "row": kind, "id": identity, **values})
    return found


def write_timeline(timeline: Any, out: IO[str], *, colour: bool) -> None:
    """Rows under one another in the order of happening, each day once at the margin."""
    page = Page(out, colour)
    timeline = made_safe(timeline)
    page.line()
    page.wrapped(timeline.subject, 0, BOLD)
    page.line(page.paint("═" * WIDTH, DIM))
    last = None
    for row in timeline.rows:
        day = _date(row)
        if day != last:
            page.line()
            page.line(page.paint(day, BOLD))
            last = day
        (_statement if row.type == "statement" else _happening)(page, row)
    page.line()
    more = f", {timeline.left_out} more: raise --limit or narrow --since and --until" if timeline.left_out else ""
    page.line(
        page.paint(
            (
                f"{len(timeline.rows)} {'row' if len(timeline.rows) == 1 else 'rows'}"
                if timeline.rows
                else "nothing found"
            )
            + more,
            DIM,
        )
    )


def _date(row: Any) -> str:
    if row.date is None:
        return "date unknown"
    return f"reported {row.date}" if row.date_from == "reported" else str(row.date)


def _happening(page: Page, row: Any) -> None:
    standing = "; ".join(filter(None, map(_standing, row.standing)))
    loud = any(STATUSES.get(one.status, "").isupper() for one in row.standing) and not any(
        one.status == "actual" for one in row.standing
    )
    what = row.what + (f"  [{standing}]" if standing else "")
    page.wrapped(f"{what}  {short(row.id)}", 2, *((RED,) if loud else ()), hang=4)
    words = ", ".join(f"“{trigger}”" for trigger in row.triggers)
    who = " → ".join(filter(None, (" and ".join(row.actors), row.kind, " and ".join(row.recipients))))
    who = "" if who in row.what else who
    detail = " · ".join(filter(None, (who, words, row.place and f"in {row.place}", ", ".join(row.figures))))
    if detail:
        page.wrapped(detail, 6, hang=2)
    page.wrapped(_reported(row), 6, DIM, hang=2)
    for dispute in row.disputes:
        values = " / ".join(dispute.values)
        page.wrapped(f"disputed ({dispute.state}): {dispute.about}: {values}  {short(dispute.id)}", 6, YELLOW, hang=2)
    for said in row.said[:SAID_SHOWN]:
        _said(page, said, 6)
    if len(row.said) > SAID_SHOWN:
        page.line("      " + page.paint(f"… and {len(row.said) - SAID_SHOWN} more was said", DIM))


def _standing(standing: Any) -> str:
    words = STATUSES[standing.status]
    return f"{words} by {' and '.join(standing.by)}" if standing.by and standing.status in SAID_BY else words


def _reported(row: Any) -> str:
    """`2 independent reports (Sorvik Post, Echo), the first 2026-03-04`."""
    count = row.independent_reports
    told = f"{count} independent reports" if count > 1 else "1 report"
    outlets = f" ({', '.join(row.outlets)})" if row.outlets else ""
    is_first = row.first_reported and not (row.date_from == "reported" and count == 1)
    return told + outlets + (f", {'the first ' if count > 1 else ''}{row.first_reported}" if is_first else "")


def _statement(page: Page, row: Any) -> None:
    target = row.recipients[0] if row.recipients else None
    for said in row.said:
        _said(page, said, 2, target)


def _said(page: Page, said: Any, indent: int, target: str | None = None) -> None:
    source = said.source or "[source not stated]"
    act = SAYS[said.act] + (f" → {target}" if target else "")
    where = ", ".join(filter(None, (*said.outlets[:3], said.said_on if indent > 2 else None)))
    tone = (YELLOW,) if said.act in ("allege", "accuse", "claim", "threaten", "deny") else ()
    page.wrapped(f"{source} {act}: {quoted(said.words)}  {where}  {short(said.statements[0])}", indent, *tone, hang=4)
