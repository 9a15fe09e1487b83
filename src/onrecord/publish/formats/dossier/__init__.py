"""The dossier: one page to hand over, with what is asserted, alleged, denied and disputed, and numbered evidence for every sentence."""

from __future__ import annotations

import re
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from onrecord.publish.formats.dossier.composing import compose
from onrecord.publish.formats.dossier.gathering import gather
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Selection
from onrecord.publish.shared.dates import day_words
from onrecord.publish.shared.words import spaced

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]")  # fmt: skip
"""What a reader would not see, or what turns the order of letters round."""


def write_dossier(selection: Selection, out: IO[str]) -> None:
    """One HTML page that needs nothing else: no script, no other file, no network."""
    template = _environment().get_template("dossier.html")
    for words in template.generate(dossier=compose(gather(selection))):
        out.write(words)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("onrecord.publish", "templates"), autoescape=True, finalize=_printed, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"day": day_words, "spaced": spaced}
    return environment


def shown(words: str) -> str:
    """Words with what is hidden in them made visible: `[U+202E]`."""
    return words if words.isprintable() else _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", words)


def _printed(value: Any) -> Any:
    """Whatever the template prints: nothing for None, words made visible, markup as it is."""
    return "" if value is None else shown(value) if type(value) is str else value


FORMATS = (
    Format(
        "dossier", "a page to hand over: established, alleged, denied, disputed, with numbered evidence", "text/html", Shape.TEXT,
        {"html": write_dossier, "htm": write_dossier},
        losses=(
            "It is for reading: of the record it shows what a reader needs, in words, and no more of each kind than a person reads; what is left out is counted.",
            "Of the text only the evidence and the words around it are there.",
            "Places, times and amounts are told of with the events that they belong to.",
            "Confidence, origins and issues are left out.",
            "Judgements are told with the records that they are on; withdrawn ones are left out.",
        ),
    ),
)  # fmt: skip

__all__ = ["FORMATS", "shown", "write_dossier"]
