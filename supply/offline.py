"""A command of onrecord on a machine without a network: `python -I supply/offline.py read PAGE`. Whoever opens a socket fails."""

from __future__ import annotations

import socket
from typing import Any


def refuse(*given: Any, **more: Any) -> Any:
    """In place of whatever would reach out."""
    raise SystemExit("offline: something wanted the network")


if __name__ == "__main__":
    from onrecord.cli import main

    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket, name, refuse)
    socket.getaddrinfo = socket.create_connection = refuse
    socket.socket.connect = socket.socket.connect_ex = refuse  # type: ignore[method-assign]
    main()
