"""The description of the API in OpenAPI 3.1, made from its endpoints and from the schema of the record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from onrecord.api import judgements, reading, records, refusing, watches
from onrecord.api.endpoint import JSON, PREFIX, Answer, Endpoint, Parameter
from onrecord.api.schemas import Schema, component
from onrecord.schema import schema_text

ABOUT = """What is on record: who said and did what to whom, when, where, how much, and according to whom, every field with the words that it
was read from. Lists go on where `next` says (a cursor); what comes in meanwhile moves nothing. Every answer but an export has a strong ETag.
Unknown parameters are refused. Every error is `{"error": {"status", "title", "detail"}}`."""
ALWAYS = (400, 421)
"""Statuses that any endpoint may answer."""


@cache
def components() -> Mapping[str, Schema]:
    """Every schema that has a name: the types of the record, and what the API says beside them."""
    packed = schema_text().replace('"#/$defs/', '"#/components/schemas/')
    record: dict[str, Any] = json.loads(packed)
    found: dict[str, Schema] = dict(record.pop("$defs"))
    found["record"] = {"description": "A record of any type.", "oneOf": record["oneOf"]}
    for module in (refusing, records, reading, judgements, watches):
        twice = found.keys() & module.COMPONENTS.keys()
        if twice:
            raise ValueError(f"two schemas are called {sorted(twice)}")
        found |= module.COMPONENTS
    return found


def make_document(endpoints: Sequence[Endpoint], *, has_token: bool) -> dict[str, Any]:
    """The document; `has_token` where a token must be shown."""
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        item = paths.setdefault(f"{PREFIX}{endpoint.path}", {})
        item[endpoint.method.lower()] = _operation(endpoint, has_token=has_token)
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "onrecord", "version": version("onrecord"), "description": " ".join(ABOUT.split())},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": dict(components())},
    }
    if has_token:
        found["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        found["security"] = [{"token": []}]
    return found


def _operation(endpoint: Endpoint, *, has_token: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": [_parameter(one, endpoint.path) for one in endpoint.parameters],
        "responses": _responses(endpoint, has_token=has_token),
    }
    if endpoint.body:
        content = {media_type: {"schema": schema} for media_type, schema in endpoint.body.items()}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _parameter(parameter: Parameter, path: str) -> dict[str, Any]:
    place = "path" if parameter.name in re.findall(r"{(\w+)}", path) else "query"
    return {
        "name": parameter.name, "in": place, "required": parameter.is_required, "description": parameter.about, "schema": parameter.schema,
    }  # fmt: skip


def _responses(endpoint: Endpoint, *, has_token: bool) -> dict[str, Any]:
    found = {str(status): _response(answer, endpoint) for status, answer in endpoint.answers.items()}
    if not endpoint.is_writing and endpoint.path != "/export":
        found["304"] = {"description": "it is as it was (`If-None-Match`)"}
    for status in sorted(set(_statuses(endpoint, has_token=has_token))):
        found[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}: {refusing.ABOUT[status]}",
            "content": {JSON: {"schema": component("error")}},
        }
    return found


def _statuses(endpoint: Endpoint, *, has_token: bool) -> Iterable[int]:
    yield from ALWAYS
    yield from endpoint.errors
    if endpoint.is_writing:
        yield 403
    if has_token:
        yield 401
    if endpoint.is_costly:
        yield 429


def _response(answer: Answer, endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {"description": answer.about}
    if answer.content:
        found["content"] = {media_type: {"schema": schema} for media_type, schema in answer.content.items()}
    headers = dict(answer.headers)
    if not endpoint.is_writing and endpoint.path != "/export":
        headers["ETag"] = "what to send as `If-None-Match`"
    if headers:
        found["headers"] = {
            name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()
        }
    return found
