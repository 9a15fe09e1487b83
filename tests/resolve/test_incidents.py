"""Incidents: what is one happening and what is not, and that nothing depends on the order in which stories come."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from evaluation.readings import Text, make_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.model import Evidence, Span
from onrecord.pipeline import read_stories
from onrecord.resolve.incidents import LAYER, Happening
from onrecord.resolve.incidents.bounding import bounds, likely_pairs
from onrecord.resolve.incidents.digests import Days, Figure, Party, Spot, Trigger
from onrecord.resolve.incidents.finding import digest_story, find_mentions
from onrecord.resolve.incidents.gathering import read_days
from onrecord.resolve.incidents.grouping import group
from onrecord.resolve.incidents.observing import observe
from onrecord.resolve.incidents.pairing import likeness, link, load_weights
from onrecord.resolve.layers import settle_all
from onrecord.serialize import _build, _plain

CASES = Path(__file__).parent.parent / "cases" / "happenings.csv"


def party(role: str, name: str, kind: str = "country", country: str | None = None) -> Party:
    return Party(role, name.lower(), f"entity-{name}", (name,), kind, country)


def figure(value: float, of: str) -> Figure:
    return Figure(value, of, Evidence("4", Span(0, 1)))


def happening(story: str, word: str = "shelling", **changed: object) -> Happening:
    """A telling of the shelling of a town, with what a test changes."""
    trigger = Trigger(Evidence(word, Span(10, 10 + len(word))), word, f"event-{story}")
    base = Happening(
        f"happening-{story}", story, f"outlet of {story}", "2026-03-05", (trigger,), ("ASSAULT",), "heavy-weapons", ("actual",), True, 0,
        (party("actor", "Orland"), party("recipient", "Vesk", "place")), Days("2026-03-04", "2026-03-04", True),
        (Spot("Vesk", None, None, None, True),), (Figure(11.0, "killed", Evidence("11", Span(40, 42))),),
        ("shell", "market", "town", "kill"), ("Vesk", "Orland"), ("shell", "market", "vesk", "orland", "artillery"),
    )  # fmt: skip
    return replace(base, **changed)


def test_two_reports_of_one_shelling_are_one_incident():
    one = happening("s1")
    two = happening("s2", "bombardment", written="2026-03-06", statuses=("denied",), mode=None)
    (incident,) = settle_all(LAYER, [one, two])
    assert incident.events == ("event-s1", "event-s2")
    assert (incident.first_reported, incident.first_outlets) == ("2026-03-05", ("outlet of s1",))
    assert incident.independent_reports == 2
    assert incident.title == "shelling, Vesk, 4 March 2026"
    assert "same day" in incident.reasons[0]


def test_where_nothing_is_dated_more_has_to_agree():
    dated = likeness(happening("s1"), happening("s2", days=None))
    undated = likeness(happening("s1", written=None), happening("s2", days=None, written=None))
    assert undated.weight < dated.weight
    # A day that both tell is as good as that of writing.
    assert likeness(happening("s1", written=None), happening("s2", written=None)).weight == likeness(happening("s1"), happening("s2")).weight  # fmt: skip


COPIED = ("shell", "covered", "market", "town", "noon", "kill")


def test_the_same_sentence_in_two_stories_tells_of_one_happening():
    found = link(happening("s1", words=COPIED), happening("s2", words=COPIED, written="2026-04-02"))
    assert found is not None
    assert (found.weight, found.reason) == (1.0, "told in the same words")
    assert link(happening("s1", words=COPIED), happening("s2", words=COPIED, days=None)).weight < 1


def test_few_words_are_the_same_by_chance():
    """Unless the whole of two stories is: one that tells nothing else, or another figure, may be of another happening."""
    few, about = ("shell", "town"), ("vesk", "orland", "shell", "market", "battery", "dawn")

    def weigh(words: tuple[str, ...], about: tuple[str, ...], **changed: object) -> float:
        found = link(happening("s1", words=words, about=about), happening("s2", words=words, about=about, **changed))
        return found.weight if found else 0.0

    assert weigh(few, about) == 1.0
    assert weigh(few, ()) < 1
    assert weigh((), ()) < 1
    assert weigh(COPIED, about, figures=(Figure(3.0, "killed", Evidence("3", Span(40, 41))),)) < 1


def test_sentences_of_copies_stay_apart_as_in_their_story():
    about = ("vesk", "orland", "shell", "market", "battery", "dawn")
    other = ("salvo", "strike", "bridge", "evening", "nobody", "hurt")
    one, two = (happening(story, words=words, about=about) for story, words in (("s1", COPIED), ("s2", other)))
    assert link(one, two) is None


def test_a_copy_is_no_report_of_its_own():
    digests = [happening("s1"), happening("s2", written="2026-03-06"), happening("s3", written="2026-03-07")]
    (incident,) = settle_all(LAYER, digests, {"s1": frozenset(("s2",)), "s2": frozenset(("s1",))})
    assert incident.stories == ("s1", "s2", "s3")
    assert incident.independent_reports == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"days": Days("2026-03-09", "2026-03-09", True), "written": "2026-03-10"},
        {
            "kinds": ("CONSULT",),
            "mode": "visit",
            "parties": (party("actor", "Lind", "person"),),
            "words": ("talk", "minister"),
        },
    ],
    ids=["another day", "another deed"],
)
def test_what_cannot_be_one_stays_apart(changed):
    assert len(settle_all(LAYER, [happening("s1"), happening("s2", **changed)])) == 2


def test_first_and_second_forbid():
    found = likeness(happening("s1", ordinals=("first",)), happening("s2", ordinals=("second",)))
    assert (found.weight, found.reason) == (0.0, "the first and the second")


def test_places_in_two_countries_forbid():
    one = happening("s1", spots=(Spot("Lima", "PER", -12.0, -77.0, True),))
    other = happening("s2", spots=(Spot("Oslo", "NOR", 59.9, 10.7, True),))
    assert likeness(one, other).weight == 0.0


def test_what_is_told_once_is_an_incident_with_one_report():
    (incident,) = settle_all(LAYER, [happening("s1")])
    assert (incident.independent_reports, incident.stories) == (1, ("s1",))


def test_a_word_that_only_refers_is_none():
    assert settle_all(LAYER, [happening("s1", told=False)]) == ()


def test_the_id_stays_when_a_further_report_comes():
    first = settle_all(LAYER, [happening("s1"), happening("s2", written="2026-03-06")])
    more = settle_all(
        LAYER, [happening("s3", written="2026-03-07"), happening("s2", written="2026-03-06"), happening("s1")]
    )
    assert [incident.id for incident in first] == [incident.id for incident in more]


# --- properties -----------------------------------------------------------------------------------

days = st.sampled_from(
    [
        None,
        Days("2026-03-04", "2026-03-04", True),
        Days("2026-03-01", "2026-03-31", False),
        Days("2026-03-05", "2026-03-05", True),
    ]
)
names = st.lists(st.sampled_from(["Orland", "Vesk", "Ana Lind", "Tarr Oil"]), max_size=3, unique=True)


@st.composite
def happenings(draw: st.DrawFn, story: str | None = None) -> Happening:
    number = draw(st.integers(0, 5))
    name = story or f"s{number}"
    found = draw(names)
    return happening(
        name,
        draw(st.sampled_from(["shelling", "attack", "talks", "fire"])),
        id=f"happening-{name}-{draw(st.integers(0, 3))}",
        kinds=draw(st.sampled_from([("ASSAULT",), ("CONSULT",), ("fire",), ("ASSAULT", "PROTEST"), ()])),
        days=draw(days),
        parties=tuple(party(draw(st.sampled_from(["actor", "recipient", "near"])), one) for one in found),
        spots=tuple(Spot(one, None, None, None, True) for one in found[:1]),
        written=draw(st.sampled_from(["2026-03-04", "2026-03-05", "2026-04-01", None])),
        told=draw(st.booleans()),
        ordinals=draw(st.sampled_from([(), ("first",), ("second",), ("another",)])),
    )


@given(happenings(), happenings())
def test_links_are_symmetric(one, other):
    assert LAYER.link(one, other) == LAYER.link(other, one)


PARTIES = st.builds(
    Party,
    role=st.sampled_from(["actor", "recipient", "near"]),
    words=st.sampled_from(["the army", "Orland", "its army", ""]),
    entity=st.sampled_from([None, "entity-1", "entity-2"]),
    names=st.lists(
        st.sampled_from(["Orland", "orland", "Vesk Army", "Army of Vesk", "VA", "Ana Lind", "Lind"]),
        max_size=2,
        unique=True,
    ).map(tuple),
    kind=st.sampled_from([None, "person", "organisation", "government", "country", "armed_group"]),
    country=st.sampled_from([None, "OR"]),
)
MENTIONS = st.builds(
    happening,
    story=st.just("s1"),
    word=st.sampled_from(["shelling", "attack", "shell", "talks", "fire"]),
    id=st.uuids().map(lambda found: f"happening-{found}"),
    kinds=st.lists(st.sampled_from(["ASSAULT", "COERCE", "CONSULT", "fire", "explosion"]), max_size=2, unique=True).map(
        tuple
    ),
    mode=st.sampled_from([None, "aerial", "abduct"]),
    statuses=st.sampled_from([(), ("planned",), ("happened", "historical"), ("denied",)]),
    told=st.booleans(),
    place_in_story=st.integers(0, 9),
    parties=st.lists(PARTIES, max_size=4).map(tuple),
    days=days,
    spots=st.lists(
        st.builds(
            Spot,
            st.sampled_from(["Old Vesk", "Vesk", "Tarr"]),
            st.sampled_from([None, "OR", "VE"]),
            st.none(),
            st.none(),
            st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    figures=st.lists(
        st.builds(figure, st.sampled_from([2.0, 4.0, 30.0]), st.sampled_from(["killed", "houses"])), max_size=2
    ).map(tuple),
    words=st.lists(st.sampled_from("shell army town house kill night".split()), max_size=4, unique=True).map(tuple),
    written=st.sampled_from(["2026-03-04", "2026-03-02", None]),
    ordinals=st.sampled_from([(), ("first",), ("second", "another")]),
    definite=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(MENTIONS, min_size=2, max_size=6, unique_by=lambda found: found.id))
def test_no_mentions_are_likelier_than_their_bound(mentions):
    """So those that are passed over would not have been joined, whatever the weights are."""
    weights, bound = load_weights()["within"], bounds(mentions)
    for (one, first), (other, second) in combinations(enumerate(mentions), 2):
        seen = observe(first, second)
        if seen.forbidden is None:
            weighed = sum(weights.get(name, 0.0) * value for name, value in seen.values.items())
            assert weighed <= min(bound[one, other], bound[other, one])


@settings(deadline=None)
@given(st.lists(MENTIONS, min_size=1, max_size=6, unique_by=lambda found: found.id), st.sampled_from([0.1, 0.5]))
def test_all_mentions_as_likely_as_asked_for_are_found(mentions, least):
    likely = set(likely_pairs(mentions, least))
    for (one, first), (other, second) in combinations(enumerate(mentions), 2):
        assert (one, other) in likely or likeness(first, second).weight < least


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(happenings(), min_size=1, max_size=7, unique_by=lambda found: found.id), st.randoms(use_true_random=False)
)
def test_settling_does_not_depend_on_the_order(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert settle_all(LAYER, found) == settle_all(LAYER, shuffled)


@settings(deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=7, unique_by=lambda found: found.id))
def test_every_event_is_in_one_incident(found):
    told = [replace(one, told=True, triggers=(replace(one.triggers[0], event=f"event of {one.id}"),)) for one in found]
    events = [event for incident in settle_all(LAYER, told) for event in incident.events]
    assert sorted(events) == sorted(f"event of {one.id}" for one in told)


@given(happenings())
def test_a_digest_survives_json(one):
    assert _build(Happening, _plain(one)) == one


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda pair: pair[0] < pair[1]),
        st.sampled_from([0.2, 0.5, 0.9]),
    )
)
def test_groups_are_the_same_from_any_order(weights):
    turned = dict(reversed(weights.items()))
    assert group("abcdef", weights, 0.4, 0.1) == group("fedcba", turned, 0.4, 0.1)


def test_the_best_pair_counts_beside_the_mean():
    """`c` refers back to `a` only: the mean of its pairs is 0.5, half of the best of them lifts it to 0.7."""
    weights = {("a", "b"): 0.95, ("a", "c"): 0.9}
    assert group("abc", weights, 0.6, 0.1) == (frozenset("ab"), frozenset("c"))
    assert group("abc", weights, 0.6, 0.1, 0.5) == (frozenset("abc"),)


# --- text -----------------------------------------------------------------------------------------


def read(text: str, name: str = "x", published: str = "2026-03-05"):
    return read_stories(make_document(Text(name, text, "The Outlet", published)))[1]


def rows() -> list[dict[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["text"][:30]) for row in rows() if row["quality"] == "STRONG"]
)
def test_words_that_tell(row):
    (reading,) = read(row["text"])
    start = row["text"].index(row["word"])
    place = reading.annotation.word_at(start)
    found = [mention for mention in find_mentions(reading) if mention.word == place and mention.event is None]
    said = found[0].kinds[0] if found and found[0].told else "refers" if found else "none"
    assert said == row["expected"] or (row["expected"] == "refers" and said == "none")


def test_a_story_is_read_and_joined_with_another():
    one = read(
        "Bridge collapses in Vesk\nVESK, March 4 - A road bridge collapsed in Vesk on Wednesday, killing 14 people, mayor Ana Lind said.\nThe collapse cut the road to Orland.",
        "a",
    )
    two = read(
        "Fourteen dead in bridge disaster\nA bridge collapsed in the town of Vesk on Wednesday, and 14 people were killed, according to mayor Ana Lind.",
        "b",
    )
    digests = [digest for reading in (*one, *two) for digest in digest_story(reading)]
    texts = {reading.story.id: reading.annotation.text for reading in (*one, *two)}
    for digest in digests:
        for trigger in digest.triggers:
            span = trigger.evidence.span
            assert texts[digest.story][span.start : span.end] == trigger.evidence.text
    incidents = [incident for incident in settle_all(LAYER, digests) if incident.kind == "collapse"]
    assert [incident.independent_reports for incident in incidents] == [2]
    assert incidents[0].date == "2026-03-04"


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2026-03-04T12:00", ("2026-03-04", "2026-03-04")),
        ("2026-02", ("2026-02-01", "2026-02-28")),
        ("2025", ("2025-01-01", "2025-12-31")),
        ("2025-WI", ("2025-12-01", "2026-02-28")),
        ("2026-W10", ("2026-03-02", "2026-03-08")),
        ("2026-W10-WE", ("2026-03-07", "2026-03-08")),
        ("2026-13", None),
        ("PXD", None),
        ("19", None),
    ],
)
def test_days_of_a_value(value, days):
    assert read_days(value) == days
