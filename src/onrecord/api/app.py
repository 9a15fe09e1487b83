"""The application: calls to endpoints, replies to responses, every error in one shape."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from onrecord.api import exports, judgements, listing, reading, records, watches
from onrecord.api.asking import read_call
from onrecord.api.delivering import Courier, Sending
from onrecord.api.endpoint import JSON, PREFIX, Endpoint, Reply
from onrecord.api.openapi import make_document
from onrecord.api.refusing import Refused, headers_of, shape, status_of
from onrecord.api.settings import Settings
from onrecord.api.writer import Busy, Writer
from onrecord.errors import OnrecordError
from onrecord.serialize import to_json_line
from onrecord.store import Store
from onrecord.web.guard import Rates, bounded, check_request, guard

AT_ONCE = 8
"""Questions that are answered at a time; the others wait."""
DESCRIPTION = f"{PREFIX}/openapi.json"
SAID = {
    401: "the token is missing or wrong: send the header Authorization: Bearer TOKEN",
    403: "this came from a page of another site",
    421: "this answers to this machine alone; to be asked from elsewhere it is started with --host",
}
"""What the guard refuses, in words for programs."""
TRIED_ANEW = "private, no-cache"
"""What may keep an answer: a browser alone, that asks each time whether it still holds."""
Answered = TypeVar("Answered")
EXPECTED = (OnrecordError, HTTPException, Refused, Busy)
"""Errors that are raised on purpose; any other is a defect, which the server logs."""


class Api:
    """What every endpoint may use, and the routes that lead to them. `sending` stands for what posts to webhooks."""

    def __init__(self, store: Store, settings: Settings | None = None, *, sending: Sending | None = None) -> None:
        self.store, self.settings = store, settings or Settings()
        self.joining = reading.Joining(store)
        self.writer = Writer(self.joining.join)
        self.courier = Courier(store, allows_private=self.settings.allows_private, sending=sending)
        self.rates = Rates()
        self.endpoints = tuple(one for one in every_endpoint() if not (one.is_writing and self.settings.is_read_only))
        self._limiter: anyio.CapacityLimiter | None = None
        document = make_document(self.endpoints, has_token=self.settings.token is not None)
        self.description = to_json_line(document)

    @property
    def routes(self) -> list[Route]:
        """Routes for this API in any application, errors included."""
        by_path: dict[str, dict[str, Endpoint]] = {}
        for endpoint in self.endpoints:
            by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint
        found = [Route(f"{PREFIX}{path}", _Resource(self, methods)) for path, methods in by_path.items()]
        found.append(Route(DESCRIPTION, _Fixed(self, self.description)))
        found.append(Route(PREFIX, _Fixed(self, json.dumps({"openapi": DESCRIPTION}))))
        return [*found, Route("/api/{rest:path}", _Nothing(self))]

    async def in_thread(self, work: Callable[[], Answered]) -> Answered:
        """What a function says, asked in a thread; so many at a time."""
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(AT_ONCE)
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)

    @asynccontextmanager
    async def lifespan(self, app: Any = None) -> AsyncIterator[None]:
        """While it lasts, webhooks are told; at its end what waits to be read is read."""
        if not self.settings.is_read_only:
            self.courier.open()
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(self.courier.close)
            await anyio.to_thread.run_sync(self.writer.close)


def every_endpoint() -> tuple[Endpoint, ...]:
    """All that can be asked."""
    modules = (listing, records, reading, judgements, watches)
    return (*(endpoint for module in modules for endpoint in module.ENDPOINTS), exports.make_endpoint())


def make_api(store: Store, settings: Settings | None = None, *, sending: Sending | None = None) -> Starlette:
    """The API on an open store as an ASGI application; the caller closes the store."""
    api = Api(store, settings, sending=sending)
    routes = [
        *api.routes,
        Route("/", _Fixed(api, json.dumps({"openapi": DESCRIPTION}))),
        Route("/{rest:path}", _Nothing(api)),
    ]
    app = Starlette(routes=routes, lifespan=api.lifespan, exception_handlers={Exception: _defect})
    app.add_middleware(_Guard, api=api)
    app.state.api = api
    return app


class _Guard:
    """Refuses what must not be answered, and sees that every answer is guarded."""

    def __init__(self, app: Any, api: Api) -> None:
        self._app, self._settings = app, api.settings.access

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            check_request(Request(scope, receive), self._settings, reading.MOST_BYTES)
        except (Refused, ValueError) as error:
            refused = error if isinstance(error, Refused) else Refused(400, "a header that cannot be read")
            refused = Refused(refused.status, SAID.get(refused.status, str(refused)))
            await guard(error_response(refused))(scope, receive, send)
            return
        await self._app(scope, bounded(receive, reading.MOST_BYTES), send)


class _Answering:
    """Something at a path: what goes wrong in it is answered in one shape."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        try:
            response = await self.respond(request)
        except ClientDisconnect:
            return
        except EXPECTED as error:
            response = error_response(error)
        if request.method == "HEAD" and not isinstance(response, _Bare):
            response = _Bare(response)
        await guard(response)(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """The response."""
        raise NotImplementedError


class _Resource(_Answering):
    """A path with the endpoints of its methods."""

    def __init__(self, api: Api, methods: Mapping[str, Endpoint]) -> None:
        super().__init__(api)
        self._methods = methods
        self._allowed = ", ".join(sorted({*methods, *(("HEAD",) if "GET" in methods else ())}))

    async def respond(self, request: Request) -> Response:
        """The response of the endpoint of this method."""
        endpoint = self._methods.get("GET" if request.method == "HEAD" else request.method)
        if endpoint is None:
            raise HTTPException(405, f"{request.method} is not done here", {"Allow": self._allowed})
        if endpoint.is_costly and not self._api.settings.access.is_local:
            self._api.rates.take(request.client.host if request.client else "")
        call = await read_call(request, endpoint)
        reply = await endpoint.act(self._api, call) if endpoint.is_async else await self._api.in_thread(lambda: endpoint.act(self._api, call))  # fmt: skip
        return reply if isinstance(reply, Response) else _response(request, reply)


class _Fixed(_Answering):
    """A path with an answer that is always the same."""

    def __init__(self, api: Api, text: str) -> None:
        super().__init__(api)
        self._text = text

    async def respond(self, request: Request) -> Response:
        """That answer."""
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405, f"{request.method} is not done here", {"Allow": "GET, HEAD"})
        return _tagged(request, Response(self._text.encode(), media_type=JSON))


class _Nothing(_Answering):
    """A path at which there is nothing."""

    async def respond(self, request: Request) -> Response:
        """Never comes back."""
        raise HTTPException(404, f"there is nothing at this address; {DESCRIPTION} says what there is")


class _Bare(Response):
    """A response without its body, whose headers say what the body would be."""

    def __init__(self, whole: Response) -> None:
        super().__init__(None, whole.status_code)
        self.raw_headers = list(whole.raw_headers)


def _response(request: Request, reply: Reply) -> Response:
    if reply.status == 204:
        return Response(None, 204, dict(reply.headers))
    if reply.text is not None:
        body, media_type = reply.text.encode("utf-8", "replace"), "text/plain; charset=utf-8"
    else:
        body, media_type = to_json_line(reply.found).encode(), JSON
    response = Response(body, reply.status, dict(reply.headers), media_type)
    return _tagged(request, response) if request.method in ("GET", "HEAD") else response


def _tagged(request: Request, response: Response) -> Response:
    """The response with a strong ETag of its bytes (RFC 9110), or 304 where who asks has them."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    given = [
        one.strip().removeprefix("W/") for line in request.headers.getlist("if-none-match") for one in line.split(",")
    ]
    if tag in given or "*" in given:
        response = Response(None, 304)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = TRIED_ANEW
    return response


async def _defect(request: Request, error: Exception) -> Response:
    return guard(error_response(error))


def error_response(error: Exception) -> Response:
    """An error in the one shape."""
    status, detail = status_of(error)
    body = to_json_line(shape(status, detail)).encode()
    return Response(body, status, headers_of(error, status), JSON)
