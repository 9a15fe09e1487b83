"""An item on its way to a document, and how documents and issues are made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from onrecord.intake.dates import iso_date
from onrecord.intake.options import IntakeOptions
from onrecord.issues import make_issue
from onrecord.model import Document, Issue, RawLine, Severity, content_id

ROOM = "intake"


@dataclass(frozen=True, slots=True)
class Item:
    """Bytes with a label for messages, and what is known of where they come from; of what `is_archived` the media type is known."""

    label: str
    data: bytes
    options: IntakeOptions
    path: str | None = None
    url: str | None = None
    fetched: str | None = None
    media_type: str | None = None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What metadata say of a document."""

    media_type: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    published_from: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    encoding: str | None = None
    markup: tuple[RawLine, ...] = ()


def make_document(item: Item, text: str, facts: Facts, *, identity: bytes | None = None) -> Document:
    """A document; what the user said wins over what metadata say.

    The id depends on the bytes, the address, the outlet and the date, and not on the path, so that the
    same file read from two places is one document. `identity` stands for the bytes of a part (a row).
    """
    options = item.options
    sha256 = hashlib.sha256(item.data if identity is None else identity).hexdigest()
    outlet = options.outlet or facts.outlet
    url = facts.url or item.url
    published = options.published or facts.published
    origin = "user" if options.published else facts.published_from
    if options.repair_mojibake:
        text = repaired(text)
    return Document(
        id=content_id("document", sha256, url, outlet, published), media_type=facts.media_type, outlet=outlet, url=url, path=item.path,
        published=published, fetched=item.fetched, language=facts.language, sha256=sha256, raw=text, title=facts.title, byline=facts.byline,
        encoding=facts.encoding, published_from=origin if published else None, markup=facts.markup,
    )  # fmt: skip


def dated(document: Document, published: str | None, origin: str) -> Document:
    """The document, with this date where it says none itself; `origin` as in `Document.published_from`."""
    if document.published or not published:
        return document
    identity = content_id("document", document.sha256, document.url, document.outlet, published)
    return replace(document, id=identity, published=published, published_from=origin)


def repaired(text: str) -> str:
    """Text decoded wrongly once, set right (ftfy), line by line so that lines keep their number."""
    from ftfy import fix_encoding

    return "\n".join(fix_encoding(line) for line in text.split("\n"))


def date_or_issue(words: str | None, item: Item, where: str) -> tuple[str | None, Issue | None]:
    """An ISO date, and an issue where there are words that are no date."""
    if not words or not words.strip():
        return None, None
    found = iso_date(words)
    if found is None:
        return None, trouble(
            "bad-date", item.label, f"{where}: {words.strip()[:40]!r} cannot be read as a date", Severity.NOTE
        )
    return found, None


class TooMuch(Exception):
    """An item goes past a bound; the text says which."""


def trouble(code: str, label: str, words: str, severity: Severity = Severity.WARNING) -> Issue:
    """An issue of this room; the message begins with the file or address."""
    return make_issue(code, printable(f"{label}: {words}"), room=ROOM, severity=severity)


def printable(words: str) -> str:
    """The words on one line, without what a terminal would obey: names in archives and addresses are somebody else's."""
    return "".join(character if character.isprintable() else "�" for character in words)


__all__ = ["Facts", "Item", "TooMuch", "date_or_issue", "dated", "make_document", "printable", "repaired", "trouble"]
