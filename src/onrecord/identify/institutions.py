"""Ministries, armies and parliaments without a name of their own: `Kestria's defence ministry`, `the Ilmaran government`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.identify.folding import fold
from onrecord.identify.names import Named
from onrecord.identify.nations import Nations
from onrecord.identify.phrases import phrase_text, read_phrase
from onrecord.model import Annotation, EntityKind
from onrecord.rules.authority import Authority

UNBOUND = frozenset(
    "delegation mission division regiment battalion squadron regulator directorate inspectorate forces guards".split()
)
"""Institutions of which a country has more than one: no name without more words."""


def find_institutions(
    names: Sequence[Named], annotations: Sequence[Annotation], nations: Nations, authority: Authority
) -> Iterator[Named]:
    """A noun for an institution of a state, with a country before it or behind `of`."""
    by_story: dict[int, dict[int, range]] = {}
    for named in names:
        by_story.setdefault(named.story, {}).update(
            dict.fromkeys(range(named.first, named.last), range(named.first, named.last))
        )
    for story, named_words in sorted(by_story.items()):
        annotation = annotations[story]
        for number, word in enumerate(annotation.words):
            head = authority.heads.get(word.lemma.lower()) if word.xpos == "NN" else None
            if (
                head is None
                or head.kind is not EntityKind.GOVERNMENT
                or number in named_words
                or word.lemma.lower() in UNBOUND
            ):
                continue
            found = _institution(story, annotation, number, named_words, nations, head.sector)
            if found is not None:
                yield found


def _institution(
    story: int, annotation: Annotation, number: int, named: dict[int, range], nations: Nations, sector: str | None
) -> Named | None:
    phrase = read_phrase(annotation, number, named)
    nation = nations.of(annotation.phrase(phrase.owner).text) if phrase.owner else None
    if (
        nation is None
        or phrase.article in ("a", "an", "another", "any", "every", "each", "no", "own")
        or len(phrase.words) > 4
    ):
        return None
    follows = (
        number + 1 < len(annotation.words)
        and annotation.words[number + 1].relation == "compound"
        and annotation.words[number].relation == "compound"
    )
    if annotation.words[number].relation in ("compound", "nmod:desc") or follows:
        return None
    text = phrase_text(annotation, phrase.words)
    last = phrase.owner.stop if phrase.owner and phrase.owner.start > number else number + 1
    first = phrase.first if phrase.owner and phrase.owner.start < number else phrase.words[0]
    return Named(
        story,
        first,
        last,
        text,
        fold(text),
        EntityKind.GOVERNMENT,
        "description",
        sector=sector,
        country=nation.iso,
        nation=nation,
    )
