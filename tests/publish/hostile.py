"""A record whose every word wants to break what it is written into."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from onrecord.serialize import record_objects
from tests.builders import make_record

NASTY = ']]></script><script>alert(1)</script> \x00\x1b\u202eevil\u202c \ud800 =1+1 {$x_y^z} 100% #& ~\\end @article{x, \u2028 “q” "q"'


def hostile_objects() -> list[dict[str, Any]]:
    """The objects of a record with such words in its title, outlet, path, address, names and texts; spans hold."""
    text = f"{NASTY}\nThe navy {NASTY} closed the harbour.\n“{NASTY}”, Ona said."
    record = make_record(text, name=f"{NASTY}.txt", outlet=NASTY)
    document = replace(record.document, url=f"javascript:{NASTY}", published=NASTY, byline=NASTY)
    return list(record_objects(replace(record, document=document)))
