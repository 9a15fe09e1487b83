"""The JSON Schema of the record, made from the dataclasses: `python -m onrecord.schema` writes it beside this file."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import cleandoc
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from onrecord.model import Content, Document, Evidence, Line, Quotation, Span
from onrecord.serialize import TYPES

__all__ = ["FILE", "schema_text", "write_schema"]

FILE = Path(__file__).with_name("schema.json")

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_PLAIN: dict[Any, Schema] = {str: _TEXT, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"}}
_SPAN: Schema = {"$ref": "#/$defs/span"}


def schema_text() -> str:
    """JSON Schema 2020-12 of one line of JSON Lines, as the file holds it."""
    span = _array(_COUNT, _COUNT) | {"description": "[start, end), in code points of the document's text"}
    definitions = {"span": span, "evidence": _object({"text": _TEXT, "span": _SPAN})}
    definitions |= {name: _record(name, cls) for name, cls in TYPES.items()}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "onrecord: one record",
        "description": "One line of onrecord's JSON Lines. Unknown is null.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in TYPES],
        "$defs": definitions,
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def write_schema() -> None:
    """Write the schema to `FILE`."""
    FILE.write_text(schema_text(), encoding="utf-8")


def _record(name: str, cls: type) -> Schema:
    summary = cleandoc(cls.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    properties = _document() if cls is Document else _properties(cls)
    properties["id"] = {"type": "string", "pattern": f"^{name}-[0-9a-f]+$"}
    return {"description": summary, **_object({"type": {"const": name}, **properties})}


def _document() -> Schema:
    """A document is written with its clean text, and without the raw text and what the markup said of each line."""
    found = _properties(Document)
    del found["raw"], found["markup"]
    edit = _array(_COUNT, _COUNT, _TEXT, _TEXT) | {"description": "start and end in the raw text, new text, why"}
    return found | {"characters": _COUNT, "text": _TEXT, "lines": _list(_line()), "edits": _list(edit)}


def _line() -> Schema:
    """`xpath` and `confidence` are left out of a line that has none: there is one line a line."""
    found = _properties(Line)
    optional = {name: found.pop(name)["anyOf"][0] for name in ("xpath", "confidence")}
    line = _object(found)
    return line | {"properties": found | optional}


def _properties(cls: Any) -> Schema:
    found: Schema = {}
    hints = get_type_hints(cls)
    for field in fields(cls):
        inner, optional = _without_none(hints[field.name])
        parts = {"text": _TEXT, "span": _SPAN} if field.name == "evidence" else {field.name: _shape(inner)}
        found |= {name: _or_null(part) for name, part in parts.items()} if optional else parts
    if cls is Quotation:
        found = {"texts": _list(_TEXT)} | found
    return found


def _without_none(hint: Any) -> tuple[Any, bool]:
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    return (choices[0], True) if NoneType in get_args(hint) else (hint, False)


def _shape(hint: Any) -> Schema:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint is Span:
        return _SPAN
    if hint is Evidence:
        return {"$ref": "#/$defs/evidence"}
    if hint is Content:
        return _object({"texts": _list(_TEXT), "spans": _list(_SPAN)})
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        return _list(_shape(parts[0])) if parts[-1] is Ellipsis else _array(*map(_shape, parts))
    if is_dataclass(hint):
        return _object(_properties(hint))
    choices: type[Enum] = hint
    return {"enum": [choice.value for choice in choices]}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _array(*parts: Schema) -> Schema:
    return {"type": "array", "prefixItems": list(parts), "items": False, "minItems": len(parts)}


def _list(part: Schema) -> Schema:
    return {"type": "array", "items": part}


def _or_null(part: Schema) -> Schema:
    return {"anyOf": [part, {"type": "null"}]}


if __name__ == "__main__":
    write_schema()
