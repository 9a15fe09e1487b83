"""The day that a story bears, and who is believed when it bears another than the page."""

from __future__ import annotations

import pytest

from onrecord.model import Document, Line, LineKind, Span
from onrecord.model.document import CleanText
from onrecord.segment.assembly import assemble
from onrecord.segment.dates import written_on

DAYS = [
    ("Updated 14:05, Tuesday 3 March 2026", "2026-03-03"),
    ("March 4th, 2026 7:55 am", "2026-03-04"),
    ("2026-03-05T07:40:00Z", "2026-03-05"),
    ("Published 31 February 2026", None),
    ("2 hours ago", None),
    ("Monday", None),
]


@pytest.mark.parametrize(("words", "day"), DAYS)
def test_days(words: str, day: str | None) -> None:
    found = written_on(words, 0, len(words))
    assert (found.value if found else None) == day
    if found is not None and found.evidence is not None:
        assert words[found.evidence.span.start : found.evidence.span.end] == found.evidence.text


def day_of(published: str | None, published_from: str | None, stamp: str) -> tuple[str | None, str | None]:
    lines = [(LineKind.HEADING, "Dam holds"), (LineKind.TIMESTAMP, stamp), (LineKind.PROSE, "The dam held.")]
    text, spans, place = "\n".join(words for _, words in lines), [], 0
    for kind, words in lines:
        spans.append(Line(Span(place, place + len(words)), kind, "test"))
        place += len(words) + 1
    document = Document(
        "document-d", "text/plain", None, None, "d", published, None, None, "", text, published_from=published_from
    )
    story, _ = assemble(document, CleanText(text, (), tuple(spans)), spans)
    return (story.written_on.value, story.written_on.how) if story.written_on else (None, None)


def test_the_user_wins_then_the_story_then_the_page() -> None:
    assert day_of(None, None, "3 March 2026") == ("2026-03-03", "timestamp")
    assert day_of("2026-03-05", "feed", "3 March 2026") == ("2026-03-03", "timestamp")
    assert day_of("2026-03-03T09:00:00Z", "feed", "3 March 2026") == ("2026-03-03T09:00:00Z", "feed")
    assert day_of("2026-03-09", "user", "3 March 2026") == ("2026-03-09", "user")
    assert day_of("2026-03-05", "feed", "yesterday") == ("2026-03-05", "feed")
