"""Input that was made to do harm: bombs, nesting without end, entities, links. Each within seconds and some hundred megabytes."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.intake import Bounds, IntakeOptions, Item, cut, expand, read_documents, read_item, unpack
from onrecord.intake import html as pages
from onrecord.intake.markup import MOST_EXTRACTED, MOST_TAGS, is_entangled, is_excessive, texts_between
from onrecord.intake.petrarch import sentences_of
from onrecord.model import Document, Issue
from tests.bounded import bounded

STORY = "The coast guard denied on Tuesday that its ship had crossed the line."
DEEP = 100_000
HUGE = 400_000_000


def read(data: bytes, label: str = "given", media: str | None = None, bounds: Bounds | None = None) -> list[tuple[str, str]]:  # fmt: skip
    """What is read: `text` with the text, or the code of an issue with its message."""
    found: list[tuple[str, str]] = []
    for item in unpack(Item(label, data, IntakeOptions(bounds=bounds or Bounds()), None, None, None, media)):
        for one in [item] if isinstance(item, Issue) else read_item(item):
            found.append(("text", one.raw) if isinstance(one, Document) else (one.code, one.message))
    return found


def told(data: bytes, label: str = "given", *, seconds: float = 60, megabytes: int = 700, media: str | None = None) -> list[tuple[str, str]]:  # fmt: skip
    found: list[tuple[str, str]] = bounded(read, data, label, media, seconds=seconds, megabytes=megabytes)
    return found


def expanded(target: str) -> list[str]:
    return list(expand([target]))


def codes(found: list[tuple[str, str]]) -> list[str]:
    return [code for code, _ in found]


# --- bombs --------------------------------------------------------------------------------------------


def zeros(packed: Any, count: int = HUGE) -> Iterator[bytes]:
    for _ in range(count // 10_000_000):
        yield packed.compress(bytes(10_000_000))
    yield packed.flush()


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.thorough
def test_a_gzip_bomb_is_left_out() -> None:
    assert codes(told(b"".join(zeros(zlib.compressobj(9, wbits=31))), "a.txt.gz", megabytes=300)) == ["too-large"]


def test_a_zstandard_bomb_is_left_out() -> None:
    zstd = pytest.importorskip("compression.zstd" if _is_new() else "backports.zstd")
    assert codes(told(b"".join(zeros(zstd.ZstdCompressor(), 300_000_000)), "a.txt.zst", megabytes=300)) == ["too-large"]


def _is_new() -> bool:
    import sys

    return sys.version_info >= (3, 14)


@pytest.mark.parametrize("pack", [lzma.compress, bz2.compress], ids=["xz", "bzip2"])
def test_what_is_packed_otherwise_is_not_unpacked(pack: Any) -> None:
    assert codes(told(pack(bytes(10_000_000)), "a.txt", megabytes=100)) == ["binary"]


def test_a_bomb_in_a_bomb_stays_shut() -> None:
    once = gzip.compress(bytes(10_000_000))
    assert codes(told(gzip.compress(once), "a.gz.gz")) == ["binary"]
    assert codes(told(zipped({"a.zip": zipped({"b.txt": b"0" * 1000})}), "a.zip")) == ["binary"]
    assert codes(told(zipped({"a.txt.gz": gzip.compress(bytes(30_000_000))}), "a.zip")) == ["too-large"]


@pytest.mark.thorough
def test_an_archive_that_lies_about_its_size_is_not_believed() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w", force_zip64=False) as opened:  # fmt: skip
        for _ in range(40):
            opened.write(bytes(10_000_000))
    lying = made.getvalue().replace(struct.pack("<L", 400_000_000), struct.pack("<L", 100_000))
    assert codes(told(lying, "a.zip", seconds=20, megabytes=100)) == ["truncated"]


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_members_whose_blocks_may_be_anything_are_not_unpacked(kind: int) -> None:
    found = told(zipped({"a.txt": bytes(5_000_000), "b.txt": b""}, kind), "a.zip", megabytes=100)
    assert codes(found)[0] == "truncated"
    assert "deflate" in found[0][1]


def test_an_archive_of_millions_of_names_is_left_out() -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    body = entry * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, len(body), 0, 0)
    assert codes(told(b"PK\3\4" + body + end, "a.zip", seconds=20, megabytes=300)) == ["too-large"]


def test_the_sum_of_all_members_is_bounded() -> None:
    data = zipped({f"{number}.txt": b"0" * 700_000 for number in range(300)})
    found = read(data, "a.zip", bounds=Bounds(expanded=5_000_000))
    assert codes(found)[-1] == "too-large"
    assert len(found) < 9


@pytest.mark.parametrize("ending", ["docx", "xlsx", "odt", "epub"])
def test_papers_of_an_office_are_not_unpacked(ending: str) -> None:
    data = zipped({"word/document.xml": bytes(50_000_000)})
    assert codes(told(data, f"a.{ending}", megabytes=100)) == ["binary"]
    assert codes(told(data, "a")) == ["too-large"]


def test_a_record_of_an_archive_says_what_it_likes() -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: 99999999999\r\n\r\n"
    assert "too-large" in codes(told(head + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x", "a.warc", seconds=20, megabytes=200))  # fmt: skip


def pdf(*objects: bytes) -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))  # fmt: skip


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n" % (more, len(data)) + data + b"\nendstream"


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def paper(content: bytes, *, pages: int = 1, packing: bytes = b"/Filter/FlateDecode", more: tuple[bytes, ...] = ()) -> bytes:  # fmt: skip
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * pages + b"]/Count %d>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        stream(content, packing),
        FONT,
        *more,
    )


def test_a_paper_is_read() -> None:
    assert read(paper(zlib.compress(b"BT /F 9 Tf (He denied it) Tj ET")), "a.pdf") == [("text", "He denied it")]


@pytest.mark.thorough
def test_papers_that_unpack_without_end_are_left_out() -> None:
    bomb = b"".join(zeros(zlib.compressobj(9)))
    assert codes(told(paper(bomb), "a.pdf", seconds=20, megabytes=300)) == ["too-large"]
    twice = paper(zlib.compress(bomb), packing=b"/Filter[/FlateDecode/FlateDecode]")
    assert codes(told(twice, "a.pdf", seconds=20, megabytes=300)) == ["too-large"]


@pytest.mark.thorough
def test_papers_that_draw_without_end_are_left_out() -> None:
    content = zlib.compress(b"BT /F 9 Tf (hello there) Tj ET " * 20_000)
    assert codes(told(paper(content, pages=500), "a.pdf")) == ["too-large"]


@pytest.mark.thorough
def test_forms_in_forms_end() -> None:
    more = [stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (7 + number)) for number in range(12)]  # fmt: skip
    more.append(stream(b"BT (ha) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>"))
    assert told(paper(zlib.compress(b"/X Do"), more=tuple(more)), "a.pdf", seconds=200, megabytes=500)


# --- nesting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("<div>", "</div>"), (f"<div>{STORY}", "</div>"), ("<b>", "</b>"), ("<table><tr><td>x ", ""), ("<p><font>", "")],
    ids=["blocks", "blocks with text", "inline", "tables", "never closed"],
)
def test_pages_nest_as_deep_as_they_like(opening: str, closing: str) -> None:
    page = f"<html><body>{opening * DEEP}{STORY}{closing * DEEP}</body></html>"
    found = told(page.encode())
    assert codes(found) == ["deep-markup", "text"]
    assert STORY in found[1][1]
    assert found[1][1].count(STORY) == page.count(STORY)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "page",
    ["<p>x" * 300_000, "<div><p>word here</p></div>" * 24_000, "x<br>" * 90_000, "<script>" * 300_000, "<style>a</style><" * 100_000, "<" * 1_000_000,
     "<!--" * 300_000, "&" * 1_000_000, "='" * 500_000, ("<" + "a" * 4990) * 500,
     "<p " + "".join(f"a{number}=1 " for number in range(DEEP)) + ">x", "<p " + "".join(f"a{number}='>' " for number in range(DEEP)) + ">x"],
    ids=["paragraphs", "blocks", "lines", "scripts", "styles", "less than", "comments", "ampersands", "quotes", "long tags", "attributes", "quoted attributes"],
)  # fmt: skip
def test_pages_of_any_make_are_read_in_time(page: str) -> None:
    told(f"<html><body>{page}".encode(), megabytes=1500)


def test_what_is_no_news_page_is_seen() -> None:
    assert is_excessive("<p>" * (MOST_TAGS + 1))
    assert not is_excessive("<p>" * MOST_TAGS)
    assert not is_excessive('<p data-all="' + "a=1 " * 30_000 + '">' + "word " * 30_000)
    assert not is_excessive("<script>" + "a < b " * 30_000 + "</script><p>")


def test_the_text_between_tags_is_kept() -> None:
    page = f"<style>p {{}}</style><p>{STORY}</p><!-- no --><SCRIPT>var x</Script><b>3 &lt; 4</b> <i>.</i> a < b"
    assert texts_between(page) == [STORY, "3 < 4", "a", "b"]


def test_a_vast_page_has_the_same_paths() -> None:
    page = "<html><body><div><p>one<p>two</div><div><p>three<ul><li>four</ul></div>"
    tree = pages._parse(page)
    assert list(pages._lines(tree)) == list(pages._lines(tree, is_vast=True))
    vast = pages.read_html(page + "<p>word</p>" * MOST_EXTRACTED, url=None)
    assert vast.markup[0].xpath == "/html/body/div[1]/p[1]"
    assert not vast.trouble


@pytest.mark.parametrize("depth", [200, 900, 970, 980, 985, 990, 995, 1000, 5000, DEEP])
@pytest.mark.parametrize("field", ["extra", "url", "byline", "text"])
def test_json_nests_as_deep_as_it_likes(depth: int, field: str) -> None:
    row = {"text": STORY, "date": "2026-03-03"} | {field: "@"}
    data = json.dumps(row).replace('"@"', "[" * depth + "]" * depth)
    found = told(data.encode(), "a.jsonl", seconds=20)
    assert set(codes(found)) <= {"text", "broken-row", "no-date"}


def test_xml_nests_as_deep_as_it_likes() -> None:
    deep = (
        b"<rss version='2.0'><channel><item><description>"
        + b"<a>" * DEEP
        + b"x"
        + b"</a>" * DEEP
        + b"</description></item></channel></rss>"
    )
    assert codes(told(deep, seconds=20)) == ["too-large"]
    assert codes(told(deep[: len(deep) // 4], seconds=20)) == ["too-large"]
    coded = b"<Sentences>" + b"<x>" * DEEP + b"<Sentence id='a_1' date='20260303'><Text>x</Text></Sentence>"
    assert codes(told(coded, seconds=20)) == ["broken-row", "broken-row"]  # it breaks off; nothing of it could be read


def test_a_feed_that_would_take_minutes_is_left_out() -> None:
    head, tail = b"<rss version='2.0'><channel><item><description>", b"</description></item></channel></rss>"
    spaces = b"".join(b"<a%d:b xmlns:a%d='u%d'/>" % (n, n, n) for n in range(20_000))
    attributes = b"<x " + b"".join(b"a%d='1' " % n for n in range(20_000)) + b"/>"
    for inside in (spaces, attributes, b"<a/>" * 400_000):
        assert is_entangled(head + inside + tail)
        assert codes(told(head + inside + tail, seconds=20)) == ["too-large"]
    assert not is_entangled(head + b"<![CDATA[" + b"<p>word" * 40_000 + b"]]>" + tail)


# --- entities -----------------------------------------------------------------------------------------

LAUGHS = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l0 'ha'>" + b"".join(
    b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
)
OUTSIDE = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>"
SQUARE = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l9 '" + b"ha" * 50_000 + b"'>"
FEED = b"]><rss version='2.0'><channel><title>&l9;</title><item><title>Line</title><description>%s %s</description></item></channel></rss>"
CODED = b"]><Sentences><Sentence id='a_1' date='20260303' sentence='true'><Text>%s %s</Text></Sentence></Sentences>"


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, SQUARE], ids=["laughs", "outside", "square"])
@pytest.mark.parametrize("body", [FEED, CODED], ids=["feed", "petrarch"])
def test_entities_are_neither_expanded_nor_fetched(head: bytes, body: bytes) -> None:
    found = told(head + body % (b"&l9;" * 1000, STORY.encode()), seconds=20, megabytes=300)
    words = " ".join(text for _, text in found)
    assert "root:" not in words
    assert words.count("ha") <= head.count(b"ha") + 1000


def test_a_feed_whose_entity_stands_everywhere_is_left_out() -> None:
    assert codes(told(SQUARE + FEED % (b"&l9;" * 1000, b""), "a.rss", seconds=20, megabytes=300)) == ["too-large"]


def test_a_long_file_of_sentences_takes_the_memory_of_one() -> None:
    data = (
        b"<Sentences>"
        + b"<x/>" * 500_000
        + b"<Sentence id='a_1' date='20260303'><Text>Last</Text></Sentence></Sentences>"
    )
    assert bounded(_last_sentence, data, seconds=60, megabytes=100) == "Last"


def _last_sentence(data: bytes) -> str:
    return [found.text for found in sentences_of(data)][-1]


# --- paths --------------------------------------------------------------------------------------------


def test_names_in_an_archive_are_labels(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped({"../../up.txt": STORY.encode(), "/etc/x.txt": STORY.encode()}))
    before = sorted(tmp_path.rglob("*"))
    found = [one for one in read_documents([str(folder)], options=IntakeOptions()) if isinstance(one, Document)]
    assert [one.raw for one in found] == [STORY, STORY]
    assert sorted(tmp_path.rglob("*")) == before


def test_names_cannot_speak_to_a_terminal() -> None:
    [(_, message)] = read(zipped({"a\x1b[31m\nb": b"\x00" * 20}), "a.zip")
    assert message.isprintable()


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text("A secret that nobody gave.")
    (folder / "a.txt").write_text(STORY)
    (folder / "again.txt").symlink_to("a.txt")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "folder").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    (folder / "nothing").symlink_to("not there")
    found = list(read_documents([str(folder)], options=IntakeOptions()))
    assert [one.raw for one in found if isinstance(one, Document)] == [STORY, STORY]
    assert [one.message.partition(":")[0] for one in found if isinstance(one, Issue)] == [str(folder / "file.txt"), str(folder / "folder")]  # fmt: skip
    named = list(read_documents([str(folder / "file.txt")], options=IntakeOptions()))
    assert [isinstance(one, Document) for one in named] == [True]
    pieces = list(cut([str(folder)], options=IntakeOptions(), is_elsewhere=True))
    assert [one.message for one in pieces if isinstance(one, Issue)] == [
        one.message for one in found if isinstance(one, Issue)
    ]
    assert not any("secret" in repr(one) for one in pieces if not isinstance(one, Issue)), "not sent to others either"


def test_a_packed_list_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "crawl.paths.gz"
    path.write_bytes(gzip.compress(bytes(HUGE), 1))
    assert bounded(expanded, str(path), seconds=20, megabytes=200) == [str(path)]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "story.txt"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(STORY,))
    writer.start()
    found = [one.raw for one in read_documents([str(pipe)], options=IntakeOptions()) if isinstance(one, Document)]
    writer.join()
    assert found == [STORY]


def test_a_device_is_read_up_to_its_bound() -> None:
    found = list(read_documents(["/dev/zero"], options=IntakeOptions(bounds=Bounds(item=100_000))))
    assert [one.code for one in found if isinstance(one, Issue)] == ["too-large"]
