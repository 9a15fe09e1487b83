"""Which names are countries, and which adjectives belong to them: known ones, and those the text itself shows to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.identify.folding import answers_to, demonym_stem, fold
from onrecord.identify.spots import Spot
from onrecord.model import Annotation
from onrecord.rules.authority import Authority
from onrecord.rules.countries import country_name, country_of_adjective, country_of_name

OWNED = frozenset(
    "ministry parliament navy constitution ambassador embassy airspace border coastline delegation currency premier capital zone waters guard troops warship warplane general-staff citizenship".split()
)
"""What only a country has: `Kestria's navy`; a president may have a prime minister and a party a leader."""
STATELY = frozenset(
    "say reject accuse deny impose vow warn demand agree want ask urge call threaten condemn sign insist claim recognise recognize expel summon "
    "announce deploy withdraw retaliate refuse offer propose pledge promise welcome blame declare close ban seize protest seek hope".split()
)
"""What a state does and a town does not: `Verania rejected the plan`."""
RULED = frozenset(
    "president government king queen kingdom republic ambassador people emir sultan independence invasion".split()
)
"""What is `of` a country: `President Dorran of Verania`, `the government of Ilmara`."""


@dataclass(frozen=True, slots=True)
class Nation:
    """A country: `key` is its ISO code where it has one, else its folded name."""

    key: str
    name: str
    iso: str | None


class Nations:
    """The countries of one document, by the folded words that name them."""

    def __init__(self, spots: Sequence[Spot], annotations: Sequence[Annotation], authority: Authority) -> None:
        self._authority = authority
        self._found: dict[str, Nation] = {}
        self._adjectives: dict[str, Nation] = {}
        norps = {
            spot.folded: spot.text
            for spot in spots
            if spot.label == "NORP" or _may_be_adjective(spot, annotations[spot.story])
        }
        names = {spot.folded: spot for spot in spots if spot.label not in ("Vessel", "Operation")}
        people = _people(spots)
        for folded, spot in names.items():
            iso = country_of_name(spot.text)
            if iso and folded not in people:
                self._found[folded] = _known(iso)
        self._invented(names, norps, _owners(spots, annotations))
        for folded, text in norps.items():
            iso = country_of_adjective(text)
            if iso and folded not in self._adjectives:
                self._adjectives[folded] = _known(iso)

    def _invented(self, names: dict[str, Spot], norps: dict[str, str], owners: set[str]) -> None:
        """Names no table has, to which an adjective of the text answers, or which have what only a country has."""
        stems: dict[str, list[Spot]] = {}
        for folded, spot in names.items():
            if folded not in self._found and folded.isalpha() and spot.text[0].isupper() and len(folded) > 3:
                stems.setdefault(folded[:3], []).append(spot)
        for folded, text in norps.items():
            if self.is_group(folded) or country_of_adjective(text) or folded in self._found:
                continue
            fitting = [spot for spot in stems.get(folded[:3], ()) if answers_to(folded, spot.folded)]
            places = [spot for spot in fitting if spot.label == "Location" or spot.folded in owners] or fitting
            if len(places) == 1:
                self._found.setdefault(places[0].folded, Nation(places[0].folded, places[0].text, None))
                self._adjectives[folded] = self._found[places[0].folded]
        leading = {spot.tokens[0] for spot in names.values() if len(spot.tokens) > 1}
        for folded in owners:
            spot = names[folded]
            answered = any(
                answers_to(word, folded) for word in leading
            )  # "Varonia's …", "the Varonian Foreign Ministry"
            if (
                folded not in self._found
                and folded not in norps
                and (spot.label in ("Location", "Person", "Misc") or answered)
                and folded.isalpha()
            ):
                self._found[folded] = Nation(folded, spot.text, None)

    def is_group(self, folded: str) -> bool:
        """True for a faith, a party or a people that is no nation."""
        return folded in self._authority.groups

    def named(self, folded: str) -> Nation | None:
        """The country that a name names."""
        return self._found.get(folded)

    def adjective(self, folded: str) -> Nation | None:
        """The country that an adjective, or its people's name, belongs to."""
        return self._adjectives.get(folded)

    def of(self, text: str) -> Nation | None:
        """The country of any words that modify: `Kestrian`, `Kestria`."""
        folded = fold(text)
        found = self._found.get(folded) or self._adjectives.get(folded)
        if found is None:
            iso = country_of_name(text) or country_of_adjective(text)
            found = _known(iso) if iso else self._answered(folded)
        return found

    def _answered(self, folded: str) -> Nation | None:
        """An adjective that is part of a longer name, as in `Varonian Foreign Ministry`."""
        fitting = {
            nation.key: nation
            for name, nation in self._found.items()
            if nation.iso is None and answers_to(folded, name)
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else None


def _known(iso: str) -> Nation:
    """A country of the table."""
    return Nation(iso, country_name(iso) or iso, iso)


def _people(spots: Sequence[Spot]) -> set[str]:
    """Single words that are part of a person's name and read as nothing else: `Jordan` where Michael Jordan is named."""
    parts = {token for spot in spots if spot.label == "Person" and len(spot.tokens) > 1 for token in spot.tokens}
    return parts - {spot.folded for spot in spots if spot.label != "Person"}


def _may_be_adjective(spot: Spot, annotation: Annotation) -> bool:
    """`the Ansaran coast`, which the name head took for a place."""
    if spot.label in ("Vessel", "Operation") or spot.last - spot.first > 1:
        return False
    return annotation.words[spot.first].relation in ("compound", "amod") and demonym_stem(spot.text) != spot.folded


def _owners(spots: Sequence[Spot], annotations: Sequence[Annotation]) -> set[str]:
    """Names that own, or are said to be what, only a country can."""
    found: set[str] = set()
    surnames = {spot.tokens[-1] for spot in spots if spot.label == "Person" and len(spot.tokens) > 1}
    for spot in spots:
        annotation = annotations[spot.story]
        top = head_of(annotation, spot.first, spot.last)
        word = annotation.words[top]
        if word.head < 0 or spot.last - spot.first > 2 or spot.label == "NORP":
            continue
        owner = annotation.words[word.head]
        following = annotation.words[spot.last].text.lower() if spot.last < len(annotation.words) else ""
        before = annotation.words[spot.first - 1].text.lower() if spot.first else ""
        if (
            following in ("'s", "’s")
            and owner.lemma.lower() == "minister"
            and spot.folded not in surnames
            and not _is_titled(annotation, spot)
        ):
            found.add(spot.folded)
        if (following in ("'s", "’s") and owner.lemma.lower() in OWNED and owner.upos in ("NOUN", "PROPN")) or (
            before == "of" and (owner.lemma.lower() in RULED or _is_ruler(annotation, word.head))
        ):
            found.add(spot.folded)
    return found


def _is_titled(annotation: Annotation, spot: Spot) -> bool:
    return any(
        annotation.words[child].relation == "nmod:desc"
        for child in annotation.children[head_of(annotation, spot.first, spot.last)]
    )


def _is_ruler(annotation: Annotation, number: int) -> bool:
    """`President Edvin Dorran of Verania`."""
    return any(
        annotation.words[child].lemma.lower() in RULED
        for child in annotation.dependents(number, "nmod:desc", "compound")
    )


def head_of(annotation: Annotation, first: int, last: int) -> int:
    """The word of a run whose head lies outside it; the first such."""
    return next((number for number in range(first, last) if not first <= annotation.words[number].head < last), first)
