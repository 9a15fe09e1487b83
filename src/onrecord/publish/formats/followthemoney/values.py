"""Values as FollowTheMoney has them: what its cleaning gives back unchanged, for nothing may be dropped when a file is loaded.

Types and bounds are those of the model (https://followthemoney.tech): names and addresses on one line, texts without controls or
invisible characters, dates in UTC with the precision that is known, addresses of http alone, countries of two letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from onrecord.rules.country_codes import alpha_2

_NO_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2060-\u2064\ufeff\ud800-\udfff]"
)
_SPACES = re.compile("[\u0a00\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_QUOTES = re.compile(r"""^["'](.*)["']$""")
_BREAKS = re.compile(r"(\r\n|\n|<BR/>|<BR>|\t|ESQ\.,|ESQ,|;)")
_COMMAS = re.compile(r"(,\s?[,.])")
_LABEL = re.compile(r"(?=.*[^\W_])[\w-]{1,63}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})")
LONGEST = {"name": 384, "string": 1024, "text": 60_000, "address": 250, "url": 4096}


def text(value: str) -> str | None:
    """A text of several lines; None where nothing is left of it."""
    if value.isascii() and value.isprintable():
        return value.strip()[: LONGEST["text"]].strip() or None
    seen = None
    while value != seen:
        seen = value
        value = unicodedata.normalize("NFC", _SPACES.sub(" ", _NO_CHARACTERS.sub("", value))).strip()
    return value[: LONGEST["text"]].strip() or None


def texts(value: str) -> list[str]:
    """A long text in pieces that are no longer than a value may be, cut between lines where that can be."""
    pieces: list[str] = []
    rest = value
    while len(rest) > LONGEST["text"]:
        cut = rest.rfind("\n", 1, LONGEST["text"])
        cut = cut if cut > 0 else LONGEST["text"]
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest]


def string(value: str) -> str | None:
    """A value on one line, cut with an ellipsis where it is too long."""
    return _cut(" ".join((text(value) or "").split()), "string")


def name(value: str) -> str | None:
    """A name: without quotation marks round it; None for one that is too long to be one."""
    found = " ".join((text(value) or "").split())
    while _QUOTES.match(found):
        found = _QUOTES.sub("\\1", found).strip()
    return found if 0 < len(found) <= LONGEST["name"] else None


def title(value: str) -> str | None:
    """What stands for a name where a thing has none: a line of words, cut where it is too long for a name."""
    found = " ".join((text(value) or "").split())
    return name(found if len(found) <= LONGEST["name"] else found[: LONGEST["name"] - 1].rstrip() + "…")


def address(value: str) -> str | None:
    """The words for a place."""
    found, seen = text(value) or "", None
    while found != seen:
        seen = found
        found = " ".join(_COMMAS.sub(", ", _BREAKS.sub(", ", found)).split())
    return _cut(found, "address")


def _cut(value: str, kind: str) -> str | None:
    return (value if len(value) <= LONGEST[kind] else value[: LONGEST[kind] - 1].rstrip() + "…") or None


def url(value: str) -> str | None:
    """An address of the web, whole; None for any other."""
    found = text(value)
    if found is None or len(found) >= LONGEST["url"] or re.search(r"\s", found):
        return None
    try:
        parts = urlsplit(found)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not _is_host(parts.hostname or ""):
        return None
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path or "/", parts.query, parts.fragment))


def _is_host(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        labels = host.rstrip(".").split(".")
        last = labels[-1]
        return all(map(_LABEL.fullmatch, labels)) and (len(labels) == 1 or (len(last) > 1 and not last.isdigit()))


def moment(value: str | None) -> str | None:
    """A date of metadata: in UTC where its zone is known, the day alone where it is not."""
    if value is None:
        return None
    if _TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        except (ValueError, OverflowError):
            return None
    return _prefix(value[:10] if len(value) > 10 else value)


def day(value: str | None, precision: str | None) -> str | None:
    """When it happened, with the precision that is known; what FollowTheMoney has no form for (a week, a quarter, a season) as the
    month or year that holds it whole, and nothing where none does.
    """
    if value is None or precision is None:
        return None
    if precision == "time":
        return moment(value)
    if precision == "week":
        return _week(value)
    if precision in ("quarter", "half") or (precision == "season" and not value.endswith("WI")):
        return _prefix(value[:4])
    return _prefix(value) if precision in ("day", "month", "year") else None


def _week(value: str) -> str | None:
    try:
        first = date.fromisocalendar(int(value[:4]), int(value.partition("-W")[2][:2]), 1)
        last = first + timedelta(days=6)
    except (ValueError, OverflowError):
        return None
    if first.year != last.year:
        return None
    return _prefix(f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}")


def _prefix(value: str) -> str | None:
    """A day, a month or a year that is one."""
    if not re.fullmatch(r"[12]\d{3}(-\d{2}(-\d{2})?)?", value, re.ASCII):
        return None
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    except ValueError:
        return None
    return value


def country(code: str | None) -> str | None:
    """The code of a country in two small letters; None for one that is none."""
    found = alpha_2(code)
    return found.lower() if found else None


def by_word(given: Iterable[str]) -> list[str]:
    """Each word or phrase once, however it is spelt in capitals: as it is first."""
    kept: dict[str, str] = {}
    for value in given:
        kept.setdefault(value.casefold(), value)
    return list(kept.values())


def number(value: float) -> str:
    """A number without an exponent."""
    return f"{value:.5f}".rstrip("0").rstrip(".")


def mimetype(value: str) -> str | None:
    """A media type; None for what says nothing."""
    return value if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", value) and value != "application/octet-stream" else None


CLEANERS: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("summary", "description", "notes", "bodyText"), text),
    **dict.fromkeys(("alias", "weakAlias", "name", "peopleMentioned", "companiesMentioned"), name),
    **dict.fromkeys(("full", "location", "locationMentioned"), address),
    **dict.fromkeys(("sourceUrl",), url),
    "mimeType": mimetype,
}
"""How a value of a property is cleaned; all others are strings on one line, which is what ids, dates and codes are too."""


def properties(given: Mapping[str, Iterable[str | None]]) -> dict[str, list[str]]:
    """Properties with their values cleaned, each value once, none empty."""
    found: dict[str, list[str]] = {}
    for prop, values in given.items():
        clean = CLEANERS.get(prop, string)
        kept = dict.fromkeys(cleaned for value in values if value and (cleaned := clean(value)))
        if kept:
            found[prop] = list(kept)
    return found
