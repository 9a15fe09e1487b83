"""Citations of records, for footnotes and for reference managers: plain text, BibTeX, CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from onrecord.publish.formats.citing import Citation, Part, citations_of
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Selection
from onrecord.publish.shared.characters import printable
from onrecord.publish.shared.dates import date_parts, day_words
from onrecord.serialize import to_json_line


def write_citations(selection: Selection, out: IO[str]) -> None:
    """A paragraph a record, parted by empty lines: outlet, title, date, who said what, the words, the id, the place in the text."""
    first = True
    for citation in citations_of(selection):
        out.write(("" if first else "\n") + printable(citation.text) + "\n")
        first = False


# --- BibTeX -----------------------------------------------------------------------------------------

LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "@": "{@}",
}  # fmt: skip
"""How what LaTeX reads as its own is written. BibTeX counts braces even behind a backslash, and some readers take an `@` for an entry."""
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def write_bibtex(selection: Selection, out: IO[str]) -> None:
    """An entry a record, its key the record's id; a record in a story has the story's fields and its own words in `note`."""
    for citation in citations_of(selection):
        fields = ",\n".join(f"  {name} = {value}" for name, value in _bibtex_fields(citation))
        out.write(f"@{_bibtex_type(citation)}{{{_key(citation.id)},\n{fields}\n}}\n\n")


def _bibtex_type(citation: Citation) -> str:
    return "article" if citation.about is None and citation.parts[0].story.outlet else "misc"


def _bibtex_fields(citation: Citation) -> Iterator[tuple[str, str]]:
    story = citation.parts[0].story if citation.about is None else None
    date = date_parts(story.date if story else citation.date)
    yield "title", _braced(f"{{{latex(_title(citation))}}}")
    if story and story.byline:
        yield "author", _braced(f"{{{latex(_author(story.byline))}}}")
    if story and story.outlet:
        yield "journal", _braced(latex(story.outlet))
    if date:
        yield "year", _braced(f"{date[0]:04}")
        yield "date", _braced("-".join(f"{part:02}" for part in date))
    if len(date) > 1:
        yield "month", MONTHS[date[1] - 1]
    if story and story.url:
        yield "url", _braced(_bare_address(story.url))
    elif story and story.path:
        yield "howpublished", _braced(latex(story.path))
    if story and story.fetched and len(read := date_parts(story.fetched)) == 3:
        yield "urldate", _braced("-".join(f"{part:02}" for part in read))
    if story and story.language:
        yield "language", _braced(latex(story.language))
    yield "note", _braced(latex(citation.note))


def latex(words: str) -> str:
    """Words as LaTeX prints them, in one line; Unicode is kept."""
    return "".join(LATEX.get(char, char) for char in " ".join(printable(words).split()))


def _braced(value: str) -> str:
    return f"{{{value}}}"


def _bare_address(url: str) -> str:
    """An address as `url` holds it, read as it is: only what would end the field is written otherwise."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _key(identity: str) -> str:
    return re.sub(r"[^A-Za-z0-9:._-]", "-", identity)


def _author(byline: str) -> str:
    return re.sub(r"(?i)^by\s+", "", byline) or byline


def _title(citation: Citation) -> str:
    if citation.about is not None:
        return citation.about.removesuffix(", its sides").removesuffix(", reported by")
    story = citation.parts[0].story
    return story.title or f"[{story.called}]"


# --- CSL-JSON ---------------------------------------------------------------------------------------


def write_csl(selection: Selection, out: IO[str]) -> None:
    """A list of CSL items, one a record, its id the record's."""
    out.write("[")
    for number, citation in enumerate(citations_of(selection)):
        out.write((",\n" if number else "\n") + to_json_line(_csl_item(citation)))
    out.write("\n]\n")


def _csl_item(citation: Citation) -> dict[str, Any]:
    """The item: `note` says who said what and where, `custom` has the same in parts."""
    story = citation.parts[0].story if citation.about is None else None
    item: dict[str, Any] = {"id": citation.id, "type": _csl_type(citation), "title": printable(_title(citation))}
    if story:
        found = {
            "container-title": story.outlet, "author": [{"literal": printable(_author(story.byline))}] if story.byline else None,
            "URL": story.url, "language": story.language, "accessed": _csl_date(story.fetched),
        }  # fmt: skip
        item |= {name: printable(value) if isinstance(value, str) else value for name, value in found.items() if value}
    if issued := _csl_date(story.date if story else citation.date):
        item["issued"] = issued
    item["note"] = printable(citation.note)
    item["custom"] = {"record": citation.kind, "evidence": [_csl_part(part) for part in citation.parts]}
    if citation.decided:
        item["custom"]["decided"] = printable(citation.decided.words)
    return item


def _csl_type(citation: Citation) -> str:
    """What of CSL 1.0 comes nearest; `article` is any that no other type is for."""
    if citation.about is not None:
        return "article"
    story = citation.parts[0].story
    return "article-newspaper" if story.outlet else "webpage" if story.url else "article"


def _csl_part(part: Part) -> dict[str, Any]:
    return {"story": part.story.id, "document": part.story.document, "words": printable(part.words), "spans": [list(span) for span in part.spans]}  # fmt: skip


def _csl_date(value: str | None) -> dict[str, Any] | None:
    """A date with the precision that is known: parts of it, or words where it has none that CSL knows."""
    if not value:
        return None
    parts = date_parts(value)
    return {"date-parts": [list(parts)]} if parts else {"literal": printable(day_words(value) or value)}


LOSSES = (
    "The text around the words, their lines and the cleaning of documents are left out.",
    "Entities, places, times and amounts have no citation of their own; they are told of in those of statements and events.",
    "Chains, certainty that is not in doubt, confidence, origins and issues are left out.",
    "Of a judgement the verdict, the person, the day and the reason are told with the record that it is on; withdrawn ones are left out.",
    "Lines are joined; characters that cannot be printed, and those that turn the order of letters round, are U+FFFD.",
)
COARSE = "Of a story's date that is a week, a quarter or a season only the year is left."

FORMATS = (
    Format("citations", "a citation a record as plain text", "text/plain", Shape.TEXT, {"txt": write_citations}, losses=LOSSES),
    Format("bibtex", "a citation a record for BibTeX and BibLaTeX", "application/x-bibtex", Shape.TEXT, {"bib": write_bibtex}, losses=(*LOSSES, COARSE)),
    Format("csljson", "a citation a record as CSL-JSON", "application/vnd.citationstyles.csl+json", Shape.TEXT, {"json": write_csl}, losses=(*LOSSES, COARSE)),
)  # fmt: skip
