"""onrecord: news goes in; a record of who said and did what to whom comes out, tied to its exact words.

A page passes through these rooms, in this order; each is a package with one public function:

    intake     files, feeds, archives, addresses      -> Document
    clean      raw text                               -> text, offset map, the kind of every line
    segment    a page                                 -> stories, paragraphs, sentences, quotations
    annotate   words                                  -> parse, names, times, places, quantities
    identify   names, descriptions, pronouns          -> entities
    attribute  who says what                          -> statements
    events     who does what to whom                  -> PLOVER events
    resolve    a document beside what is stored       -> the same people joined, copies, incidents, disputes, commitments
    store      one SQLite file
    publish    report, JSON Lines, CSV, Parquet

Beside them stands `onrecord.second`: a model of the user's own is asked too, and what it says is kept apart.

The whole way stands in `onrecord.pipeline`. The names below load what they need when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.errors import OnrecordError
    from onrecord.model import Record
    from onrecord.pipeline import across, read, settle_stored
    from onrecord.second import second_read
    from onrecord.store import Query, Store

__all__ = ["OnrecordError", "Query", "Record", "Store", "across", "read", "second_read", "settle_stored"]

_HOMES = {
    "OnrecordError": "onrecord.errors",
    "Query": "onrecord.store",
    "Record": "onrecord.model",
    "Store": "onrecord.store",
    "across": "onrecord.pipeline",
    "read": "onrecord.pipeline",
    "second_read": "onrecord.second",
    "settle_stored": "onrecord.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
