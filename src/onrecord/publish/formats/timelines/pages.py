"""Timelines of a selection: a JSON object, or a page in one file that needs nothing else to be read or printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import IO, Any

import jinja2

from onrecord.publish.formats.timelines.happened import Happened, happened_in
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.characters import clean, safe, web_address
from onrecord.publish.shared.dates import date_words
from onrecord.publish.shared.words import ACTED
from onrecord.serialize import to_json_line

LOSSES = (
    "What no incident has and is only called for, conditional or ruled out has no row; `left_out` counts it by status.",
    "A statement has a row where it accuses, denies, admits, promises, threatens, demands, proposes, accepts or rejects, and stands with what it "
    "was said about where it holds words of that; all others are left out and counted in `left_out` by act.",
    "The same words by the same source in several reports stand once, as the first has them.",
    "Parties are names and words, amounts their words; entities, times, places, commitments, copies and issues are left out.",
    "The text of documents is left out but for the sentence around each of the words.",
    "A row of which nothing tells the day that it happened stands on the day it was reported, and says so in `date_from`.",
    "Characters that XML has no place for (controls, lone surrogates) are U+FFFD.",
)
SHOWN = 4
"""Quotations of a row that a page shows before it folds the others away."""
CHOICES = (
    ("all", "everything"), ("happened", "what happened"), ("stated", "what reports themselves say"), ("sourced", "only what sources say"),
    ("alleged", "alleged or denied"), ("disputed", "disputed"),
)  # fmt: skip
"""What a page can be cut down to."""
MARKS = "“”‘’\"'«»"


def write_timeline_json(selection: Selection, out: IO[str]) -> None:
    """One object: `title`, `about`, the `rows` in order, and then how many there are and what has none."""
    head = {"type": "timeline", "title": selection.title, "about": selection.about}
    with happened_in(selection) as happened:
        out.write(to_json_line(clean(head))[:-1] + ',"rows":[')
        separator = "\n"
        for row in happened.rows():
            out.write(separator + to_json_line(clean(row)))
            separator = ",\n"
        out.write("\n]," + to_json_line(_counts(happened))[1:] + "\n")


def write_timeline_page(selection: Selection, out: IO[str]) -> None:
    """An HTML page with its own style and without a script; rows without a day are a part of their own in the end."""
    with happened_in(selection) as happened:
        for piece in _template().generate(
            title=safe(clean(happened.title)),
            counts=_counts(happened),
            years=_years(happened),
            undated=_shown(happened, dated=False),
        ):
            out.write(piece)


def _counts(happened: Happened) -> Found:
    return {
        "count": happened.count,
        "count_without_date": happened.undated,
        "left_out": dict(sorted((+happened.left_out).items())),
    }


def _years(happened: Happened) -> Iterator[tuple[str, Iterator[Found]]]:
    return groupby(_shown(happened, dated=True), lambda row: _year(row["date"]))


def _year(day: str) -> str:
    return day[:4] if len(day) >= 4 else date_words(day)


def _shown(happened: Happened, *, dated: bool) -> Iterator[Found]:
    """Rows with what a page says of them in words."""
    last = None
    for row in happened.rows(dated=dated):
        shown: Found = safe(clean(row))
        day = (row["date"], row["date_from"])
        yield shown | {
            "when": date_words(shown["date"]) if row["date"] else "",
            "is_same_day": day == last,
            "is_stated": _is_stated(row),
            "groups": " ".join(sorted(_groups(row))),
            "facts": list(_facts(shown)),
            "evidence": _once_each(shown["evidence"]),
        }
        last = day


def _is_stated(row: Found) -> bool:
    """True where a report itself says that it happened."""
    return any(one["status"] in ("actual", "historical") and not one["by"] for one in row["standing"])


def _groups(row: Found) -> Iterator[str]:
    """The choices on the page under which a row is shown."""
    statuses = {one["status"] for one in row["standing"]}
    if row["type"] == "statement":
        yield "said"
    if _is_stated(row):
        yield "stated"
    elif row["standing"]:
        yield "sourced"
    if statuses & {"alleged", "denied"} or any(one["act"] in ("allege", "accuse", "deny") for one in row["said"]):
        yield "alleged"
    if row["disputes"]:
        yield "disputed"


def _facts(row: Found) -> Iterator[str]:
    """What is known of a happening, in a few words each."""
    if row["kind"]:
        yield row["kind"].replace("_", " ").replace("/", ", ")
    actors, recipients = ", ".join(row["actors"]), ", ".join(row["recipients"])
    if row["type"] == "incident" and (actors or recipients):
        yield (actors or "(not said who)") + (f" → {recipients}" if recipients else "")
    if row["place"]:
        yield f"where: {row['place']}"
    if row["figures"]:
        yield f"figures: {'; '.join(row['figures'])}"
    count = row["independent_reports"]
    first = f", first {row['first_reported']}" if row["first_reported"] and row["date_from"] != "reported" else ""
    yield f"{count} independent report{'s' if count != 1 else ''}{_in(row['outlets'])}{first}"
    if row["events_not_selected"]:
        more = row["events_not_selected"]
        yield f"{more} more event{'s' if more != 1 else ''} of it {'are' if more != 1 else 'is'} not in this selection"


def _in(outlets: list[str]) -> str:
    return f" ({', '.join(outlets)})" if outlets else ""


def _once_each(evidence: list[Found]) -> list[Found]:
    """The sentences, each once for all that stands in it in the same way."""
    return list({(one["story"], *one["quotation_span"], one["standing"]): one for one in reversed(evidence)}.values())[
        ::-1
    ]


@cache
def _template() -> jinja2.Template:
    """The page; every value in it is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord.publish"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link"] = web_address
    environment.globals.update(ACTED=ACTED, CHOICES=CHOICES, MARKS=MARKS, SHOWN=SHOWN)
    found: Any = environment.get_template("timeline.html")
    template: jinja2.Template = found
    return template


FORMATS: tuple[Format, ...] = (
    Format(
        "timeline", "what happened in order, with what was said about it, as JSON or a page", "application/json", Shape.TEXT,
        {"json": write_timeline_json, "html": write_timeline_page, "htm": write_timeline_page}, LOSSES,
    ),
)  # fmt: skip
