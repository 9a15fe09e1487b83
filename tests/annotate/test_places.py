"""Places: the table of stories, and what holds for every text."""

from __future__ import annotations

import math
import subprocess
import sys
import time

import pytest
from evaluation.cases import read_stories
from evaluation.places import Case, agrees, read_case, read_cases, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.places import read_places
from onrecord.events import code_events
from onrecord.model import Span
from onrecord.models.gazetteer import fold, load_gazetteer
from onrecord.models.places import load_places

PIECES = st.sampled_from(
    "Paris|Texas|Georgia|Ill.|N.Y.|Kharkiv region|northern Iraq|Kabul airport|Springfield|San Jose|the Syrian city of|,|, |(|)|in|of|’s|.|\n|Iraqi|"
    "U.S.|Qarvandeh|A|É|Plum Island|South China Sea|Washington, D.C.|LA|Saint|–|İ|ﬁ|\u0301|市".split("|")
)


def everywhere(text: str, words: str) -> list[tuple[Span, str]]:
    start = text.index(words)
    return [(Span(start, start + len(words)), "Location")]


@pytest.mark.parametrize(
    "case", [case for case in read_cases() if case.quality == "STRONG"], ids=lambda case: case.identity
)
def test_strong_case(case: Case) -> None:
    found = read_case(case)
    assert [shown(p) for e, p in zip(case.expected, found, strict=True) if not agrees(e, p)] == [], case.expected


def test_cases_are_linted() -> None:
    cases = read_cases()
    assert len(cases) >= 60
    assert len({case.identity for case in cases}) == len({case.text for case in cases}) == len(cases)
    assert {case.quality for case in cases} <= {"STRONG", "MEDIUM", "WEAK"}
    assert all(len(case.expected) == len(case.spans) for case in cases)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=25), st.data())
def test_places_hold_their_words(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    kinds = st.sampled_from(["Location", "Facility", "Person", "Organization", "NORP"])
    names = [(Span(a, b), data.draw(kinds)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    found = read_places(text, names, story="story-x")
    assert [p.evidence.span for p in found] == [span for span, kind in names if kind in ("Location", "Facility")]
    for place in found:
        assert text[slice(*place.evidence.span)] == place.evidence.text
        assert (place.lat is None) == (place.lon is None)
        assert place.lat is None or (-90 <= place.lat <= 90 and -180 <= (place.lon or 0) <= 180)
        assert place.confidence is None or 0 <= place.confidence <= 1
        assert place.confidence is not None or (place.country, place.lat, place.geoname_id) == (None, None, None)
        assert place.origin is not None
    assert read_places(text, names, story="story-x") == found


def test_people_and_bodies_are_no_places() -> None:
    text = "Mr London met Paris Saint-Germain in Rome."
    names = [(Span(3, 9), "Person"), (Span(14, 33), "Organization"), (Span(37, 41), "Location")]
    [place] = read_places(text, names, story="story-x")
    assert (place.name, place.country) == ("Rome", "ITA")


@pytest.mark.parametrize(
    "name", ["", "\u0301", "-", "...", "'s", "the", "A" * 100_000, "a " * 50_000, "," * 9_999, "county", "\u0000"]
)
def test_odd_names_are_names_without_a_point(name: str) -> None:
    text = f"x{name}x"
    [place] = read_places(text, [(Span(1, max(2, 1 + len(name))), "Location")], story="story-x")
    assert place.lat is None


def test_a_hostile_story_stays_linear() -> None:
    begin = time.process_time()
    text = "San Antonio, Springfield, Washington County, Santa Rosa of the San Jose " * 1_000
    starts = [text.index("Springfield", at) for at in range(0, len(text) - 80, 72)]
    assert len(read_places(text, [(Span(a, a + 11), "Location") for a in starts], story="story-x")) == len(starts)
    for hostile in ("A " * 100_000, "Aa'" * 100_000, "city of " * 30_000, "A" * 300_000, "A." * 100_000):
        assert read_places(hostile + "Rome", everywhere(hostile + "Rome", "Rome"), story="story-x")
    assert time.process_time() - begin < 20


def test_a_story_of_nothing_but_places() -> None:
    gazetteer = load_gazetteer()
    names = [gazetteer.place(row).name for row in range(90_000, 91_000)]
    text, spans = " and ".join(names), []
    for name in names:
        start = spans[-1][0].end + 5 if spans else 0
        spans.append((Span(start, start + len(name)), "Location"))
    assert len(read_places(text, spans, story="story-x")) == len(names)


def loaded(measure: str) -> tuple[float, float]:
    """Seconds of processor time that loading takes in a process of its own, and what `measure`, an expression, grows by."""
    code = (
        "import resource, time, onrecord.annotate.places as p\n"
        "from onrecord.models.gazetteer import load_gazetteer\n"
        f"def used():\n return {measure}\n"
        "before, start = used(), time.process_time()\n"
        "load_gazetteer().find('paris'); load_gazetteer().country_rows\n"
        "print(time.process_time() - start, used() - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, grown = map(float, done.stdout.split())
    return seconds, grown


def test_it_is_quick_to_load() -> None:
    assert loaded("0")[0] < 0.7


@pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="memory in use is read from /proc/self/statm, which Linux alone has; the time is measured everywhere",
)
def test_it_needs_little_memory() -> None:
    """Less than 120 MB."""
    assert loaded("int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 2**20")[1] < 120


def test_the_gazetteer_is_whole() -> None:
    gazetteer = load_gazetteer()
    matches = gazetteer.find(fold("Kyiv"))
    assert ("Kyiv", "UKR", 703448) in {(m.place.name, m.place.country, m.place.geoname_id) for m in matches}
    assert gazetteer.find("no such place at all") == gazetteer.find("") == ()
    assert gazetteer.place(gazetteer.country_rows["KEN"]).name == "Kenya"
    keys = gazetteer.keys.split(b"\n")[1:-1]
    assert keys == sorted(set(keys))
    assert len(keys) == len(gazetteer.count)
    assert int(gazetteer.count.sum()) == len(gazetteer.places) == len(gazetteer.hows)
    assert {gazetteer.find(key.decode()) != () for key in keys[:: len(keys) // 50]} == {True}


@given(st.text(max_size=100))
def test_folding_is_idempotent(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_confidence_rises_with_probability() -> None:
    said = [load_places().calibrate(p / 20) for p in range(21)]
    assert said == sorted(said)
    assert all(0 <= one <= 1 and math.isfinite(one) for one in said)


def test_an_event_has_the_country_of_its_place() -> None:
    [read] = read_stories(["Police arrested three men in Kenya on Tuesday."])
    [event] = code_events(read.story, read.annotation, read.entities, read.statements)
    assert event.place is not None
    assert (event.place.name, event.place.country) == ("Kenya", "KEN")
    assert [p.id for p in read.annotation.places if p.lat is not None] == [event.place.place]
