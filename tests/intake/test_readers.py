"""Formats, encodings, dates, archives: files that the tests make themselves."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from onrecord.errors import InputError, UsageError
from onrecord.intake import Bounds, IntakeOptions, make_options, read_documents
from onrecord.intake.dates import iso_date
from onrecord.intake.fetch import fetch
from onrecord.intake.html import read_html
from onrecord.model import Document, Issue

STORY = "The coast guard denied on Tuesday that its ship had crossed the line."

DATES = [
    ("2026-03-03", "2026-03-03"),
    ("2026-03-03T10:00:00Z", "2026-03-03T10:00:00+00:00"),
    ("Tue, 03 Mar 2026 10:00:00 GMT", "2026-03-03T10:00:00+00:00"),
    ("Tue, 03 Mar 2026", "2026-03-03"),
    ("3 March 2026", "2026-03-03"),
    ("March 3, 2026", "2026-03-03"),
    ("20260303T100000Z", "2026-03-03T10:00:00+00:00"),
    ("1772877600", "2026-03-07T10:00:00+00:00"),
    ("25/12/2026", "2026-12-25"),
    ("03/04/2026", None),
    ("1404-12-12", None),
    ("2026-02-30", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "expected"), DATES)
def test_dates(words: str, expected: str | None) -> None:
    assert iso_date(words) == expected


def read(*targets: Path, options: IntakeOptions | None = None) -> tuple[list[Document], list[Issue]]:
    found = list(read_documents([str(target) for target in targets], options=options or IntakeOptions()))
    return [f for f in found if isinstance(f, Document)], [f for f in found if isinstance(f, Issue)]


def test_encodings(tmp_path: Path) -> None:
    words = "Der Präsident bestritt, dass die Brücke geräumt wurde. Später fügte er hinzu: „Nichts.“ Die Straße blieb für Stunden gesperrt."
    for name, data in (
        ("a.txt", words.encode("utf-8-sig")),
        ("b.txt", words.encode("utf-16")),
        ("c.txt", words.encode("cp1252")),
    ):
        (tmp_path / name).write_bytes(data)
    documents, issues = read(tmp_path)
    assert [d.raw for d in documents] == [words] * 3
    assert not issues


def test_the_same_bytes_are_one_document_wherever_they_lie(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(STORY)
    documents, _ = read(tmp_path)
    assert documents[0].id == documents[1].id


def test_compressed_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(STORY.encode()))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("../../up.txt", STORY)
        archive.writestr("in/feed.jsonl", json.dumps({"text": STORY, "date": "2026-03-03", "title": "No line crossed"}))
    documents, issues = read(tmp_path)
    assert len(documents) == 3
    assert not [issue for issue in issues if issue.code != "no-date"]


def test_a_bomb_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"0" * 5_000_000))
    documents, issues = read(tmp_path, options=IntakeOptions(bounds=Bounds(item=1_000_000)))
    assert not documents
    assert [issue.code for issue in issues] == ["too-large"]


def test_truncated_gzip_gives_what_came_before(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress((STORY + "\n").encode() * 500)[:-12])
    documents, issues = read(tmp_path)
    assert documents[0].raw.startswith(STORY)
    assert [issue.code for issue in issues] == ["truncated"]


def _record(body: str) -> bytes:
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    return (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-03-03T00:00:00Z\r\n"
            f"WARC-Target-URI: http://post.example/a\r\nContent-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(page)}\r\n\r\n{page}\r\n\r\n").encode()  # fmt: skip


def test_warc_cut_in_the_middle(tmp_path: Path) -> None:
    page = f"<html><body><p>{STORY}</p></body></html>"
    (tmp_path / "a.warc").write_bytes(_record(page) + _record(page)[:-60])
    documents, issues = read(tmp_path)
    assert [d.url for d in documents] == ["http://post.example/a"]
    assert "truncated" in [issue.code for issue in issues]


def test_rows_with_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'id,artikel,tag\n1,"{STORY}",2026-03-03\n2,,2026-03-04\n')
    documents, issues = read(tmp_path, options=make_options(mapping="text=artikel,published=tag"))
    assert [(d.raw, d.published, d.published_from) for d in documents] == [(STORY, "2026-03-03", "column")]
    assert [issue.code for issue in issues] == ["broken-row"]
    documents, issues = read(tmp_path)
    assert not documents
    assert "--map" in issues[0].message


def test_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        f"<rss version='2.0'><channel><title>Post</title><item><title>Line</title><link>http://post.example/1</link>"
        f"<description>&lt;p&gt;{STORY}&lt;/p&gt;</description><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item>"
        f"<item><title>Undated</title><description>{STORY}</description></item></channel></rss>"
    )
    documents, issues = read(tmp_path)
    assert [d.outlet for d in documents] == ["Post", "Post"]
    assert documents[0].published == "2026-03-03T10:00:00+00:00"
    assert [issue.code for issue in issues] == ["no-date"]


def test_every_html_line_has_its_element() -> None:
    from lxml import html

    source = (f"<html lang='en'><head><title>x</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Line held</h1><p>{STORY} <b>It</b> stayed.</p>"
              f"<figure><img><figcaption>A ship at sea</figcaption></figure><div>One<br>Two</div></article><script>var x</script></body></html>")  # fmt: skip
    page = read_html(source, url=None)
    tree = html.document_fromstring(source)
    lines = page.raw.split("\n")
    assert "var x" not in page.raw
    assert "A ship at sea" in lines
    for line, markup in zip(lines, page.markup, strict=True):
        (element,) = tree.xpath(markup.xpath)
        assert line in " ".join(element.text_content().split())


def test_private_addresses_are_refused() -> None:
    for url in ("http://127.0.0.1/x", "http://localhost/x", "http://10.0.0.1/", "file:///etc/passwd", "http://[::1]/"):
        found = fetch(url, IntakeOptions())
        assert isinstance(found, Issue)
        assert found.code == "fetch-failed"


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read_documents(["no/such/thing"], options=IntakeOptions()))
    with pytest.raises(UsageError):
        make_options(published="soon")


def test_a_table_without_a_column_of_text_is_one_issue(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,year\nBrook,2026\nWard,2026\nOrlan,2026\n", encoding="utf-8")
    documents, issues = read(tmp_path)
    assert not documents
    [issue] = issues
    assert "name, year" in issue.message
    assert "--map text=COLUMN" in issue.message
