"""Serving the API alone until it is interrupted."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from onrecord.api.app import DESCRIPTION, make_api
from onrecord.api.settings import Settings
from onrecord.store import Store
from onrecord.web.listening import listen


def serve(path: str, settings: Settings, *, say: Callable[[str], None] = lambda line: None) -> None:
    """Serve the database until interrupted; a host that others reach gets a token, said once.

    The database is made where there is none, but not to be read only. Raises StoreError where it cannot be used, OnrecordError where the port
    is taken.
    """
    is_made = settings.token is None and not settings.access.is_local
    if is_made:
        settings = replace(settings, token=secrets.token_urlsafe(24))
    with Store(path, must_exist=settings.is_read_only) as store, listen(settings.access) as listening:
        port = listening.getsockname()[1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        say(f"the API is at http://{host}:{port}{DESCRIPTION} (stop it with Ctrl-C)")
        if is_made:
            say(f"send the header Authorization: Bearer {settings.token}")
        config = uvicorn.Config(make_api(store, settings), log_level="warning", access_log=False, server_header=False)
        gc.collect()
        gc.freeze()  # what was loaded stays: an answer does not wait until all of it has been looked through for what may go
        uvicorn.Server(config).run(sockets=[listening])
