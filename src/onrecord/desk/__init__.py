"""The desk: a database in the browser, to read, question and correct. Pages are rendered here; each has a JSON twin at its address + `.json`."""

from __future__ import annotations

from onrecord.desk.app import make_app
from onrecord.desk.serving import serve
from onrecord.web.settings import Settings

__all__ = ["Settings", "make_app", "serve"]
