"""Names as the encoder found them, with their titles, kinds and sectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model import Annotation, EntityKind, Name
from onrecord.rules.authority import Authority, Title

KINDS = {
    "Person": EntityKind.PERSON, "Organization": EntityKind.ORGANISATION, "Location": EntityKind.PLACE, "Facility": EntityKind.FACILITY,
    "NORP": EntityKind.COUNTRY, "Product": EntityKind.OTHER, "Misc": EntityKind.OTHER,
}  # fmt: skip
LEAST = 0.45
"""Names of which the head is less sure than this are left out; set on news, where half of such were none."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name in one story: its words without title, and what is said beside it."""

    story: int
    first: int
    last: int
    text: str
    kind: EntityKind
    is_adjective: bool
    titles: tuple[Title, ...]
    office: str | None
    sector: str | None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of the name, in order."""
        return tuple(self.text.split())


def find_names(story: int, annotation: Annotation, authority: Authority) -> Iterator[Named]:
    """Every name of a story."""
    for name in annotation.names:
        first, last = _without_article(annotation, name)
        if name.confidence < LEAST or first >= last:
            continue
        first, inside = _titles_inside(annotation, first, last, authority) if name.kind == "Person" else (first, ())
        if first >= last:
            continue
        before = _titles_before(annotation, first, authority) if name.kind == "Person" else ()
        text = annotation.phrase(range(first, last)).text
        kind, sector = _kind(text, name.kind, authority)
        titles = (*before, *inside)
        office = next((" ".join(t.words) for t in titles if t.is_office), None) or _apposition(annotation, first, last)
        sector = sector or next((t.sector for t in titles if t.sector), None)
        yield Named(story, first, last, " ".join(text.split()), kind, name.kind == "NORP", titles, office, sector)


def _without_article(annotation: Annotation, name: Name) -> tuple[int, int]:
    first, last = name.first, name.last
    while first < last and annotation.words[first].text.lower() in ("the", "a", "an", "“", '"'):
        first += 1
    while last > first and annotation.words[last - 1].text.lower() in ("'s", "’s", "'", "’", "”", '"', ","):
        last -= 1
    return first, last


def _kind(text: str, label: str, authority: Authority) -> tuple[EntityKind, str | None]:
    kind = KINDS[label]
    if label in ("Organization", "Location", "Facility", "Misc", "Product"):
        for word in text.lower().split():
            head = authority.heads.get(word)
            if head is not None and not (label == "Location" and head.kind is EntityKind.GOVERNMENT):
                return head.kind, head.sector
    return kind, None


def _titles_inside(annotation: Annotation, first: int, last: int, authority: Authority) -> tuple[int, tuple[Title, ...]]:
    """Titles that the head took for part of the name."""
    found: list[Title] = []
    while first < last - 1:
        title = next((authority.titles[key] for n in (3, 2, 1) if (key := _key(annotation, first, first + n)) in authority.titles and first + n < last), None)
        if title is None:
            break
        found.append(title)
        first += len(title.words)
    return first, tuple(found)


def _titles_before(annotation: Annotation, first: int, authority: Authority) -> tuple[Title, ...]:
    found: list[Title] = []
    while True:
        title = next((authority.titles[key] for n in (3, 2, 1) if first - n >= 0 and (key := _key(annotation, first - n, first)) in authority.titles), None)
        if title is None:
            return tuple(found)
        found.insert(0, title)
        first -= len(title.words)


def _key(annotation: Annotation, first: int, last: int) -> tuple[str, ...]:
    return tuple(word.text.lower().rstrip(".") for word in annotation.words[first:last])


def _apposition(annotation: Annotation, first: int, last: int) -> str | None:
    """`Ada Brook, the foreign minister,`: the office, as far as it is one noun phrase."""
    head = next((n for n in range(first, last) if annotation.words[n].head not in range(first, last)), first)
    for child in annotation.dependents(head, "appos"):
        if annotation.words[child].upos == "NOUN" and child > head:
            words = [n for n in annotation.subtree(child) if annotation.words[n].relation in ("amod", "compound", "nmod:poss") or n == child]
            run = [n for n in words if abs(n - child) <= 4]
            return annotation.phrase(range(min(run), child + 1)).text
    return None
