"""A socket to serve on."""

from __future__ import annotations

import socket

from onrecord.errors import OnrecordError
from onrecord.web.settings import Settings


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where it should. Raises OnrecordError where that is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError as error:
        found.close()
        raise OnrecordError(
            f"{settings.host}:{settings.port}: cannot be listened on ({error.strerror}); choose another --port"
        ) from error
    found.listen(128)
    return found
