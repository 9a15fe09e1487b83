"""The gazetteer: places of the world by name, in one file that is read lazily and searched as it lies.

GeoNames data (CC BY 4.0), reduced: towns, first and second divisions, countries (`gazetteer.md`). A town has its own
point; a division or a country has a centre, computed from its towns (`CENTRES`).
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.models import load_bytes

MODEL = "gazetteer.npz"
LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ə": "a"}
    | dict.fromkeys("'’‘ʼʻ`´ʹ", "")
    | dict.fromkeys("-–—‐‑./,()", " ")
)
SHORT = {"saint": "st", "mount": "mt", "fort": "ft"}
LONGEST = 80
"""Characters of a name; what is longer is no name of a place."""
Bytes = NDArray[np.uint8]


class PlaceKind(IntEnum):
    """What a name stands for."""

    TOWN = 0
    DIVISION = 1
    DISTRICT = 2
    COUNTRY = 3
    REGION = 4
    """An area, a water or a landmark of the table of regions (`rules/data/annotate/regions.csv`)."""


class NameKind(IntEnum):
    """How a place bears a name: as its own, as another name, or as its own without a word for what it is (`Kent County`)."""

    OWN = 0
    OTHER = 1
    BARE = 2


@dataclass(frozen=True, slots=True)
class Known:
    """A place of the gazetteer. `country` is ISO 3166-1 alpha-3; `population` 0 where it is unknown.

    `admin1` is the `row` of the first division it lies in, -1 for none; `lat` and `lon` are degrees (WGS 84), None
    where there is no point; for all but towns they are those of a rough centre.
    """

    row: int
    name: str
    kind: PlaceKind
    geoname_id: int | None
    country: str | None
    admin1: int
    lat: float | None
    lon: float | None
    population: int
    feature: str = ""


class Match(NamedTuple):
    """A place that bears a name, and how."""

    place: Known
    how: NameKind


def fold(name: str) -> str:
    """The form under which names are filed: small letters without accents, apostrophes, hyphens, dots or an article."""
    plain = unicodedata.normalize("NFKD", name[: 2 * LONGEST]).lower().translate(LETTERS)
    words = "".join(c for c in plain if not unicodedata.combining(c)).translate(LETTERS).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(SHORT.get(word, word) for word in words)[:LONGEST]


@dataclass(frozen=True)
class Gazetteer:
    """The columns of the file; no slots, so that what is derived can be cached."""

    keys: bytes
    """Folded names, sorted, each behind a line feed; one more at the end."""
    count: NDArray[np.uint16]
    """[names] how many places bear each."""
    places: NDArray[np.int32]
    """Rows of the places, name by name, those with the most inhabitants first."""
    hows: Bytes
    names: bytes
    """The places' own names, row by row, as `keys`."""
    columns: dict[str, NDArray[np.int32]]
    """[rows] `id kind country admin1 lat lon population`; degrees in thousandths."""
    countries: tuple[str, ...]

    @cached_property
    def _key_ends(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.frombuffer(self.keys, np.uint8) == 10)

    @cached_property
    def _name_ends(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.frombuffer(self.names, np.uint8) == 10)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(self.count, dtype=np.int64)])

    @cached_property
    def country_rows(self) -> dict[str, int]:
        """The row of each country, by its code."""
        rows = np.flatnonzero(self.columns["kind"] == PlaceKind.COUNTRY)
        return {self.countries[self.columns["country"][row]]: int(row) for row in rows}

    def _key(self, number: int) -> bytes:
        return self.keys[int(self._key_ends[number]) + 1 : int(self._key_ends[number + 1])]

    def find(self, name: str) -> tuple[Match, ...]:
        """The places that bear a name, folded already, those with the most inhabitants first."""
        wanted = name.encode()
        low, high = 0, len(self.count)
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self.count) or self._key(low) != wanted:
            return ()
        return tuple(self._matches(int(self._starts[low]), int(self._starts[low + 1])))

    def _matches(self, start: int, end: int) -> Iterator[Match]:
        for number in range(start, end):
            yield Match(self.place(int(self.places[number])), NameKind(int(self.hows[number])))

    def place(self, row: int) -> Known:
        """The place in a row."""
        name = self.names[int(self._name_ends[row]) + 1 : int(self._name_ends[row + 1])].decode()
        value = {column: int(values[row]) for column, values in self.columns.items()}
        has_point = value["lat"] != NO_POINT
        return Known(
            row,
            name,
            PlaceKind(value["kind"]),
            value["id"] or None,
            self.countries[value["country"]],
            value["admin1"] if value["admin1"] != NONE else -1,
            value["lat"] / 1000 if has_point else None,
            value["lon"] / 1000 if has_point else None,
            value["population"],
        )


NO_POINT = 999_999
NONE = 0xFFFF
"""In place of the row of a first division, where there is none."""
WIDTHS = {"id": 4, "kind": 1, "country": 1, "admin1": 2, "lat": 3, "lon": 3, "population": 4}
"""Bytes of each column in the file; columns are kept as planes of bytes, which pack better."""
CHANGES = frozenset({"id", "lat", "lon"})
"""Columns of which the file has the difference to the row before."""


@cache
def load_gazetteer() -> Gazetteer:
    """The shipped gazetteer: some tenths of a second at the first call. Raises ModelError where the file is not the released one."""
    with np.load(io.BytesIO(load_bytes(MODEL))) as stored:
        columns = {name: unpack(stored[name], name in CHANGES) for name in WIDTHS}
        return Gazetteer(
            stored["keys"].tobytes(),
            stored["count"],
            unpack(stored["places"], changes=False),
            stored["hows"],
            stored["names"].tobytes(),
            columns,
            tuple(stored["countries"].tobytes().decode().split()),
        )


def pack(values: NDArray[np.int32], width: int, *, changes: bool) -> Bytes:
    """Whole numbers as planes of bytes: [width, rows]."""
    kept = np.diff(values, prepend=np.int32(0)) if changes else values
    planes = kept.astype("<i4").view(np.uint8).reshape(-1, 4).T
    return np.ascontiguousarray(planes[:width] if not changes else planes)


def unpack(planes: Bytes, changes: bool) -> NDArray[np.int32]:
    """What `pack` packed."""
    whole = np.zeros((4, planes.shape[1]), np.uint8)
    whole[: len(planes)] = planes
    values = np.ascontiguousarray(whole.T).view("<i4").reshape(-1).astype(np.int32)
    return np.cumsum(values, dtype=np.int32) if changes else values
