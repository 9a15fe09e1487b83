"""Serving a database to a browser until it is interrupted."""

from __future__ import annotations

import gc
import secrets
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from onrecord.desk.app import make_app
from onrecord.store import Store
from onrecord.web.listening import listen
from onrecord.web.settings import Settings


def serve(
    path: str, settings: Settings, *, opens_browser: bool = True, say: Callable[[str], None] = lambda line: None
) -> None:
    """Serve the database until interrupted; a host that others reach gets a token, said once.

    Raises StoreError where the database cannot be used, OnrecordError where the port is taken.
    """
    if not settings.is_local and settings.token is None:
        settings = replace(settings, token=secrets.token_urlsafe(24))
    with Store(path, must_exist=True) as store, listen(settings) as listening:
        port = listening.getsockname()[1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{port}/" + (f"?token={settings.token}" if settings.token else "")
        say(f"the desk is at {address} (stop it with Ctrl-C)")
        config = uvicorn.Config(make_app(store, settings), log_level="warning", access_log=False, server_header=False)
        gc.collect()
        gc.freeze()  # what was loaded stays: a page does not wait until all of it has been looked through for what may go
        if opens_browser:
            threading.Timer(0.5, webbrowser.open, (address,)).start()
        uvicorn.Server(config).run(sockets=[listening])
