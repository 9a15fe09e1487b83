"""The endpoint of exports: what fits a search, or what is about a record, in any format."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from onrecord.api.endpoint import Answer, Call, Endpoint, Parameter
from onrecord.api.exporting import ZIP, export_response, media_type_of
from onrecord.api.listing import FILTERS, PLURALS, filtered
from onrecord.api.schemas import Schema, id_of, one_of
from onrecord.publish import Shape, all_formats, format_named
from onrecord.store import Query

ABOUT = Parameter(
    "about", id_of(*(kind for kind in PLURALS if kind in ("document", "story", "entity", "statement", "event", "copy", "incident", "dispute", "commitment"))),
    "only what is about this: all that an entity does, says and has done to it, what a record across documents rests on, what was read in a story",
)  # fmt: skip


async def export(api: Any, call: Call) -> Response:
    """A selection as a download."""
    name, _, asked_ending = call.given["as"].partition(".")
    ending = asked_ending or None
    query = filtered(call)
    asked = None if query == Query() else query
    if call.is_head:
        chosen = format_named(name)
        ending = ending or chosen.ending or "zip"
        media_type = ZIP if chosen.shape is Shape.FOLDER else media_type_of(chosen, ending)
        headers = {"Content-Disposition": f'attachment; filename="{chosen.file_name(ending)}"'}
        response = Response(None, media_type=media_type, headers=headers)
        del response.headers["Content-Length"]  # nobody knows before it is written
        return response
    return await export_response(api.store, asked, call.given.get("about"), name, ending=ending)


def make_endpoint() -> Endpoint:
    """The endpoint, with the formats that there are."""
    formats = all_formats()
    types = {ZIP if found.shape is Shape.FOLDER else found.media_type.partition(";")[0] for found in formats.values()}
    types |= {"text/html" for found in formats.values() if "html" in found.writers}
    names = [
        name
        for found in formats.values()
        for name in (found.name, *(f"{found.name}.{one}" for one in list(found.writers)[1:]))
    ]
    schema: Schema = {"type": "string"}
    chosen = Parameter(
        "as",
        one_of(names),
        "the format, with another ending than its usual one behind a dot; a folder's comes as a zip archive",
        is_required=True,
    )
    return Endpoint(
        "GET", "/export", "export", "What fits, or all, in a format of other tools.", export,
        {200: Answer("the file", dict.fromkeys(sorted(types), schema), {"Content-Disposition": "the name of the file"})},
        (chosen, ABOUT, *FILTERS.values()), errors=(404, 409, 503), is_async=True, is_costly=True,
    )  # fmt: skip
