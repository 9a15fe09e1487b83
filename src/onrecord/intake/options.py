"""What the user says of the input, and the bounds that hold whatever it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.errors import UsageError
from onrecord.intake.dates import iso_date
from onrecord.rules.presets import FIELDS, load_presets

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes in bytes, times in seconds; past them an item is left out with an issue."""

    item: int = 64 * MEGABYTE
    expanded: int = 1024 * MEGABYTE
    ratio: int = 200
    members: int = 100_000
    fetched: int = 32 * MEGABYTE
    timeout: float = 20.0

    def unpacked(self, size: int) -> int:
        """Bytes that `size` packed ones may become; a short file packs very well, and counts as one of 4 KiB."""
        return self.ratio * max(size, 4096)


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """Options of the reading room; `mapping` says which column holds which field."""

    outlet: str | None = None
    published: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    repair_mojibake: bool = False
    allow_private: bool = False
    bounds: Bounds = field(default_factory=Bounds)


def make_options(
    outlet: str | None = None,
    published: str | None = None,
    mapping: str | None = None,
    preset: str | None = None,
    repair_mojibake: bool = False,
    allow_private: bool = False,
) -> IntakeOptions:
    """Options from words as a user gives them. Raises UsageError for a value that cannot be."""
    if published is not None and iso_date(published) is None:
        raise UsageError(f"--published must be a date such as 2026-03-03, not {published!r}")
    columns = parse_mapping(mapping) if mapping else preset_mapping(preset) if preset else ()
    return IntakeOptions(outlet, iso_date(published) if published else None, columns, repair_mojibake, allow_private)


def parse_mapping(words: str) -> tuple[tuple[str, str], ...]:
    """`text=body,published=date` as pairs. Raises UsageError for an unknown field, a lone word or no text."""
    pairs: list[tuple[str, str]] = []
    for part in words.split(","):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or name not in FIELDS or not column:
            raise UsageError(f"--map: {part.strip()!r} is not FIELD=COLUMN with one of the fields {', '.join(FIELDS)}")
        pairs.append((name, column))
    if "text" not in dict(pairs):
        raise UsageError("--map: say which column holds the text, as in text=body")
    return tuple(pairs)


def preset_mapping(name: str) -> tuple[tuple[str, str], ...]:
    """The columns of a preset. Raises UsageError for an unknown name."""
    presets = load_presets()
    if name not in presets:
        raise UsageError(f"--preset: no {name!r}; there is {', '.join(sorted(presets))}")
    return presets[name]
