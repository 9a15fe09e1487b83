"""Errors to statuses: every one in the same shape."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from onrecord.api.schemas import Schema, record_of
from onrecord.api.writer import Busy
from onrecord.errors import OnrecordError, StoreError, UsageError
from onrecord.web.guard import Refused

ERROR = record_of(
    {"error": record_of({"status": {"type": "integer"}, "title": {"type": "string"}, "detail": {"type": "string"}})}
)
ABOUT = {
    400: "a parameter or a body that cannot be", 401: "the token is missing or wrong", 403: "it may not be done from here",
    404: "there is nothing of this id", 405: "this is not done here", 409: "more than one thing is meant, or it stands in the way",
    413: "the body is too large", 415: "the body is of no media type that is read here", 421: "another host is meant",
    422: "the body is well formed and says what cannot be", 429: "too many questions at once", 500: "a defect here",
    503: "the database is taken, or too many wait; ask again",
}  # fmt: skip
"""Statuses of errors, in words."""
RETRIED = {HTTPStatus.TOO_MANY_REQUESTS: "1", HTTPStatus.SERVICE_UNAVAILABLE: "5"}
COMPONENTS: dict[str, Schema] = {"error": ERROR}


def status_of(error: BaseException) -> tuple[int, str]:
    """The status of an error and its line."""
    if isinstance(error, Refused):
        return error.status, str(error)
    if isinstance(error, Busy):
        return 503, "too many documents wait to be read; try again in a few seconds"
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    if isinstance(error, UsageError):
        return 400, str(error)
    if isinstance(error, StoreError):
        return _status_of_store(str(error)), _without_path(str(error))
    if isinstance(error, OnrecordError):
        return 400, str(error)
    return 500, "something went wrong here; the terminal in which it runs says what"


def _status_of_store(words: str) -> int:
    if "more than one id" in words:
        return 409
    return 404 if "nothing in" in words or "an id looks like" in words or "is no part of a record" in words else 503


def _without_path(words: str) -> str:
    """What is asked from elsewhere need not tell where the database lies."""
    before, found, after = words.partition(": nothing in ")
    return f"{before}: nothing here has this id" if found and after else words


def shape(status: int, detail: str) -> dict[str, Any]:
    """An error as it is answered."""
    return {"error": {"status": status, "title": HTTPStatus(status).phrase, "detail": detail}}


def headers_of(error: BaseException, status: int) -> dict[str, str]:
    """Headers that an error is answered with."""
    headers = dict(getattr(error, "headers", None) or {})
    if status in RETRIED:
        headers["Retry-After"] = RETRIED[HTTPStatus(status)]
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


__all__ = ["ABOUT", "COMPONENTS", "Refused", "headers_of", "shape", "status_of"]
