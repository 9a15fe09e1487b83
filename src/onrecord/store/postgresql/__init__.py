"""Everything that is PostgreSQL's own: opening, transactions, migrations, errors, and how this program's questions are put to it."""

from __future__ import annotations

from onrecord.store.postgresql.engine import open_server, shown, translated

__all__ = ["open_server", "shown", "translated"]
