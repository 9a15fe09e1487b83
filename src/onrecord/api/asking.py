"""A request as a call: parameters and bodies read and checked against the schemas of the endpoint."""

from __future__ import annotations

import codecs
import json
import re
from email.message import Message
from typing import Any

from starlette.requests import Request

from onrecord.api.endpoint import JSON, Call, Endpoint, Raw
from onrecord.api.listing import TOKEN
from onrecord.api.openapi import components
from onrecord.api.refusing import Refused
from onrecord.api.schemas import Schema, read_parameter, trouble


async def read_call(request: Request, endpoint: Endpoint) -> Call:
    """What is asked. Raises Refused with 400, 404, 415 or 422 for what cannot be."""
    path = _path(request, endpoint)
    given = _given(request, endpoint)
    body = await _body(request, endpoint) if endpoint.body else None
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Call(path, given, body, address, path.get("identity", ""), request.method == "HEAD")


def _path(request: Request, endpoint: Endpoint) -> dict[str, str]:
    found = {name: str(value) for name, value in request.path_params.items()}
    for parameter in endpoint.parameters:
        if parameter.name in found and trouble(found[parameter.name], parameter.schema, parameter.name):
            example = parameter.schema["examples"][0]
            raise Refused(404, f"{found[parameter.name][:80]}: an id here looks like {example}")
    return found


def _given(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    known = {one.name: one for one in endpoint.parameters if f"{{{one.name}}}" not in endpoint.path}
    found: dict[str, Any] = {}
    for name, words in request.query_params.multi_items():
        if name == TOKEN:
            continue
        if name not in known:
            raise Refused(400, f"no parameter {name[:60]!r}; there is {', '.join(known) or 'none'}")
        if name in found:
            raise Refused(400, f"{name} is given more than once")
        found[name] = read_parameter(words, known[name].schema)
        if wrong := trouble(found[name], known[name].schema, name):
            raise Refused(400, wrong)
    missing = next((one.name for one in known.values() if one.is_required and one.name not in found), None)
    if missing is not None:
        raise Refused(400, f"the parameter {missing} is missing")
    return found


async def _body(request: Request, endpoint: Endpoint) -> Any:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in endpoint.body:
        raise Refused(
            415, f"a body of {media_type[:60] or 'no media type'} is not read here; send {', '.join(endpoint.body)}"
        )
    if (packed := request.headers.get("content-encoding", "identity").strip().lower()) != "identity":
        raise Refused(415, f"a body that is packed ({packed[:40]}) is not read here; send it as it is")
    charset = _charset(request.headers.get("content-type", ""))
    if media_type == JSON and charset not in (None, "utf-8", "ascii"):
        raise Refused(415, f"JSON is read in UTF-8, not in {charset}")
    data = await request.body()
    schema = endpoint.body[media_type]
    if media_type != JSON:
        return Raw(data, media_type, charset)
    value = read_json(data)
    if wrong := trouble(value, resolved(schema), "the body"):
        raise Refused(422, wrong)
    return value


def _charset(content_type: str) -> str | None:
    """The encoding that is said, None where none is. Raises Refused with 415 for one that nobody knows."""
    given = Message()
    given["Content-Type"] = content_type
    found = given.get_content_charset()
    try:
        return codecs.lookup(found).name if found and "".encode(found) is not None else None
    except (LookupError, ValueError):
        raise Refused(415, f"no encoding is called {str(found)[:40]!r}") from None


def read_json(data: bytes) -> Any:
    """A JSON value in UTF-8. Raises Refused with 400 for what is none."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"the body is no JSON ({str(error)[:80]})") from error


def _no_constant(words: str) -> Any:
    raise ValueError(f"{words} is no number of JSON")


def resolved(schema: Schema) -> Schema:
    """The schema itself, where it is given by its name."""
    name = re.fullmatch(r"#/components/schemas/(\w+)", schema.get("$ref", ""))
    return components()[name[1]] if name else schema
