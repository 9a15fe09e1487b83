"""How an API is run: where, for whom, what it may do, and who judges."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field

from onrecord.web.settings import LOOPBACK
from onrecord.web.settings import Settings as Access

PORT = 8732


@dataclass(frozen=True, slots=True)
class Settings:
    """`host` is the address to listen on; on any but a loopback one a `token` must be shown. `person` signs judgements and watches.

    `is_read_only` leaves out every operation that writes. `allows_private` lets webhooks lead to this machine and its network.
    """

    host: str = LOOPBACK
    port: int = PORT
    token: str | None = None
    person: str = field(default_factory=getpass.getuser)
    is_read_only: bool = False
    allows_private: bool = False

    @property
    def access(self) -> Access:
        """Who may ask, as the desk has it."""
        return Access(self.host, self.port, self.token, self.person)


def of_desk(access: Access) -> Settings:
    """The API behind a desk: for the same callers, in the same name."""
    return Settings(access.host, access.port, access.token, access.person, allows_private=access.allows_private)
