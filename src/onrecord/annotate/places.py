"""Places: each name of a place with what it stands for, as far as the gazetteer and the story tell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from onrecord.annotate.placing import Group, likeliest, make_scene, weigh
from onrecord.annotate.toponyms import Candidate, How, Lookup, Toponym, find_toponyms
from onrecord.model import Origin, Place, Span, content_id, evidence
from onrecord.models.gazetteer import PlaceKind, load_gazetteer
from onrecord.models.places import PlaceModel, load_places

VERSION = "2"
NAMES = Origin("annotate", "place-names", VERSION)
"""A name without a point: unknown, or too doubtful."""
POINT = Origin("annotate", "gazetteer", VERSION)
"""A town or a site, at its own point."""
CENTRE = Origin("annotate", "gazetteer-centre", VERSION)
"""A country, a division, a river: the point is a rough centre of it, or of what the name is a part of."""
BESIDE = Origin("annotate", "gazetteer-beside", VERSION)
"""A site that is called by a town: the point is the town's."""
PLACE_KINDS = frozenset({"Location", "Facility"})
SCANNED = 100_000
"""Characters of a story that are read for other names of countries and divisions."""
SCANNED_WEIGHT = 0.5
SENSES = 4
"""Places that one name may stand for in one story, where the text says so."""
MENTIONS = 12
"""Occurrences of a name of which what contains them is heard."""
RUN = re.compile(r"[A-Z][\w’'-]*\.?(?: [A-Z][\w’'-]*\.?){0,11}")
"""Words with capitals in a row."""
LONGEST_NAME = 3
"""Words of a name of a country or a division that is looked for in the text."""
BROAD = frozenset({PlaceKind.COUNTRY, PlaceKind.DIVISION, PlaceKind.DISTRICT})


def read_places(
    text: str, names: Sequence[tuple[Span, str]], *, story: str, spans: Sequence[Span] | None = None
) -> tuple[Place, ...]:
    """A place for each name that the name head calls a location or a facility, in order.

    `names` are all names of one story with their kinds, `spans` its sentences (the whole text without them). A place that
    is not known, or whose reading is less likely than `PlaceModel.least`, has neither point nor confidence.
    """
    wanted = [span for span, kind in names if kind in PLACE_KINDS]
    if not wanted:
        return ()
    lookup = Lookup(load_gazetteer())
    toponyms = find_toponyms(text, wanted, lookup)
    others = scan(text, spans or [Span(0, len(text))], [*wanted, *(s for s, kind in names if kind == "Person")], lookup)
    chosen = choose(toponyms, others, load_places())
    return tuple(_place(text, toponym, *one, story, lookup) for toponym, one in zip(toponyms, chosen, strict=True))


def choose(
    toponyms: Sequence[Toponym], others: Sequence[Toponym], model: PlaceModel
) -> list[tuple[Candidate | None, float]]:
    """The likeliest candidate of each name and its probability; None where nothing is known of the name."""
    groups, members = make_groups(toponyms, others)
    if not groups:
        return [(None, 0.0)] * len(toponyms)
    scene = make_scene(groups)
    probability = weigh(scene, model.first, model.weights, model.rounds)
    best = [likeliest(scene, number, probability) for number in range(len(groups))]
    candidates = [candidate for group in groups for candidate in group.candidates]
    return [(candidates[best[n][0]], best[n][1]) if n is not None else (None, 0.0) for n in members]


def make_groups(toponyms: Sequence[Toponym], others: Sequence[Toponym]) -> tuple[list[Group], list[int | None]]:
    """One group a name, and the group of each toponym (None where nothing is known of it).

    A name that the text puts into different countries or divisions ("Paris, Texas", "Paris, France") is a group for each;
    where it stands bare it is of the first.
    """
    found: dict[tuple[str, int], list[Toponym]] = {}
    within: dict[tuple[str, int], set[int]] = {}
    members: list[tuple[str, int] | None] = []
    for toponym in toponyms:
        rows = {place.row for place in toponym.containers}
        key = (toponym.key, _split(toponym.key, rows, within))
        members.append(key if toponym.candidates else None)
        if toponym.candidates:
            found.setdefault(key, []).append(toponym)
            within.setdefault(key, set()).update(rows)
    seen = {key for key, _ in found}
    numbers = {key: number for number, key in enumerate(found)}
    groups = [_group(members_of, 1.0) for members_of in found.values()]
    beside: dict[str, list[Toponym]] = {}
    for toponym in others:
        if toponym.key not in seen:
            beside.setdefault(toponym.key, []).append(toponym)
    groups.extend(_group(members_of, SCANNED_WEIGHT) for members_of in beside.values())
    return groups, [numbers[key] if key is not None else None for key in members]


def _split(key: str, rows: set[int], within: dict[tuple[str, int], set[int]]) -> int:
    """Which of the groups of its name a toponym belongs to: the first that does not contradict what contains it."""
    for number in range(SENSES):
        if (key, number) not in within or not rows or not within[key, number] or rows & within[key, number]:
            return number
    return 0


def _group(members: Sequence[Toponym], weight: float) -> Group:
    hints = frozenset[str]().union(*(one.hints for one in members))
    containers = {place.row: place for one in members[:MENTIONS] for place in one.containers}
    around = {place.row: place for one in members[:MENTIONS] for place in one.around}
    weight *= min(3.0, 1.0 + math.log(len(members)))
    return Group(
        members[0].key, members[0].candidates, hints, tuple(containers.values()), tuple(around.values()), weight
    )


def scan(text: str, spans: Sequence[Span], taken: Sequence[Span], lookup: Lookup) -> list[Toponym]:
    """Names of countries and divisions, and adjectives of nations, elsewhere in the text: inside the names of bodies, mostly."""
    found: list[Toponym] = []
    read = 0
    ends = iter(sorted(taken))
    current = next(ends, None)
    for span in sorted(spans):
        read += span.end - span.start
        if read > SCANNED:
            break
        for run in RUN.finditer(text, span.start, span.end):
            while current is not None and current.end <= run.start():
                current = next(ends, None)
            if current is None or current.start >= run.end():
                found.extend(_in_run(run, lookup))
    return found


def _in_run(run: re.Match[str], lookup: Lookup) -> Iterator[Toponym]:
    words = [(match.start(), match.group()) for match in re.finditer(r"\S+", run.group())]
    number = 0
    while number < len(words):
        size = min(LONGEST_NAME, len(words) - number)
        while size and not (found := _broad(words, number, size, lookup)):
            size -= 1
        if size:
            start, end = words[number][0], words[number + size - 1][0] + len(words[number + size - 1][1])
            key = " ".join(word for _, word in words[number : number + size]).casefold()
            yield Toponym(Span(run.start() + start, run.start() + end), key, found)
        number += max(1, size)


def _broad(words: Sequence[tuple[int, str]], number: int, size: int, lookup: Lookup) -> tuple[Candidate, ...]:
    """The countries and divisions with this name; a word alone between others with capitals may be somebody's name."""
    name = " ".join(word for _, word in words[number : number + size]).rstrip(".")
    candidates = lookup.exact(name)
    if size == 1 and len(words) > 1:
        candidates = tuple(c for c in candidates if c.how is How.PEOPLE)
    kept = tuple(
        c for c in candidates if c.place.kind in BROAD and (size > 1 or c.place.kind is not PlaceKind.DISTRICT)
    )
    return kept if kept and len(kept) == len([c for c in candidates if c.place.kind is not PlaceKind.TOWN]) else ()


def _place(
    text: str, toponym: Toponym, candidate: Candidate | None, probability: float, story: str, lookup: Lookup
) -> Place:
    words = evidence(text, toponym.span.start, toponym.span.end)
    identity = content_id("place", story, list(toponym.span))
    written = " ".join(words.text.split())
    if candidate is None or probability < load_places().least:
        return Place(identity, story, words, written, None, None, None, None, None, None, NAMES)
    place, whole = candidate.place, candidate.how not in (How.PART, How.SITE)
    lat, lon = (None, None) if place.feature == "continent" else (place.lat, place.lon)
    division = lookup.gazetteer.place(place.admin1).name if place.admin1 >= 0 else None
    return Place(
        identity, story, words, place.name if whole else written, place.country, division, lat, lon,
        place.geoname_id if whole else None, round(load_places().calibrate(probability), 3), _origin(candidate),
    )  # fmt: skip


def _origin(candidate: Candidate) -> Origin:
    place = candidate.place
    if candidate.how is How.SITE:
        return BESIDE
    is_point = place.kind is PlaceKind.TOWN or place.feature in ("site", "quarter")
    return POINT if is_point and candidate.how is not How.PART else CENTRE
