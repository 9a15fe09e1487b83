"""A dossier from what was gathered: its parts in the order in which they are read, so that evidence is numbered as it is cited."""

from __future__ import annotations

from onrecord.publish.formats.dossier import sections, tabling
from onrecord.publish.formats.dossier.gathering import Gathered
from onrecord.publish.formats.dossier.material import Material, counted
from onrecord.publish.formats.dossier.parts import Dossier, Placed
from onrecord.publish.shared.words import one_line, quoted

ABOUT = {
    "entity": "Dossier of a person or a body", "incident": "Dossier of a happening that reports tell of", "dispute": "Dossier of a dispute",
    "commitment": "Dossier of a commitment that reports tell of", "story": "Dossier of a story", "document": "Dossier of a document",
}  # fmt: skip
QUOTED = frozenset({"incident", "dispute", "commitment", "story"})
"""What is called by words of the reports, which then stand in quotation marks."""


def compose(gathered: Gathered) -> Dossier:
    """All parts; the first that cites a piece of evidence gives it its number."""
    material = Material(gathered)
    kind = (gathered.about or "").partition("-")[0]
    title = quoted(one_line(gathered.title)) if kind in QUOTED else gathered.title
    told = tuple(tell(material) for tell in (sections.asserted, sections.said, sections.denied, sections.undone))
    disputes, commitments = tabling.disputes(material), tabling.commitments(material)
    timeline, people = tabling.timeline(material), tabling.people(material)
    rejected = sections.rejected(material)
    return Dossier(
        ABOUT.get(kind, "Dossier"), title, gathered.about, tabling.basis(gathered), _summary(material), told, disputes, commitments, timeline, people,
        rejected, _exhibits(material), gathered.unheld("statement") + gathered.unheld("event") > 0,
    )  # fmt: skip


def _exhibits(material: Material) -> tuple[Placed, ...]:
    exhibits = material.numbering.exhibits()
    return tuple(Placed(exhibit, material.gathered.note(exhibit.evidence.story)) for exhibit in exhibits)


def _summary(material: Material) -> tuple[str, ...]:
    """The dossier in numbers."""
    gathered = material.gathered
    asserted = [one for one in material.happenings if one.asserting]
    several, contested = sum(one.independent > 1 for one in asserted), sum(one.is_contested for one in asserted)
    denials = sum(one.is_denial for one in gathered.statements.values())
    rejected = len(gathered.rejected) + len(gathered.rejected_results)
    unheld = gathered.unheld("statement") + gathered.unheld("event")
    lines = (
        f"{counted(len(asserted), 'happening')} asserted by the reports themselves: {several} by two or more independent reports, {contested} denied by others",
        f"{counted(len(gathered.statements) - denials, 'statement')} by sources, and {counted(denials, 'denial')}",
        f"{counted(gathered.counts['dispute'], 'dispute')} and {counted(gathered.counts['commitment'], 'commitment')}",
        f"{counted(rejected, 'reading')} that people rejected" if rejected else "",
        f"{unheld:,} more statements and events for which there is no room here: narrow the search" if unheld else "",
    )  # fmt: skip
    return tuple(filter(None, lines))
