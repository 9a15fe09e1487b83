"""How a desk is run: where, for whom, and who judges."""

from __future__ import annotations

import getpass
import ipaddress
from dataclasses import dataclass, field
from secrets import token_bytes

PORT = 8731
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Settings:
    """`host` is the address to listen on; on any but a loopback one a `token` must be shown. `person` signs judgements."""

    host: str = LOOPBACK
    port: int = PORT
    token: str | None = None
    person: str = field(default_factory=getpass.getuser)
    allows_private: bool = False
    """Whether webhooks may lead to this machine and its network."""
    key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)
    """What form tokens are signed with; a new one for each run."""

    @property
    def is_local(self) -> bool:
        """True where nobody but this machine reaches it."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """True for `localhost` and the loopback addresses."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
