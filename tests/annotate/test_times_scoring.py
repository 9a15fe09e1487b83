"""TempEval-3's counts on a text of our own."""

from __future__ import annotations

from evaluation.times import Gold, Tally, read, read_timeml, score, sentences

TEXT = """<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2026-03-03">2026-03-03</TIMEX3></DCT><TEXT>The <EVENT>talks</EVENT>
ended <TIMEX3 tid="t1" type="DATE" value="2026-02-25">Wednesday</TIMEX3> after <TIMEX3 tid="t2" type="DURATION" value="P2D">two days</TIMEX3>.

They go on <TIMEX3 tid="t3" type="DATE" value="2026-W11">next week</TIMEX3>.</TEXT></TimeML>"""
DOCUMENT = read_timeml("talks.tml", TEXT)


def test_a_document_keeps_its_places() -> None:
    assert DOCUMENT.anchor == "2026-03-03"
    assert [DOCUMENT.text[one.start : one.end] for one in DOCUMENT.times] == ["Wednesday", "two days", "next week"]
    assert [DOCUMENT.text[span.start : span.end].split()[0] for span in sentences(DOCUMENT.text)] == ["The", "They"]


def test_our_reader_is_scored() -> None:
    tally = score(DOCUMENT, read(DOCUMENT))
    assert (tally.gold, tally.found, tally.relaxed, tally.strict, tally.value, tally.timex) == (3, 3, 3, 3, 3, 3)
    assert tally.figures() == {"relaxed F1": 100, "strict F1": 100, "value F1": 100, "type F1": 100}


def test_a_true_expression_is_matched_once() -> None:
    first = DOCUMENT.times[0]
    halves = [Gold(first.start, first.start + 4, "DATE", first.value), Gold(first.start + 4, first.end, "DATE", "")]
    tally = score(DOCUMENT, halves)
    assert (tally.relaxed, tally.strict, tally.value) == (1, 0, 1)
    assert sorted(error[0] for error in tally.errors) == ["extra", "missed", "missed", "span"]


def test_nothing_found_is_nought() -> None:
    assert score(DOCUMENT, []).figures()["relaxed F1"] == 0
    total = Tally()
    total.add(score(DOCUMENT, []))
    assert total.gold == 3
