"""Places against annotated toponyms: `python -m evaluation.places [--data DIR] [--errors] [--through]`.

Measured are the toponyms of GeoVirus (Gritta et al. 2018) and of the Local-Global Lexicon (Lieberman et al. 2010) that
have coordinates. A toponym is right when its point lies within 161 km (100 miles) of the gold one, or when both are the
same country, whose point is a matter of taste. Half of the texts of each set, by outlet or page, was read while the
rules were written; of the other half ("unread") nobody has seen an error.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from evaluation.cases import read_stories
from evaluation.corpora import data_folder, read_text
from onrecord.annotate.places import read_places
from onrecord.model import Place, Span
from onrecord.models.gazetteer import Known
from onrecord.rules.countries import country_of_name

WITHIN = 161.0
SETS = ("GeoVirus", "lgl")
TABLE = Path(__file__).parents[1] / "tests" / "cases" / "places.csv"


@dataclass(frozen=True)
class GoldPlace:
    """A toponym as annotated; `country` is set where the toponym is a country's name."""

    span: Span
    lat: float
    lon: float
    geoname_id: int | None
    country: str | None


@dataclass(frozen=True)
class GoldText:
    """A text with its toponyms; `unread` for the half whose errors are not looked at.

    `unknown` are those that the annotators found in no gazetteer.
    """

    name: str
    text: str
    places: tuple[GoldPlace, ...]
    unread: bool
    unknown: tuple[Span, ...] = ()


def read_gold(folder: Path, name: str) -> list[GoldText]:
    """The texts of `GeoVirus` or `lgl`."""
    root = etree.fromstring(read_text(folder, f"places/{name}.xml").encode(), etree.XMLParser(recover=True))
    return [_geovirus(article) if name == "GeoVirus" else _lgl(article) for article in root]


def _is_unread(key: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1


def _geovirus(article: etree._Element) -> GoldText:
    """Offsets count from 1."""
    places = []
    for found in article.iter("location"):
        span = Span(int(_of(found, "start")) - 1, int(_of(found, "end")) - 1)
        title = unquote(_of(found, "page").rpartition("/")[2]).replace("_", " ")
        places.append(GoldPlace(span, float(_of(found, "lat")), float(_of(found, "lon")), None, country_of_name(title)))
    source = _of(article, "source")
    return GoldText(source, _of(article, "text"), tuple(places), _is_unread(source))


def _lgl(article: etree._Element) -> GoldText:
    places, unknown = [], []
    for found in article.iter("toponym"):
        tag = found.find("gaztag")
        span = Span(int(_of(found, "start")), int(_of(found, "end")))
        if tag is None:
            unknown.append(span)
        else:
            country = country_of_name(_of(tag, "name")) if _of(tag, "fcode").startswith("PCL") else None
            point = float(_of(tag, "lat")), float(_of(tag, "lon"))
            places.append(GoldPlace(span, *point, int(tag.get("geonameid", "0")), country))
    domain = _of(article, "domain")
    name, text = f"{domain} {article.get('docid')}", _of(article, "text")
    return GoldText(name, text, tuple(places), _is_unread(domain), tuple(unknown))


def _of(element: etree._Element, tag: str) -> str:
    return element.findtext(tag) or ""


def kilometres(lat: float, lon: float, other: Place | Known) -> float:
    """The distance of a place from a point; infinite where it has none."""
    if other.lat is None or other.lon is None:
        return math.inf
    a, b, c, d = map(math.radians, (lat, lon, other.lat, other.lon))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(half)))


def is_right(gold: GoldPlace, found: Place) -> bool:
    """Within 161 km, or the same country."""
    same = gold.country is not None and gold.country == found.country and found.admin1 is None
    return same or kilometres(gold.lat, gold.lon, found) <= WITHIN


def read_given(gold: GoldText) -> tuple[Place, ...]:
    """The places of a text whose toponyms are given."""
    return read_places(gold.text, [(place.span, "Location") for place in gold.places], story=gold.name)


@dataclass
class Counts:
    """Toponyms of a set: all, with a point, right by distance or country, right by distance alone."""

    all: int = 0
    pointed: int = 0
    right: int = 0
    near: int = 0

    def figures(self) -> dict[str, float]:
        """Shares in percent."""
        shares = {
            "within 161 km": self.right / self.all,
            "within 161 km, no tolerance for countries": self.near / self.all,
        }
        return {
            name: 100 * value
            for name, value in (shares | {"right of those with a point": self.right / max(1, self.pointed)}).items()
        }


def count_given(texts: Sequence[GoldText]) -> Counts:
    """The toponyms given."""
    counts = Counts()
    for gold in texts:
        for place, found in zip(gold.places, read_given(gold), strict=True):
            counts.all += 1
            counts.pointed += found.lat is not None
            counts.right += is_right(place, found)
            counts.near += kilometres(place.lat, place.lon, found) <= WITHIN
    return counts


@dataclass(frozen=True)
class Case:
    """A row of the table: a short story, its places, and what is expected of each."""

    identity: str
    text: str
    spans: tuple[Span, ...]
    expected: tuple[str, ...]
    quality: str
    why: str


def read_cases(path: Path = TABLE) -> tuple[Case, ...]:
    """Every row; names stand in square brackets."""
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(line for line in opened if not line.startswith("#")))
    found = []
    for row in rows:
        parts = re.split(r"[\[\]]", row["input"].replace(" ¶ ", "\n"))
        text, spans = "", []
        for number, part in enumerate(parts):
            if number % 2:
                spans.append(Span(len(text), len(text) + len(part)))
            text += part
        expected = tuple(row["expected"].split(" // "))
        found.append(Case(row["id"], text, tuple(spans), expected, row["quality"], row["why"]))
    return tuple(found)


def read_case(case: Case) -> tuple[Place, ...]:
    """The places of a row, its names given."""
    return read_places(case.text, [(span, "Location") for span in case.spans], story=case.identity)


def shown(place: Place) -> str:
    """A place as the table writes it."""
    how = (place.origin.by if place.origin else "").removeprefix("gazetteer").removeprefix("-") or "point"
    if how == "place-names":
        return "none"
    return "|".join((place.name, place.country or "-", place.admin1 or "-", how))


def agrees(expected: str, place: Place) -> bool:
    """True when every part that the table names is so."""
    found = shown(place)
    if "none" in (expected, found):
        return expected == found
    return all(wanted in ("", got) for wanted, got in zip(expected.split("|"), found.split("|"), strict=False))


def gate(_: Path | None = None) -> dict[str, float]:
    """Our own short stories: shares of stories and of places that are right, their names given."""
    results = [[agrees(e, p) for e, p in zip(case.expected, read_case(case), strict=True)] for case in read_cases()]
    places = [one for result in results for one in result]
    return {
        "stories right": 100 * sum(map(all, results)) / len(results),
        "places right": 100 * sum(places) / len(places),
    }


def count_through(texts: Sequence[GoldText]) -> dict[str, float]:
    """The whole way, with the names that the name head finds: shares in percent.

    A toponym is found when a place overlaps it. "precision" is the share of places with a point, among those that
    overlap a toponym, that are right; places beside the toponyms are counted apart, for not all are annotated.
    """
    every = found = right = pointed = beside = 0
    for gold, reading in zip(texts, read_stories([text.text.replace("\n", " ") for text in texts]), strict=True):
        start, places = reading.story.span.start, reading.annotation.places
        met: set[int] = set()
        for one in gold.places:
            span = Span(one.span.start + start, one.span.end + start)
            over = [(number, place) for number, place in enumerate(places) if place.evidence.span.overlaps(span)]
            every += 1
            found += bool(over)
            right += any(is_right(one, place) for _, place in over)
            met.update(number for number, _ in over)
        pointed += sum(places[number].lat is not None for number in met)
        beside += sum(place.lat is not None for number, place in enumerate(places) if number not in met)
    shares = {
        "found": found / every,
        "within 161 km": right / every,
        "right of those with a point": right / max(1, pointed),
    }
    figures = {f"the whole way: {name}": 100 * value for name, value in shares.items()}
    return figures | {"the whole way: places beside the toponyms, of all": 100 * beside / max(1, beside + pointed)}


def gate_data(folder: Path | None) -> dict[str, float]:
    """Shares of all toponyms, given, of both sets and both halves."""
    figures = {}
    for name in SETS:
        texts = read_gold(data_folder(folder), name)
        for half, chosen in (("", texts), ("unread ", [text for text in texts if text.unread])):
            for figure, value in count_given(chosen).figures().items():
                figures[f"{name} {half}{figure}"] = value
    return figures


def show_errors(texts: Sequence[GoldText]) -> Iterator[str]:
    """Wrong and missing places of texts that may be read, the most frequent first."""
    wrong: Counter[str] = Counter()
    for gold in texts:
        for place, found in zip(gold.places, read_given(gold), strict=True):
            if not is_right(place, found):
                far = kilometres(place.lat, place.lon, found)
                wrong[
                    f"{gold.text[slice(*place.span)]!r} at {place.lat:.1f} {place.lon:.1f}: "
                    f"{found.name}, {found.admin1}, {found.country} ({far:.0f} km, {found.confidence}) [{gold.name[:40]}]"
                ] += 1
    for line, count in wrong.most_common():
        yield f"{count:3} {line}"


def show_cases() -> Iterator[str]:
    """The figures of the table, and what is wrong in it."""
    for figure, value in gate().items():
        yield f"{value:6.1f}  {figure}"
    for case in read_cases():
        for expected, place in zip(case.expected, read_case(case), strict=True):
            if not agrees(expected, place):
                yield f"{case.identity} ({case.quality}): {expected}, found {shown(place)} ({place.confidence})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--errors", action="store_true", help="wrong places of the half that may be read")
    parser.add_argument("--through", action="store_true", help="the whole way, with our own names: some minutes")
    chosen = parser.parse_args()
    print("\n".join(show_cases()))
    folder = data_folder(chosen.data)
    for figure, value in gate_data(folder).items():
        print(f"{value:6.1f}  {figure}")
    for name in SETS if chosen.through else ():
        for figure, value in count_through(read_gold(folder, name)).items():
            print(f"{value:6.1f}  {name} {figure}")
    if chosen.errors:
        for name in SETS:
            print("\n".join(show_errors([text for text in read_gold(folder, name) if not text.unread])))


if __name__ == "__main__":
    main()
