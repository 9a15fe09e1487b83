"""What the tables of the record look like, made from the model's dataclasses: a column for every field, by its path.

A part of an object that is itself an object (`source`, `trigger`, `origin`) is columns named by their path (`source_text`); it is null
exactly where the column of its first field that is never null is. A list is a list, of objects a list of structs; a span is a list of two
numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from onrecord.model import Content, Document, Edit, Evidence, Line, Quotation, Span
from onrecord.publish.selection import Found
from onrecord.serialize import TYPES


class Kind(StrEnum):
    """What a plain value is."""

    TEXT = "text"
    WHOLE = "whole"
    REAL = "real"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one shape; a span is one of numbers."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Group:
    """An object with these parts, in order."""

    parts: tuple[Part, ...]


Shape = Kind | Many | Group


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an object: it may be null where it `is_optional`; one that `is_left_out` is not there at all instead."""

    name: str
    shape: Shape
    is_optional: bool = False
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column: its name, and the path of the field in the object."""

    name: str
    path: tuple[str, ...]
    shape: Shape


TEXTS, SPAN = Many(Kind.TEXT), Many(Kind.WHOLE)
SPANS = Many(SPAN)
EVIDENCE = Group((Part("text", Kind.TEXT), Part("span", SPAN)))
PLAIN: dict[Any, Shape] = {
    str: Kind.TEXT, int: Kind.WHOLE, float: Kind.REAL, bool: Kind.FLAG, Span: SPAN, Evidence: EVIDENCE,
    Content: Group((Part("texts", TEXTS), Part("spans", SPANS))),
}  # fmt: skip

WITH_DOCUMENT = frozenset({"entity", "statement", "event", "quantity", "time", "place", "proposal"})
"""Types whose tables have a column `document` beside the fields of the object: the id of the document that it was read in."""
SAME = ("same_as", "same_name")
"""Columns of the table of entities beside the fields of the object: the id and the name that stand for all that are one with it."""
EXACT = "exact_json"
"""The last column of every table: the whole object, only where the columns cannot hold it."""


@cache
def shape_of(kind: str) -> Group:
    """The object of a type, without its `type`."""
    return Group(tuple(_document() if kind == "document" else _parts(TYPES[kind])))


@cache
def columns_of(kind: str) -> tuple[ColumnShape, ...]:
    """The columns that hold the object of a type, in the order of its fields."""
    return tuple(_columns(shape_of(kind), ()))


@cache
def column_names(kind: str) -> tuple[str, ...]:
    """All columns of a type's table."""
    own = [column.name for column in columns_of(kind)]
    if kind in WITH_DOCUMENT:
        own.insert(1, "document")
    return (*own, *(SAME if kind == "entity" else ()), EXACT)


@cache
def builder_of(kind: str) -> Callable[[Found], Found]:
    """What makes the object of a type again from a row of its table."""
    build = _from_columns(shape_of(kind), ())
    return lambda row: {"type": kind, **build(row)}


# --- from the dataclasses -------------------------------------------------------------------------


def _document() -> Iterator[Part]:
    """A document has its clean text, and neither the raw text nor what the markup said of each line."""
    yield from (part for part in _parts(Document) if part.name not in ("raw", "markup"))
    yield Part("characters", Kind.WHOLE)
    yield Part("text", Kind.TEXT)
    optional = ("xpath", "confidence")
    lines = (Part(p.name, p.shape, p.is_optional, is_left_out=p.name in optional) for p in _parts(Line))
    yield Part("lines", Many(Group(tuple(lines))))
    yield Part("edits", Many(Group(tuple(_parts(Edit)))))


def _parts(cls: Any) -> Iterator[Part]:
    hints = get_type_hints(cls)
    if cls is Quotation:
        yield Part("texts", TEXTS)
    for field in fields(cls):
        hint, is_optional = _without_none(hints[field.name])
        if field.name == "evidence":
            yield from (Part(part.name, part.shape, is_optional) for part in EVIDENCE.parts)
        else:
            yield Part(field.name, _shape(hint), is_optional)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not NoneType), True
    return hint, False


def _shape(hint: Any) -> Shape:
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) is tuple:
        return Many(_shape(get_args(hint)[0]))
    if is_dataclass(hint):
        return Group(tuple(_parts(hint)))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Kind.TEXT
    raise TypeError(f"no column for {hint}")


# --- to columns and back --------------------------------------------------------------------------


def _columns(group: Group, path: tuple[str, ...]) -> Iterator[ColumnShape]:
    for part in group.parts:
        below = (*path, part.name)
        if isinstance(part.shape, Group):
            yield from _columns(part.shape, below)
        else:
            yield ColumnShape("_".join(below), below, part.shape)


def _from_columns(group: Group, path: tuple[str, ...]) -> Callable[[Found], Found]:
    makers = [(part.name, part.is_optional, _part_of_row(part, (*path, part.name))) for part in group.parts]

    def build(row: Found) -> Found:
        found = ((name, is_optional, make(row)) for name, is_optional, make in makers)
        return {name: value for name, is_optional, value in found if value is not None or is_optional}

    return build


def _part_of_row(part: Part, path: tuple[str, ...]) -> Callable[[Found], Any]:
    """A field that is null though it never is was not written: an older version of the program did not know it."""
    if not isinstance(part.shape, Group):
        name, make = "_".join(path), _value(part.shape)
        if make is None:
            return lambda row: row[name]
        return lambda row: None if row[name] is None else make(row[name])
    build = _from_columns(part.shape, path)
    if not part.is_optional:
        return build
    witness = "_".join((*path, _witness(part.shape)))
    return lambda row: None if row[witness] is None else build(row)


def _witness(group: Group) -> str:
    """The first field that is never null."""
    return next(part.name for part in group.parts if not part.is_optional and not isinstance(part.shape, Group))


def _value(shape: Shape) -> Callable[[Any], Any] | None:
    """What makes a value again from that of a column; None where it is the same."""
    if isinstance(shape, Kind):
        return None
    if isinstance(shape, Many):
        item = _value(shape.item)
        return None if item is None else lambda values: [item(value) for value in values]
    makers = [(part.name, part.is_optional and not part.is_left_out, _value(part.shape)) for part in shape.parts]

    def build(found: Found) -> Found:
        made: Found = {}
        for name, may_be_null, make in makers:
            value = found[name]
            if value is not None or may_be_null:
                made[name] = value if make is None or value is None else make(value)
        return made

    return build


__all__ = ["EXACT", "SAME", "WITH_DOCUMENT", "ColumnShape", "Group", "Kind", "Many", "Part", "Shape", "builder_of", "column_names", "columns_of", "shape_of"]  # fmt: skip
