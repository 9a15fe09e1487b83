"""The formats: from the bytes of one item to documents and issues."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.intake.decoding import decode
from onrecord.intake.items import Facts, Item, TooMuch, date_or_issue, make_document, trouble
from onrecord.intake.markup import is_entangled
from onrecord.intake.papers import read_papers
from onrecord.model import Document, Issue, Severity
from onrecord.rules.presets import load_presets

if TYPE_CHECKING:
    from onrecord.intake.html import HtmlPage

Found = Iterator[Document | Issue]
FIELD_LIMIT = 64 * 1024 * 1024


def read_text(item: Item) -> Found:
    """Plain text in any encoding."""
    decoded = decode(item.data)
    if decoded is None:
        yield trouble("binary", item.label, "not text in any known encoding or format; left out")
        return
    if not decoded.text.strip():
        yield trouble("empty", item.label, "has no text")
        return
    if decoded.replaced:
        yield trouble(
            "encoding", item.label, f"{decoded.replaced} characters are not valid {decoded.encoding} and were replaced"
        )
    yield make_document(item, decoded.text, Facts(item.media_type or "text/plain", encoding=decoded.encoding))


def _read_html(data: bytes | str, url: str | None) -> HtmlPage:
    """See `read_html`, which takes a while to load and which text needs none of."""
    from onrecord.intake.html import read_html

    return read_html(data, url=url)


def read_page(item: Item) -> Found:
    """An HTML page."""
    page = _read_html(item.data, item.url)
    if not page.raw.strip():
        yield trouble("empty", item.label, "the page has no text")
        return
    for code in page.trouble:
        yield trouble(code, item.label, "the markup is damaged or nested too deeply and was read as far as it goes")
    published, issue = date_or_issue(page.published, item, "date of the page")
    if issue is not None:
        yield issue
    facts = Facts(
        "text/html",
        page.title,
        page.byline,
        published,
        "markup",
        page.url,
        page.outlet,
        page.language,
        None,
        page.markup,
    )
    yield make_document(item, page.raw, facts)


def read_feed(item: Item) -> Found:
    """RSS or Atom: a document an entry, with its full content where the feed has it."""
    import feedparser

    if is_entangled(item.data):
        yield trouble(
            "too-large", item.label, "the feed's markup is nested too deeply or has too many elements; left out"
        )
        return
    try:
        parsed = feedparser.parse(io.BytesIO(item.data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OverflowError) as error:
        yield trouble("unreadable", item.label, f"the feed is damaged ({type(error).__name__}); left out")
        return
    if not parsed.entries:
        reason = "the feed is damaged and" if parsed.bozo else "the feed"
        yield trouble("broken-row" if parsed.bozo else "empty", item.label, f"{reason} has no entries")
        return
    outlet = parsed.feed.get("title") or None
    for number, entry in enumerate(parsed.entries, start=1):
        yield from _entry(item, entry, number, outlet, parsed.feed.get("language"))


def _entry(item: Item, entry: Any, number: int, outlet: str | None, language: str | None) -> Found:
    where = f"entry {number}"
    contents = [content.get("value") or "" for content in entry.get("content") or ()]
    body = max([*contents, entry.get("summary") or ""], key=len)
    page = _read_html(f"<html><body>{body}</body></html>", entry.get("link"))
    text, markup = page.raw, page.markup
    if not text.strip():
        text, markup = (entry.get("title") or "").strip(), ()
    if not text:
        yield trouble("empty", item.label, f"{where} has no text", Severity.NOTE)
        return
    published, issue = date_or_issue(entry.get("published") or entry.get("updated"), item, where)
    if issue is not None:
        yield issue
    elif published is None:
        yield trouble("no-date", item.label, f"{where} has no date, so its relative dates stay open", Severity.NOTE)
    identity = json.dumps([entry.get("id"), entry.get("link"), entry.get("title"), body], ensure_ascii=False).encode(
        "utf-8", "replace"
    )
    facts = Facts(
        "application/rss+xml",
        entry.get("title"),
        entry.get("author"),
        published,
        "feed",
        entry.get("link"),
        outlet,
        language,
        None,
        markup,
    )
    yield make_document(item, text, facts, identity=identity)


# --- tables ---------------------------------------------------------------------------------------


def read_json_lines(item: Item) -> Found:
    """JSON Lines, or one JSON array or object of articles; a broken line is named and passed over."""
    decoded = decode(item.data)
    if decoded is None:
        yield trouble("binary", item.label, "not text in any known encoding or format; left out")
        return
    whole = _whole(decoded.text)
    rows: Iterable[tuple[int, Any]] = enumerate(whole, start=1) if whole is not None else _lines(decoded.text)
    for number, row in rows:
        if isinstance(row, dict):
            yield from read_row(item, row, f"{'item' if whole is not None else 'line'} {number}", "application/jsonl")
        else:
            reason = row if isinstance(row, str) else "not a JSON object"
            yield trouble("broken-row", item.label, f"{'item' if whole is not None else 'line'} {number}: {reason}")


def _whole(text: str) -> list[Any] | None:
    """The articles of a file that is one JSON value; None where it is JSON Lines."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(loaded, list):
        return loaded
    for key in ("articles", "items", "results", "data", "stories"):
        if isinstance(loaded, dict) and isinstance(loaded.get(key), list):
            found: list[Any] = loaded[key]
            return found
    return [loaded]


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, f"not valid JSON ({str(error)[:60]})"


def read_table(item: Item) -> Found:
    """CSV or TSV with a header."""
    decoded = decode(item.data)
    if decoded is None:
        yield trouble("binary", item.label, "not text in any known encoding or format; left out")
        return
    csv.field_size_limit(FIELD_LIMIT)
    header = decoded.text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=header.count)
    reader = csv.DictReader(io.StringIO(decoded.text, newline=""), delimiter=delimiter)
    names = [str(name) for name in reader.fieldnames or ()]
    if not text_column_of(item, names):
        yield no_text_column(item, "the table", names)
        return
    try:
        for row in reader:
            where = f"row at line {reader.line_num}"
            if None in row or None in row.values():
                yield trouble("broken-row", item.label, f"{where} has another number of columns than the header")
                continue
            yield from read_row(item, row, where, "text/csv")
    except csv.Error as error:
        yield trouble("broken-row", item.label, f"line {reader.line_num}: {error}")


def text_column_of(item: Item, names: Sequence[str]) -> str | None:
    """Which of a table's columns is the text: as the user says, else as a preset has it; None where none is."""
    wanted = dict(item.options.mapping).get("text")
    found = wanted or detect(dict.fromkeys(names, "-")).get("text")
    return found if found is not None and (found in names or wanted is None) else None


def read_row(item: Item, row: dict[str, Any], where: str, media_type: str) -> Found:
    """The document of a row: a column a field, as the user or a preset says."""
    columns = dict(item.options.mapping) or detect(row)
    if not columns:
        yield no_text_column(item, where, [str(name) for name in row])
        return
    values = {name: reach(row, column) for name, column in columns.items()}
    text = values.get("text")
    if not isinstance(text, str) or not text.strip():
        yield trouble("broken-row", item.label, f"{where} has no text in {columns['text']!r}")
        return
    title = _text(values.get("title"))
    published, issue = date_or_issue(_text(values.get("published")), item, where)
    if issue is not None:
        yield issue
    elif published is None and not item.options.published:
        yield trouble("no-date", item.label, f"{where} has no date, so its relative dates stay open", Severity.NOTE)
    identity = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace")
    if "</p>" in text or "<br" in text:
        text = _read_html(f"<html><body>{text}</body></html>", None).raw
    if title and title not in text[: len(title) + 200]:
        text = f"{title}\n{text}"
    facts = Facts(media_type, title, _text(values.get("byline")), published, "column", _text(values.get("url")), _text(values.get("outlet")),
                  _text(values.get("language")))  # fmt: skip
    yield make_document(item, text, facts, identity=identity)


def no_text_column(item: Item, where: str, names: Sequence[str]) -> Issue:
    """The issue of a table where no column is known to be the text."""
    return trouble(
        "broken-row",
        item.label,
        f"{where}: which column is the text? Columns are {', '.join(names[:8])}; say --map text=COLUMN",
    )


def detect(row: dict[str, Any]) -> dict[str, str]:
    """The first preset whose text column and at least two others are in the row; empty where none fits."""
    best: dict[str, str] = {}
    for columns in load_presets().values():
        there = {name: column for name, column in columns if reach(row, column) is not None}
        if "text" in there and len(there) >= 2 and len(there) > len(best):
            best = there
    return best or ({"text": "text"} if isinstance(row.get("text"), str) else {})


def reach(row: dict[str, Any], column: str) -> Any:
    """A value by its column; dots reach into objects where no column has the dotted name."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    return str(value).strip() or None if value is not None else None


# --- papers and archives --------------------------------------------------------------------------


def read_pdf(item: Item) -> Found:
    """A PDF with a text layer, page by page."""
    from pypdf.errors import PyPdfError

    bounds = item.options.bounds
    most = min(bounds.item, bounds.unpacked(len(item.data)))
    try:
        text, title = read_papers(item.data, most_bytes=most, most_pages=bounds.members)
    except TooMuch as past:
        yield trouble("too-large", item.label, f"the PDF {past}; left out")
        return
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        NotImplementedError,
    ) as error:
        yield trouble("unreadable", item.label, f"the PDF is damaged or locked ({type(error).__name__}); left out")
        return
    if not text.strip():
        yield trouble("no-text-layer", item.label, "the PDF has no text layer; run text recognition on it first")
        return
    yield make_document(item, text, Facts("application/pdf", title=title or None))


def read_archived(item: Item) -> Found:
    """A record of a web archive, as its media type says."""
    if item.media_type in ("text/html", "application/xhtml+xml"):
        yield from read_page(item)
    elif item.media_type in ("application/rss+xml", "application/atom+xml"):
        yield from read_feed(item)
    else:
        yield from read_text(item)
