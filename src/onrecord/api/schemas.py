"""JSON Schemas of what is asked, and the check of a value against one: what is published is what is enforced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

Schema = dict[str, Any]

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[2468]0|[13579][26])00)"
_MONTH = "(0[1-9]|1[0-2])"
_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
DATE: Schema = {
    "type": "string",
    "pattern": f"^({_YEAR}(-{_MONTH})?|{_YEAR}-{_DAY}|{_LEAP}-02-29)$",
    "examples": ["2026", "2026-03", "2026-03-04"],
}
"""A year, a month or a day that the calendar has."""
_LATE = "(1[7-9]|2[01])[0-9]{2}"
_LATE_LEAP = "((1[7-9]|2[01])(0[48]|[2468][048]|[13579][26])|2000)"
MOMENT: Schema = {
    "type": "string",
    "pattern": f"^({_LATE}-{_DAY}|{_LATE_LEAP}-02-29)(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?)?$",
    "examples": ["2026-03-04", "2026-03-04T09:30:00Z"],
}
"""A day, with or without a time and its zone; years in which news was printed."""
CURSOR: Schema = {"type": "string", "pattern": "^[0-9a-f]{1,32}$", "description": "the `next` of an answer"}
WORD: Schema = {"type": "string", "minLength": 1, "maxLength": 300}
FLAG: Schema = {"type": "boolean"}
_UNSEEN = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff"
TEXT: Schema = {"type": "string", "minLength": 1, "pattern": f"[^{_UNSEEN}]"}
"""Text in which something can be seen."""
NULL: Schema = {"type": "null"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def id_of(*types: str) -> Schema:
    """The id of one of these types, or the beginning of one."""
    kinds = types[0] if len(types) == 1 else f"({'|'.join(types)})"
    return {"type": "string", "pattern": f"^{kinds}-[0-9a-f]{{6,64}}$", "examples": [f"{types[0]}-5f0c12ab90"]}


def limit(default: int, most: int) -> Schema:
    """How many at most."""
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}


def one_of(values: Sequence[str]) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def record_of(properties: Mapping[str, Schema], required: Sequence[str] | None = None) -> Schema:
    """An object of these fields and no others; all are there unless it is said which are."""
    needed = list(properties if required is None else required)
    return {"type": "object", "properties": dict(properties), "required": needed, "additionalProperties": False}


def list_of(schema: Schema, most: int | None = None) -> Schema:
    """Any number of these."""
    return {"type": "array", "items": schema} | ({"maxItems": most} if most is not None else {})


def or_null(schema: Schema) -> Schema:
    """This, or nothing that is known."""
    return {"anyOf": [schema, NULL]}


def component(name: str) -> Schema:
    """A schema that has a name."""
    return {"$ref": f"#/components/schemas/{name}"}


# --- checking -------------------------------------------------------------------------------------


def trouble(value: Any, schema: Schema, where: str) -> str | None:
    """What is wrong with a value in a line; None where it fits."""
    return next(_troubles(value, schema, where), None)


def _troubles(value: Any, schema: Schema, where: str) -> Iterator[str]:
    if "anyOf" in schema:
        found = [trouble(value, one, where) for one in schema["anyOf"]]
        if all(found):
            yield min((one for one in found if one), key=lambda words: ("must be one of" in words, len(words)))
        return
    if not _is_of(value, schema["type"]):
        yield f"{where} must be {_ARTICLES[schema['type']]}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} must be one of: {', '.join(map(str, schema['enum']))}"
    yield from _CHECKS.get(schema["type"], _nothing)(value, schema, where)


def _is_of(value: Any, kind: str) -> bool:
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, float) and value.is_integer())


def _nothing(value: Any, schema: Schema, where: str) -> Iterator[str]:
    yield from ()


def _of_text(value: str, schema: Schema, where: str) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value):
        yield f"{where} must not be empty"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{where} must have at most {schema['maxLength']} characters"
    if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
        example = f", such as {schema['examples'][-1]}" if "examples" in schema else ""
        yield f"{where}: {value[:60]!r} is not what it must be{example}"


def _of_number(value: int, schema: Schema, where: str) -> Iterator[str]:
    least, most = schema.get("minimum", value), schema.get("maximum", value)
    if not least <= value <= most:
        yield f"{where} must be from {least} to {most}"


def _of_object(value: dict[str, Any], schema: Schema, where: str) -> Iterator[str]:
    properties = schema["properties"]
    if len(value) < schema.get("minProperties", 0):
        yield f"{where} must not be empty; there is {', '.join(properties)}"
    for name in schema["required"]:
        if name not in value:
            yield f"{where}: {name} is missing"
    for name, part in value.items():
        if name not in properties:
            yield f"{where}: no field {name[:60]!r}; there is {', '.join(properties)}"
        else:
            yield from _troubles(part, properties[name], name)


def _of_list(value: list[Any], schema: Schema, where: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{where} has too few or too many items"
    for part in value:
        yield from _troubles(part, schema["items"], where)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of JSON Schema, whose `$` is the end of the text alone."""
    return re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern)


_TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list, "null": type(None),
}  # fmt: skip
_ARTICLES = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false", "object": "an object",
    "array": "a list", "null": "null",
}  # fmt: skip
_CHECKS: dict[str, Any] = {
    "string": _of_text,
    "integer": _of_number,
    "number": _of_number,
    "object": _of_object,
    "array": _of_list,
}


def read_parameter(words: str, schema: Schema) -> Any:
    """What stands in an address as the value that a schema is about; the words where they cannot be that."""
    if schema["type"] == "integer" and re.fullmatch(r"-?[0-9]{1,15}", words):
        return int(words)
    if schema["type"] == "boolean" and words in ("true", "false"):
        return words == "true"
    return words
