"""What `evaluation.fuzzing` feeds: every reader of strangers' bytes, from small seeds of our own, and what must hold of what it makes of them.

A target takes bytes and raises `Broken` where a promise does not hold; errors of the project (`OnrecordError`) are answers where the target
says so, any other exception is a finding. Text stands in `evaluation/seeds`; what is packed is packed here.
"""

from __future__ import annotations

import gzip
import io
import random
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import onrecord.rules
from evaluation.readings import Text, make_document
from onrecord.clean import clean
from onrecord.coder import read_items, read_xml_items
from onrecord.errors import InputError, OnrecordError, RuleError
from onrecord.evaluate import brat, conll, plv, polnear, webannotation
from onrecord.evaluate.labels import Labels
from onrecord.intake import IntakeOptions, Item, read_item, unpack
from onrecord.model import CleanText, Document, Issue, Record, Span
from onrecord.outside import read_claims
from onrecord.pipeline import read_document, take_objects
from onrecord.publish import read_lines
from onrecord.rules.actors import parse_actors
from onrecord.rules.own_authority import parse_authority
from onrecord.segment import segment
from onrecord.serialize import check_record, record_objects, to_json_line
from onrecord.store import Store
from onrecord.watching.subscriptions import parse_opml

SEEDS = Path(__file__).parent / "seeds"
Pack = Callable[[bytes, random.Random], bytes]


class Broken(Exception):
    """A promise that does not hold."""


@dataclass(frozen=True, slots=True)
class Target:
    """A reader: its seeds, how what was changed is packed, the errors with which it may answer, its longest input, and whether the lines
    that it reaches are watched, which takes several times as long.
    """

    name: str
    work: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    pack: Pack | None = None
    allowed: tuple[type[Exception], ...] = ()
    most: int = 60_000
    is_watched: bool = True


def _seeds(*names: str) -> tuple[bytes, ...]:
    return tuple((SEEDS / name).read_bytes() for name in names)


# --- intake -----------------------------------------------------------------------------------------


def _read(data: bytes, label: str, media: str | None = None, *, is_archived: bool = False) -> None:
    """Documents have text and an id, issues a line of words that a terminal may show; the same bytes give the same."""
    item = Item(label, data, IntakeOptions(), None, None, None, media, is_archived)
    found = list(_documents(item))
    for one in found:
        if isinstance(one, Issue):
            if not one.message or not one.message.isprintable():
                raise Broken(f"an issue says {one.message!r}")
        else:
            _check_document(one)
    if len(data) < 4_000 and found != list(_documents(item)):
        raise Broken("read twice it is not the same")


def _documents(item: Item) -> Iterator[Document | Issue]:
    for part in [item] if item.is_archived else unpack(item):
        yield from [part] if isinstance(part, Issue) else read_item(part)


def _check_document(document: Document) -> None:
    if not document.raw.strip() or not document.id.startswith("document-"):
        raise Broken("a document without text or id")
    lines = document.raw.count("\n") + 1
    if document.markup and len(document.markup) != lines:
        raise Broken(f"{len(document.markup)} lines of markup for {lines} of text")
    to_json_line({"id": document.id, "title": document.title, "url": document.url, "published": document.published})


def _zipped(data: bytes, order: random.Random) -> bytes:
    """Members of a zip archive (cut at random), a gzip or a zstandard file, now and then damaged once more."""
    made = io.BytesIO()
    if order.random() < 0.6:
        with zipfile.ZipFile(made, "w", order.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
            place = order.randrange(len(data) + 1)
            archive.writestr("a.html", data[:place])
            archive.writestr(order.choice(("b.txt", "../b.jsonl", "c/d.csv", "ü\u202e.txt", "e.gz")), data[place:])
    else:
        made.write(gzip.compress(data, mtime=0))
    return _damaged(made.getvalue(), order)


def _damaged(packed: bytes, order: random.Random) -> bytes:
    if order.random() < 0.5 or not packed:
        return packed
    held = bytearray(packed)
    for _ in range(order.randrange(1, 4)):
        held[order.randrange(len(held))] = order.randrange(256)
    return bytes(held[: order.randrange(len(held))] if order.random() < 0.3 else held)


def _archived(data: bytes, order: random.Random) -> bytes:
    return _damaged(gzip.compress(data, mtime=0), order) if order.random() < 0.3 else data


def _paper(data: bytes, order: random.Random) -> bytes:
    """A PDF of one page that draws this; the skeleton may be damaged too."""
    content = zlib.compress(data) if order.random() < 0.5 else data
    packing = b"/Filter/FlateDecode" if content is not data else b""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>>>",
        b"<<%s/Length %d>>stream\n" % (packing, len(content)) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += (
        b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)
    )
    return _damaged(made, order)


def _parquet(data: bytes, order: random.Random) -> bytes:
    """A Parquet file with lines as rows, damaged or not."""
    import pyarrow as arrow
    from pyarrow import parquet

    cells = data.decode("utf-8", "replace").split("\n")
    columns: dict[str, list[Any]] = {
        "text": cells,
        "date": [cell[:10] for cell in cells],
        "number": list(range(len(cells))),
    }
    made = io.BytesIO()
    parquet.write_table(arrow.table(columns), made, compression=order.choice(("NONE", "ZSTD", "SNAPPY")))
    return _damaged(made.getvalue(), order)


# --- text -------------------------------------------------------------------------------------------


def _document(data: bytes) -> Document:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    return make_document(Text("fuzzed", text))


def _clean(data: bytes) -> None:
    """Edits lead from the raw text to the clean one, every character knows its place, lines cover what can be seen; once more nothing changes."""
    document = _document(data)
    found = clean(document)
    _check_edits(document.raw, found)
    again = clean(make_document(Text("fuzzed", found.text)))
    if again.text != found.text:
        raise Broken("clean text is cleaned once more")
    _check_lines(found)


def _check_edits(raw: str, found: CleanText) -> None:
    pieces: list[str] = []
    place = 0
    for edit in found.edits:
        if not place <= edit.raw_start <= edit.raw_end <= len(raw):
            raise Broken(f"an edit at {edit.raw_start} to {edit.raw_end}, behind one to {place}")
        pieces += (raw[place : edit.raw_start], edit.text)
        place = edit.raw_end
    if "".join((*pieces, raw[place:])) != found.text:
        raise Broken("edits do not lead to the clean text")
    for number in range(0, len(found.text), 1 + len(found.text) // 50):
        if raw[found.to_raw(number)] != found.text[number] and not found.text[number].isspace():
            raise Broken(f"the character at {number} is another in the raw text")


def _check_lines(found: CleanText) -> None:
    end, seen = 0, []
    for line in found.lines:
        if not end <= line.span.start < line.span.end <= len(found.text):
            raise Broken(f"a line at {line.span} behind one to {end}")
        seen.append(found.text[end : line.span.start])
        end = line.span.end
    if "".join((*seen, found.text[end:])).strip():
        raise Broken("words stand in no line")


def _segment(data: bytes) -> None:
    """Stories follow each other; their paragraphs, sentences and quotations lie in them, in order and apart."""
    document = _document(data)
    cleaned = clean(document)
    stories, issues = segment(document, cleaned)
    end = 0
    for story in stories:
        if not end <= story.span.start < story.span.end <= len(cleaned.text):
            raise Broken(f"a story at {story.span} behind one to {end}")
        end = story.span.end
        _check_spans("paragraphs", story.span, [one.spans for one in story.paragraphs])
        for number, paragraph in enumerate(story.paragraphs):
            own = [one.spans for one in story.sentences if one.paragraph == number]
            _check_spans(f"sentences of {paragraph.spans}", story.span, own)
        _check_apart("sentences", story.span, [one.spans for one in story.sentences])
        for quotation in story.quotations:
            _check_spans("a quotation", story.span, [quotation.spans])
    for issue in issues:
        if issue.span is not None and not 0 <= issue.span.start < issue.span.end <= len(cleaned.text):
            raise Broken(f"an issue at {issue.span}")


def _check_spans(what: str, within: Span, pieces: list[tuple[Span, ...]]) -> None:
    """Each begins behind the one before it, and no two pieces meet; a caption may stand between two pieces of a paragraph."""
    if [spans[0].start for spans in pieces] != sorted(spans[0].start for spans in pieces):
        raise Broken(f"{what}: not in order, in {within}")
    if any(list(spans) != sorted(spans) for spans in pieces):
        raise Broken(f"{what}: pieces not in order, in {within}")
    _check_apart(what, within, pieces)


def _check_apart(what: str, within: Span, pieces: list[tuple[Span, ...]]) -> None:
    end = within.start
    for span in sorted(span for spans in pieces for span in spans):
        if not end <= span.start < span.end <= within.end:
            raise Broken(f"{what}: a span at {span} behind one to {end}, in {within}")
        end = span.end


def _attribute(data: bytes) -> None:
    """Every span of a record holds its words, ids are there once, statements lie in their stories and refer to something."""
    record = read_document(_document(data))
    check_record(record)
    _check_statements(record)
    objects = list(record_objects(record))
    names = [found["id"] for found in objects]
    if len(set(names)) < len(names):
        raise Broken("an id stands twice")
    for found in objects:
        to_json_line(found)


def _check_statements(record: Record) -> None:
    stories = {story.id: story for story in record.stories}
    known = {one.id for one in record.statements} | {one.id for one in record.entities}
    for one in record.statements:
        within = stories[one.story].span
        for piece in (*one.content.pieces, *filter(None, (one.cue, one.source.evidence, one.addressee))):
            if not within.covers(piece.span):
                raise Broken(f"{one.id}: {piece.span} is outside of its story {within}")
        starts = [piece.span.start for piece in one.content.pieces]
        if starts != sorted(starts):
            raise Broken(f"{one.id}: pieces of its content are not in order")
        if one.within is not None and one.within not in known or one.source.entity and one.source.entity not in known:
            raise Broken(f"{one.id}: refers to nothing")
    for event in record.events:
        if event.statement is not None and event.statement not in known:
            raise Broken(f"{event.id}: refers to nothing")


# --- rules ------------------------------------------------------------------------------------------


@cache
def loaders() -> dict[str, list[Callable[[], Any]]]:
    """By rule file what loads it, each loaded once as it is, so that what others keep of it is right."""
    found: dict[str, list[Callable[[], Any]]] = {}
    read = onrecord.rules.read_text
    for module in iter_modules(onrecord.rules.__path__, "onrecord.rules."):
        if module.name.endswith("__main__"):
            continue
        for value in vars(import_module(module.name)).values():
            if getattr(value, "__module__", None) != module.name or not callable(getattr(value, "__wrapped__", None)):
                continue
            if all(one.default is not Parameter.empty for one in signature(value.__wrapped__).parameters.values()):
                value()
                asked: list[str] = []
                with _read_by(partial(_noted, asked, read)):
                    value.__wrapped__()
                for name in dict.fromkeys(asked):
                    found.setdefault(name, []).append(value.__wrapped__)
    return found


def _noted(asked: list[str], read: Callable[[str], str], name: str) -> str:
    asked.append(name)
    return read(name)


class _read_by:
    """Lets rule files be read by something else for a while."""

    def __init__(self, read: Callable[[str], str]) -> None:
        modules = [import_module(one.name) for one in iter_modules(onrecord.rules.__path__, "onrecord.rules.") if "__main__" not in one.name]  # fmt: skip
        self._places = [onrecord.rules, *(module for module in modules if hasattr(module, "read_text"))]
        self._before, self._read = onrecord.rules.read_text, read

    def __enter__(self) -> None:
        for place in self._places:
            vars(place)["read_text"] = self._read

    def __exit__(self, *error: object) -> None:
        for place in self._places:
            vars(place)["read_text"] = self._before


@cache
def _rule_seeds() -> tuple[bytes, ...]:
    """The head of each rule file and some of its rows, behind its name."""
    found = []
    for name in sorted(loaders()):
        lines = onrecord.rules.read_text(name).split("\n")
        kept = [line for line in lines if not line.startswith("#")]
        found.append("\n".join((name, *(kept[:80] if name.endswith(".yml") else kept[:16]))).encode())
    return tuple(found)


def _rules(data: bytes) -> None:
    """A rule file is loaded or named with the line of its mistake."""
    text = data.decode("utf-8", "replace")
    name, _, changed = text.partition("\n")
    known = loaders()
    if name not in known:
        name = sorted(known)[len(data) % len(known)]
    read = onrecord.rules.read_text
    with _read_by(lambda asked: changed if asked == name else read(asked)):
        for load in dict.fromkeys(known[name]):
            try:
                load()
            except RuleError as error:
                if "\n" in str(error):
                    raise Broken(f"an error of more than a line: {error}") from error


def _own_rules(data: bytes) -> None:
    text = data.decode("utf-8-sig", "replace")
    for parse in (parse_actors, parse_authority):
        try:
            found = parse(text, "given.csv")
            if parse is parse_actors:
                found.find("The coast guard of Sorvik", "2026-03-04")  # type: ignore[union-attr]
        except InputError as error:
            if "\n" in str(error):
                raise Broken(f"an error of more than a line: {error}") from error


# --- what other programs wrote ----------------------------------------------------------------------


@cache
def _lines_seed() -> tuple[bytes, ...]:
    record = read_document(make_document(Text("a.txt", (SEEDS / "story.txt").read_text(encoding="utf-8"))))
    return ("".join(to_json_line(found) + "\n" for found in record_objects(record)).encode(),)


def _import(data: bytes) -> None:
    """What is taken in is sound, whatever was given."""
    left: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Store(f"{folder}/a.db") as store:
        try:
            taken = take_objects(read_lines(io.BytesIO(data), "given.jsonl", left), store)
            problems = taken.problems
        except OnrecordError as error:
            problems = [str(error)]
        if any("\n" in words for words in (*left, *problems)):
            raise Broken(f"an error of more than a line: {problems}")
        if found := store.check():
            raise Broken(f"what was taken in is not sound: {found[0]}")


def _in_file(data: bytes, name: str, read: Callable[[Path], Any], beside: tuple[tuple[str, str], ...] = ()) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for other, seed in beside:
            Path(folder, other).write_bytes((SEEDS / seed).read_bytes())
        path = Path(folder, name)
        path.write_bytes(data)
        for _ in read(path) or ():
            pass


def _annotations(data: bytes) -> None:
    for module, read in (("brat", brat.read_brat), ("polnear", polnear.read_articles)):
        name = "a.ann" if module == "brat" else "a_one.ann"
        given: Any = (lambda path, read=read: read(path.parent, Labels())) if module == "brat" else (lambda path: polnear.read_articles(path.parent))  # fmt: skip
        try:
            _in_file(data, name, given, (("a.txt", "story.txt"),))
        except InputError:
            continue


def _claims(data: bytes) -> None:
    for scheme in (None, "gdelt", "icews", "polecat", "cameo"):
        try:
            _in_file(data, "claims.tab", lambda path, scheme=scheme: read_claims(str(path), scheme))  # type: ignore[misc]
        except OnrecordError:
            continue


def _coded(data: bytes) -> None:
    for found in (*read_items(io.BytesIO(data), "given"), *read_xml_items(data, "given")):
        if isinstance(found, InputError) and "\n" in str(found):
            raise Broken(f"an error of more than a line: {found}")


# --- all of them ------------------------------------------------------------------------------------


def targets() -> dict[str, Target]:
    """Every target by its name."""
    texts = _seeds("story.txt", "quotes.txt", "ugly.txt")
    found = (
        Target("html", partial(_read, label="a.html", media="text/html"), _seeds("page.html")),
        Target("feed", partial(_read, label="a.rss"), _seeds("feed.xml", "feed.atom")),
        Target("warc", partial(_read, label="a.warc"), _seeds("crawl.warc"), _archived),
        Target("pdf", partial(_read, label="a.pdf"), _seeds("paper.txt"), _paper, most=8_000),
        Target("csv", partial(_read, label="a.csv"), _seeds("table.csv")),
        Target("jsonl", partial(_read, label="a.jsonl"), _seeds("rows.jsonl")),
        Target("parquet", partial(_read, label="a.parquet"), _seeds("table.csv"), _parquet),
        Target("archive", partial(_read, label="a"), (*_seeds("page.html"), *texts), _zipped),
        Target("petrarch", partial(_read, label="a.xml"), _seeds("petrarch.xml")),
        Target("text", partial(_read, label="a"), texts),
        Target("archived", partial(_read, label="a", media="text/html", is_archived=True), _seeds("page.html")),
        Target("clean", _clean, texts),
        Target("segment", _segment, texts),
        Target("attribute", _attribute, texts, most=2_500, is_watched=False),
        Target("rules", _rules, _rule_seeds(), most=8_000, is_watched=False),
        Target("own-rules", _own_rules, _seeds("actors.csv", "authority.csv")),
        Target("import", _import, _lines_seed()),
        Target("brat", _annotations, _seeds("story.ann")),
        Target("conll", partial(_in_file, name="a.conllu", read=lambda path: conll.read_conll(path, Labels())), _seeds("story.conllu"), allowed=(InputError,)),
        Target("webannotation", partial(_in_file, name="a.jsonl", read=lambda path: webannotation.read_webannotation(path, Labels())), _seeds("notes.jsonl"), allowed=(InputError,)),
        Target("plv", partial(_in_file, name="a.tsv", read=plv.read_pairs), _seeds("pairs.tsv"), allowed=(InputError,)),
        Target("claims", _claims, _seeds("claims.tab", "icews.tab")),
        Target("coded", _coded, _seeds("items.tab", "petrarch.xml")),
        Target("opml", lambda data: _ignore(parse_opml(data, "given.opml")), _seeds("feeds.opml"), allowed=(InputError,)),
    )  # fmt: skip
    return {target.name: target for target in found}


def _ignore(found: object) -> None:
    return None
