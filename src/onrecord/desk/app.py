"""The application: addresses to pages and actions, contexts to HTML or JSON, every error in one shape."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from onrecord.api.app import Api
from onrecord.api.exporting import export_response
from onrecord.api.settings import of_desk
from onrecord.desk import bar, pages, words
from onrecord.desk.page import Action, Asking, Desk, Download, Page, Redirect, plain
from onrecord.desk.pages.export import export_address
from onrecord.errors import OnrecordError, StoreError, UsageError
from onrecord.store import Store
from onrecord.web.filters import NAMES, Filters, filters_of
from onrecord.web.guard import (
    COOKIE,
    MOST_BYTES,
    Rates,
    Refused,
    bounded,
    check_form,
    check_request,
    form_token,
    guard,
    own_address,
)
from onrecord.web.settings import Settings

STATIC = files("onrecord.desk").joinpath("static")
YEAR = 31_536_000
MOST_SENT = 4 << 20
"""Bytes of a document that is sent to the API."""
Answering = Callable[[Request], Awaitable[Response]]


def make_app(store: Store, settings: Settings | None = None) -> Starlette:
    """The desk on an open store as an ASGI application, with the API behind it; the caller closes the store."""
    desk = Desk(store, settings or Settings())
    show = _Showing(desk)
    api = Api(store, of_desk(desk.settings))
    routes: list[Any] = [Mount("/static", StaticFiles(directory=str(STATIC)), name="static")]
    for page in pages.PAGES:
        routes.append(Route(f"{page.path.rstrip('/') or '/index'}.json", show.of_page(page, is_json=True)))
        routes.append(Route(page.path, show.of_page(page, is_json=False), name=page.name))
    routes += [
        Route(action.path, show.of_action(action), name=action.name, methods=["POST"]) for action in pages.ACTIONS
    ]
    routes.append(Route("/export/{name}", show.export, name="exported"))
    routes += api.routes
    handlers: Any = {OnrecordError: show.error, HTTPException: show.error, Refused: show.error, Exception: show.error}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=api.lifespan)
    app.add_middleware(_Guard, show=show)
    return app


class _Guard:
    """Refuses what must not be answered, and sees that every answer is guarded."""

    def __init__(self, app: Any, show: _Showing) -> None:
        self._app, self._show = app, show

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        most = MOST_SENT if is_of_api(request) else MOST_BYTES
        try:
            check_request(request, self._show.desk.settings, most)
        except (Refused, ValueError) as error:
            await (await self._show.error(request, error))(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                response = Response()
                response.raw_headers = list(message["headers"])
                message = message | {"headers": guard(response).raw_headers}
            await send(message)

        await self._app(scope, bounded(receive, most), guarded)


class _Showing:
    """Contexts to responses."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self._rates = desk, Rates()
        self._templates = Environment(
            loader=PackageLoader("onrecord.desk"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=words.printed,
        )
        self._templates.globals |= {
            "sections": pages.SECTIONS,
            "form_token": form_token(desk.settings),
            "person": desk.settings.person,
            "roles": words.ROLES,
            "export_address": export_address,
        } | bar.GLOBALS
        self._templates.filters |= words.FILTERS

    def of_page(self, page: Page, *, is_json: bool) -> Answering:
        """What answers a page's address, as HTML or as JSON."""

        async def answer(request: Request) -> Response:
            if page.is_costly:
                self._rates.take(request.client.host if request.client else "")
            asking = _asking(request)
            context = await run_in_threadpool(page.view, self.desk, asking)
            if isinstance(context, Download):
                return _download(context)
            if isinstance(context, Redirect):
                return _json({"then": context.address}) if is_json else RedirectResponse(context.address)
            response = (
                _json(_twin(context))
                if is_json
                else self.html(page.template, context, asking.filters, page.name, request)
            )
            return _remembering(request, response, self.desk.settings, getattr(context, "cookies", None))

        return answer

    def of_action(self, action: Action) -> Answering:
        """What answers a form."""

        async def answer(request: Request) -> Response:
            form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
            check_form(form.pop("form_token", ""), self.desk.settings)
            then = own_address(await run_in_threadpool(action.act, self.desk, _asking(request), form))
            if "application/json" in request.headers.get("accept", ""):
                return _json({"then": then})
            return RedirectResponse(then, status_code=303)

        return answer

    async def export(self, request: Request) -> Response:
        """What the Export page leads to: a file in a format of another tool, sent as it is written."""
        self._rates.take(request.client.host if request.client else "")
        asking = _asking(request)
        query = None if asking.filters.is_empty else asking.filters.to_query()
        about, ending = asking.given.get("about") or None, asking.given.get("ending") or None
        return await export_response(self.desk.store, query, about, asking.path["name"], ending=ending)

    def html(self, template: str, context: Any, filters: Filters, section: str, request: Request) -> Response:
        """A context as a page."""
        twin = f"{request.url.path.rstrip('/') or '/index'}.json" + (
            f"?{request.url.query}" if request.url.query else ""
        )
        found = self._templates.get_template(template).render(
            page=context, filters=filters, section=section, twin=twin, address=str(request.url.path)
        )
        return HTMLResponse(found.encode("utf-8", "replace"))

    async def error(self, request: Request, error: Exception) -> Response:
        """Every error in one shape: a status, a title, what happened in a line."""
        status, detail = _status_of(error)
        context = {"status": status, "title": HTTPStatus(status).phrase, "detail": detail}
        headers = dict(getattr(error, "headers", None) or {})
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            headers["Retry-After"] = "1"
        if (
            request.url.path.endswith(".json")
            or is_of_api(request)
            or "application/json" in request.headers.get("accept", "")
        ):
            return guard(_json({"error": context}, status, headers))
        found = self._templates.get_template("error.html").render(
            page=context, filters=Filters(), section="error", twin=None, address=""
        )
        return guard(HTMLResponse(found, status, headers))


def is_of_api(request: Request) -> bool:
    """True for what is asked of the API behind the desk."""
    return request.url.path.startswith("/api/")


def _asking(request: Request) -> Asking:
    given = dict(request.query_params)
    own = {name: value for name, value in given.items() if name not in NAMES and name != "token"}
    return Asking(dict(request.path_params), filters_of(given), own, request.cookies, str(request.base_url).rstrip("/"))


def _twin(context: Any) -> Any:
    """A context as JSON, without what only a browser remembers."""
    return {name: value for name, value in plain(context).items() if name != "cookies"}


def _json(found: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, status, headers, media_type="application/json")


def _download(found: Download) -> Response:
    name = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in found.name)
    return Response(
        b"".join(found.pieces),
        media_type=found.media_type,
        headers={
            "Content-Disposition": f'{"inline" if found.is_shown else "attachment"}; filename="{name or "onrecord"}"'
        },
    )


def _remembering(
    request: Request, response: Response, settings: Settings, cookies: Mapping[str, str] | None
) -> Response:
    for name, value in (cookies or {}).items():
        response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="strict", path="/")
    if settings.token is not None and "token" in request.query_params:
        response.set_cookie(COOKIE, settings.token, httponly=True, samesite="strict", path="/")
    return response


def _status_of(error: Exception) -> tuple[int, str]:
    if isinstance(error, Refused):
        return error.status, str(error)
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    if isinstance(error, UsageError):
        return 400, str(error)
    if isinstance(error, StoreError):
        return (404 if "nothing in" in str(error) or "an id looks like" in str(error) else 503), str(error)
    if isinstance(error, OnrecordError | ValueError):
        return 400, str(error)
    return 500, "something went wrong here; the terminal in which the desk runs says what"
