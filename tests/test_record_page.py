"""`docs/record.md` and the code say the same: every field, every value, every issue code, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.issues import CODES
from onrecord.schema import schema_text
from onrecord.serialize import TYPES

PAGE = (Path(__file__).parent.parent / "docs" / "record.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
SCHEMA: dict[str, Any] = json.loads(schema_text())["$defs"]
SHARED = {"origin.room", "origin.by", "origin.version"}
"""Defined once for all types, at the top of the page."""


def walk(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field below an object with its path; an evidence or a span is one field, an item of a list its list."""
    schema = next((part for part in schema.get("anyOf", ()) if part != {"type": "null"}), schema)
    if schema.get("type") == "array" and "items" in schema and schema["items"]:
        yield from walk(schema["items"], path)
    for name, part in schema.get("properties", {}).items():
        below = f"{path}.{name}" if path else name
        if below != "type":
            yield below, part
            yield from walk(part, below)


def fields(name: str) -> dict[str, dict[str, Any]]:
    return dict(walk(SCHEMA[name]))


def enumerations(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("enum", ())
        for part in schema.values():
            yield from enumerations(part)
    if isinstance(schema, list):
        for part in schema:
            yield from enumerations(part)


def rows(name: str) -> list[tuple[str, str, str]]:
    """Field, meaning, and when it is null, of each row of a section's table of fields."""
    return re.findall(r"^\| `([\w.]+)` \|([^|]*)\|[^|]*\|([^|]*)\|$", SECTIONS[name], re.MULTILINE)


def test_every_type_has_a_section() -> None:
    assert set(SECTIONS) == set(TYPES)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_field_is_defined_and_no_other(name: str) -> None:
    assert sorted(field for field, _, _ in rows(name)) == sorted(set(fields(name)) - SHARED)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_field_says_what_it_means_and_when_it_is_null(name: str) -> None:
    """What cannot be null says never; what can, says when."""
    said = {field: (meaning.strip(), null.strip()) for field, meaning, null in rows(name)}
    for field, schema in fields(name).items():
        if field not in SHARED:
            meaning, null = said[field]
            assert meaning, field
            assert null.startswith("never") != ("anyOf" in schema or "left out" in null), field


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_value_of_an_enumeration_is_named(name: str) -> None:
    section = SECTIONS[name] + (SECTIONS["document"] if name == "story" else "")
    missing = {value for value in enumerations(SCHEMA[name]) if f"`{value}`" not in section}
    assert not missing


def test_every_issue_code_is_there_with_its_meaning() -> None:
    found = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|$", SECTIONS["issue"], re.MULTILINE)
    assert dict(found) == CODES
