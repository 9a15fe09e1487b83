"""How values are put in words on pages: filters of the templates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from onrecord.desk.page import Asking
from onrecord.model import Judgement
from onrecord.publish.shared.dates import day_words
from onrecord.publish.shared.words import ACTED, STANDINGS
from onrecord.publish.shared.words import spaced as spaced_words

SIGNS = {
    "actual": "●", "reported": "○", "alleged": "?", "denied": "✕", "planned": "→", "threatened": "!", "conditional": "⇢", "called_for": "☐",
    "negated": "⊘", "historical": "↶",
}  # fmt: skip
"""A sign for each standing of an event: colour alone says nothing."""

SOURCES = {
    "named": "named", "unnamed": "not named", "group": "a group", "document": "a document", "unstated": "the report does not say who",
}  # fmt: skip
QUOTATIONS = {"direct": "quoted", "indirect": "in the report's words", "mixed": "partly quoted"}
POLARITIES = {"affirms": "affirmed", "denies": "denied", "leaves_open": "left open"}
CERTAINTIES = {
    "certain": "certain",
    "probable": "probable",
    "possible": "possible",
    "unknown": "how certain is not said",
}
SAID_TIMES = {"past": "past", "present": "present", "future": "future", "none": ""}
ROLES = {
    "source": "source", "cue": "says so", "content": "what is said", "addressee": "told to", "medium": "where", "target": "about",
    "trigger": "what", "actor": "who", "recipient": "to whom", "when": "when", "where": "where",
}  # fmt: skip
"""What words are to the record that they belong to."""
WRITTEN = {
    "feed": "the feed", "markup": "the page's markup", "column": "the table", "dateline": "the dateline", "timestamp": "a time on the page",
    "inferred": "the text", "user": "who had it read",
}  # fmt: skip
"""Where the day of a story comes from."""
UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}


def web_address(value: str | None) -> str | None:
    """An address that may become a link: http or https with a host, and nothing in it that a browser would read as something else."""
    if not value or not value.isprintable() or any(char.isspace() or char == "\\" for char in value):
        return None
    try:
        parts = urlsplit(value)
        return value if parts.scheme.lower() in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def shown(value: str | None) -> str:
    """A text as a page can hold it, one character for one: what HTML drops or changes becomes a picture of it, and so does what
    turns the order of letters round, since it makes a name or an address look like another.
    """
    return value if value and value.isprintable() else (value or "").translate(_PICTURES)


def printed(value: Any) -> Any:
    """Whatever a template prints: text as a page can hold it, nothing for None; markup as it is."""
    return shown(value) if value is None or type(value) is str else value


_PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys((*range(0xD800, 0xE000), *range(0x202A, 0x202F)), 0xFFFD)


def day(value: str | None) -> str:
    """An ISO date or a part of one in words: 4 March 2026, week 11 of 2026, March 2026, 2026; anything else as it stands."""
    return day_words(value) or ""


def time_value(value: str | None) -> str:
    """A TIMEX3 value in words where that is simple: 2 days, 4 March 2026; else as it stands."""
    length = re.fullmatch(r"P(T?)(\d+)([YMWDHS])", value or "", re.ASCII)
    unit = UNITS.get(length[1] + length[3]) if length else None
    if length is None or unit is None:
        return day(value)
    return f"{length[2]} {unit}{'' if length[2] == '1' else 's'}"


def spaced(value: str | None) -> str:
    """A value of the record as words: `called_for`, `ASSAULT` to called for, assault; nothing for None."""
    return spaced_words(value or "")


def path_to(identity: str) -> str:
    """The page of a record by its id."""
    kind = identity.partition("-")[0]
    pages = {"story", "entity", "incident", "dispute", "commitment", "document"}
    return f"/{kind}/{quote(identity)}" if kind in pages else f"/record/{quote(identity)}"


def plural(kind: str, count: int) -> str:
    """The name of a type for so many of it."""
    if count == 1:
        return kind
    return {"story": "stories", "copy": "copies", "entity": "entities", "quantity": "amounts"}.get(kind, f"{kind}s")


def with_filters(path: str, asking: Asking, **more: int) -> str:
    """An address with the filters of the bar, and numbers that are not 1."""
    given = [asking.filters.address, urlencode({name: number for name, number in more.items() if number != 1})]
    query = "&".join(filter(None, given))
    return f"{path}?{query}" if query else path


def amendment(judgement: Judgement) -> str:
    """What a judgement puts in the place of a field, in words: `source: the harbour master`."""
    words = [
        part
        for name, value in json.loads(judgement.value or "{}").items()
        if name not in BESIDE
        for part in _texts(value)
    ]
    return f"{spaced(judgement.field)}: {' … '.join(words) or 'none'}"


BESIDE = frozenset(("mode", "quad", "modality"))
"""What an amendment changes along with what it is about."""


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [part for one in value for part in _texts(one)]
    if not isinstance(value, dict):
        return [spaced(value)]
    return list(value["texts"]) if "texts" in value else [value["text"]] if value["text"] is not None else []


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "spaced": spaced,
    "standing": lambda status: STANDINGS.get(status, spaced(status)),
    "sign": lambda status: SIGNS.get(status, ""),
    "path_to": path_to,
    "plural": plural,
    "time_value": time_value,
    "written_from": lambda how: WRITTEN.get(how, spaced(how)),
    "web_address": web_address,
    "role": lambda role: ROLES.get(role, ""),
    "amendment": amendment,
    "quoted": lambda value: quote(str(value), safe=""),
}


def because(reason: str) -> str:
    """Why things were taken for one, in words: `disputes: dead, halmyr` to both speak of: dead, halmyr."""
    verdict, _, about = reason.partition(": ")
    about = about.strip(" ,")
    if verdict in ("disputes", "supersedes"):
        said = about if " the " in f" {about} " else f"both speak of: {about}"
        return said if verdict == "disputes" else f"the same source said otherwise later; {said}"
    return reason


FILTERS |= {"acted": lambda act: ACTED.get(act, spaced(act)), "because": because}
