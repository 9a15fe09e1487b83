"""When feeds are asked, and which: no network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import InputError, UsageError
from onrecord.intake import Answer
from onrecord.intake.items import trouble
from onrecord.watching.robots import rules_of, site_of
from onrecord.watching.schedule import LONGEST, LONGEST_ASKED, parse_every, parse_retry_after, wait_after
from onrecord.watching.subscriptions import Subscription, parse_opml, read_opml

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("words", "minutes"), [("15m", 15), ("15", 15), ("2h", 120), (" 1D ", 1440), ("90s", 1.5), ("7d", 10080)]
)
def test_how_often_is_read(words: str, minutes: float) -> None:
    assert parse_every(words) == timedelta(minutes=minutes)


@pytest.mark.parametrize("words", ["", "m", "0m", "30s", "8d", "-5m", "1.5h", "٣m", "15 minutes"])
def test_how_often_cannot_be_anything(words: str) -> None:
    with pytest.raises(UsageError, match="--every"):
        parse_every(words)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), (" 0 ", 0), ("Wed, 04 Mar 2026 12:01:00 GMT", 60), ("Wed, 04 Mar 2026 11:00:00 GMT", 0), ("99999999999", 604800)],
)  # fmt: skip
def test_retry_after_is_read(value: str, seconds: int) -> None:
    assert parse_retry_after(value, NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "soon", "-3", "1.5", "٣"])
def test_retry_after_that_says_nothing(value: str | None) -> None:
    assert parse_retry_after(value, NOON) is None


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    waits = [wait_after(QUARTER, failures) for failures in range(9)]
    assert waits[:4] == [QUARTER, 2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert waits[-1] == LONGEST


@given(st.integers(1, 10080), st.integers(0, 10_000), st.integers(0, 604800))
def test_a_wait_is_never_shorter_than_the_interval_or_what_a_server_asks(every: int, failures: int, asked: int) -> None:
    wait = wait_after(timedelta(minutes=every), failures, timedelta(seconds=asked))
    assert wait >= timedelta(minutes=every)
    assert wait >= timedelta(seconds=asked)
    assert wait <= LONGEST_ASKED


LIST = b"""<?xml version="1.0"?>
<opml version="2.0"><head><title>Ours</title></head><body>
<outline text="Ports"><outline text="Quay &amp; Post" type="rss" xmlUrl=" https://quay.example/feed "/>
 <outline text="Deeper"><outline title="Tidings" text="t" XMLURL="http://tidings.example/rss"/></outline></outline>
<outline text="Again" xmlUrl="https://quay.example/feed"/>
<outline text="Files" xmlUrl="file:///etc/passwd"/><outline text="Not a feed" htmlUrl="https://quay.example"/>
<outline xmlUrl="https://nameless.example/feed"/><outline text="Broken" xmlUrl="http://[::1"/>
</body></opml>"""


def test_nested_outlines_are_read_and_each_feed_once() -> None:
    feeds, wrong = parse_opml(LIST, "list.opml")
    assert feeds == (
        Subscription("https://quay.example/feed", "Quay & Post"),
        Subscription("http://tidings.example/rss", "Tidings"),
        Subscription("https://nameless.example/feed", "https://nameless.example/feed"),
    )
    assert [line.partition(":")[0] for line in wrong] == ["Files", "Broken"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not OPML"), (b"<opml><body>", "list.opml:1: not OPML"), (b"<rss><channel/></rss>", "onrecord read"),
        (b"<opml><body><outline text='a'/></body></opml>", "names no feed"), (b"\x00\xff", "not OPML"),
        (b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline xmlUrl="&x;"/></body></opml>', "list.opml"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_said(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_opml(data, "list.opml")


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read_opml(str(tmp_path / "none.opml"))


def test_outlines_that_go_on_for_ever_are_bounded() -> None:
    deep = b"<outline text='a'>" * 150 + b"<outline xmlUrl='https://a.example/f'/>" + b"</outline>" * 150
    feeds, _ = parse_opml(b"<opml><body><outline xmlUrl='https://b.example/f'/>" + deep + b"</body></opml>", "x")
    assert [feed.url for feed in feeds] == ["https://b.example/f"]


ROBOTS = b"""User-agent: *
Disallow: /private/
Allow: /private/feed
Disallow: /*.pdf$
Crawl-delay: 7

User-agent: other
Disallow: /
"""


def test_robots_are_honoured_with_wildcards_and_the_longest_match() -> None:
    rules = rules_of(Answer(200, {}, ROBOTS, "http://a.example/robots.txt"), NOON)
    assert rules.allows("http://a.example/news")
    assert rules.allows("http://a.example/private/feed")
    assert not rules.allows("http://a.example/private/x")
    assert not rules.allows("http://a.example/a.pdf")
    assert rules.pause == 7


def test_our_own_name_in_robots_counts() -> None:
    rules = rules_of(Answer(200, {}, b"User-agent: onrecord\nDisallow: /\n", "x"), NOON)
    assert not rules.allows("http://a.example/")


@pytest.mark.parametrize(("status", "is_allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_robots_that_cannot_be_had(status: int, is_allowed: bool) -> None:
    assert rules_of(Answer(status, {}, b"", "x"), NOON).allows("http://a.example/") is is_allowed


def test_no_answer_closes_a_site_for_an_hour() -> None:
    rules = rules_of(trouble("fetch-failed", "x", "cannot be fetched"), NOON)
    assert not rules.allows("http://a.example/")
    assert rules.until == NOON + timedelta(hours=1)


def test_a_site_is_scheme_host_and_port() -> None:
    assert site_of("https://me:secret@A.example:8443/x?y") == "https://a.example:8443"
