"""Names with their kind and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.identify.folding import fold, initials, is_acronym
from onrecord.identify.nations import STATELY, Nation, Nations, head_of
from onrecord.identify.offices import Office, offices_before, offices_beside, titles_inside
from onrecord.identify.phrases import read_phrase
from onrecord.identify.spots import Spot
from onrecord.model import Annotation, EntityKind
from onrecord.rules.authority import Authority, Body
from onrecord.rules.countries import country_of_adjective, country_of_capital

LABELS = {
    "Person": EntityKind.PERSON, "Organization": EntityKind.ORGANISATION, "Location": EntityKind.PLACE, "Facility": EntityKind.FACILITY,
    "NORP": EntityKind.OTHER, "Product": EntityKind.OTHER, "Misc": EntityKind.OTHER, "Vessel": EntityKind.VESSEL, "Operation": EntityKind.OPERATION,
}  # fmt: skip
UNTOLD = frozenset((EntityKind.PLACE, EntityKind.FACILITY, EntityKind.OTHER, EntityKind.PERSON))
TOLD = frozenset((EntityKind.ORGANISATION, EntityKind.ARMED_GROUP))
"""Kinds that a noun before the name tells, whatever its own words say: the folk group Lantern Street."""
HIDDEN = re.compile(r"(?:[A-Z][a-z]+ ){1,2}(?:[A-Z][a-z]-)?[A-Z]{1,2}\.?")
FROM_HEAD = frozenset(("Organization", "Location", "Facility", "Misc", "Product"))
GOVERNING = frozenset("government army navy ministry parliament police military forces cabinet embassy".split())


@dataclass(frozen=True, slots=True)
class Named:
    """One name in one story, without title, and what is said beside it."""

    story: int
    first: int
    last: int
    text: str
    folded: str
    kind: EntityKind
    form: str
    """`name`, `adjective` (Veranian) or `people` (the Veranians)."""
    sector: str | None = None
    country: str | None = None
    nation: Nation | None = None
    """The country itself, or the one that a ministry or an army belongs to."""
    body: Body | None = None
    sex: str | None = None
    is_titled: bool = False
    offices: tuple[Office, ...] = ()
    titles: tuple[str, ...] = ()
    """The words of every title before or in the name, honorifics too."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of the folded name."""
        return tuple(self.folded.split())


class Kinds:
    """What kind of thing each name of a document names: the head's labels vote, rules go before them."""

    def __init__(
        self, spots: Sequence[Spot], annotations: Sequence[Annotation], nations: Nations, authority: Authority
    ) -> None:
        self._nations, self._authority = nations, authority
        self._votes: dict[str, dict[str, float]] = {}
        self._told: dict[str, EntityKind] = {}
        for spot in spots:
            votes = self._votes.setdefault(spot.folded, {})
            votes[spot.label] = (
                votes.get(spot.label, 0.0)
                + spot.sure
                + (2.0 if _has_honorific(spot, annotations[spot.story], authority) else 0.0)
            )
            if (told := _described(spot, annotations[spot.story], authority)) is not None:
                self._told.setdefault(spot.folded, told)
            if _has_given_name(spot, authority):
                votes["Person"] = votes.get("Person", 0.0) + 0.6
        self._initials(spots)
        longer = {spot.tokens[0] for spot in spots if spot.label == "Organization" and len(spot.tokens) > 1}
        surnames = {spot.tokens[-1] for spot in spots if spot.label == "Person" and len(spot.tokens) > 1}
        for word in longer - surnames:
            votes = self._votes.get(word, {})
            if votes.get("Person", 0.0) < 2.0 and votes:
                votes["Organization"] = 2.0
        self._shortened(spots)
        for spot in spots:
            if spot.label == "Person" and len(spot.tokens) > 1 and spot.sure > 0.6 and spot.tokens[-1] in self._votes:
                votes = self._votes[spot.tokens[-1]]
                if set(votes) & {"Person"}:
                    votes["Person"] = votes.get("Person", 0.0) + 0.5

    def _shortened(self, spots: Sequence[Spot]) -> None:
        """The beginning of an organisation's name, and its initials, are no person ("Tessel Steel" of Tessel Steel Ltd)."""
        bodies = {spot.tokens: spot.text for spot in spots if spot.label == "Organization" and len(spot.tokens) > 2}
        begun = {tokens[:size] for tokens in bodies for size in range(2, len(tokens))}
        short = {fold(letters) for name in bodies.values() for letters in initials(name)}
        for spot in spots:
            votes = self._votes[spot.folded]
            acronym = is_acronym(spot.text) and spot.folded in short
            if (acronym or spot.tokens in begun) and votes.get("Person", 0.0) < 2.0:
                votes["Organization"] = 2.0

    def _initials(self, spots: Sequence[Spot]) -> None:
        """Where a story hides surnames (`Ahmad I.`), a given name before two capitals is a person too, and no radio."""
        hidden = {
            spot.story for spot in spots if spot.label == "Person" and spot.sure > 0.5 and HIDDEN.fullmatch(spot.text)
        }
        for spot in spots:
            if spot.story in hidden and HIDDEN.fullmatch(spot.text):
                self._votes[spot.folded]["Person"] = 9.0

    def label(self, spot: Spot) -> str:
        """The label most sure in sum; the first in the alphabet of equals."""
        if spot.label in ("Vessel", "Operation"):
            return spot.label
        votes = self._votes[spot.folded]
        return max(sorted(votes), key=lambda label: votes[label])

    def told(self, spot: Spot) -> EntityKind | None:
        """The kind that the noun before the name tells, here or elsewhere in the document."""
        return self._told.get(spot.folded)

    def body(self, spot: Spot) -> Body | None:
        """The well-known body of this name; acronyms only in capitals, single common words never."""
        return self._authority.bodies.get(spot.text) or self._authority.bodies.get(
            spot.text.removeprefix("the ").removeprefix("The ")
        )

    def kind(self, spot: Spot) -> tuple[EntityKind, str | None]:
        """Kind and sector of a name that is neither a country nor a well-known body."""
        label = self.label(spot)
        if label in FROM_HEAD:
            head = self._head(spot, label)
            if head is not None:
                return head
        return LABELS[label], None

    def _head(self, spot: Spot, label: str) -> tuple[EntityKind, str | None] | None:
        """What the last telling word says; the first of all before `of` or `for`, as in `Ministry of Energy`."""
        words = spot.folded.split()
        tops = [n for n, word in enumerate(words) if word in ("of", "for")]
        if tops and words[tops[0] - 1] in self._authority.heads:
            top = self._authority.heads[words[tops[0] - 1]]
            return top.kind, top.sector
        for word in words:
            head = self._authority.heads.get(word)
            if head is not None and head.kind is EntityKind.ARMED_GROUP and label != "Location":
                return head.kind, head.sector
        for word in reversed(words):
            head = self._authority.heads.get(word)
            if head is None or (head.kind is EntityKind.FACILITY and word != words[-1]):
                continue
            if label == "Location" and head.kind not in (EntityKind.PLACE, EntityKind.FACILITY):
                return None
            if label == "Organization" and head.kind is EntityKind.PLACE:
                continue
            if label == "Facility" and head.kind is EntityKind.ORGANISATION and head.sector is None:
                continue  # A convention centre.
            if label in ("Misc", "Product") and head.kind in (EntityKind.PLACE, EntityKind.FACILITY):
                continue
            return head.kind, head.sector
        return None


def _has_given_name(spot: Spot, authority: Authority) -> bool:
    """`Mateus Carvalho`, which the head half takes for a town: a given name, and no word that tells a place or a body."""
    tokens = spot.tokens
    is_unsure = spot.label in ("Location", "Organization", "Misc") and spot.sure < 0.7
    told = any(token in authority.heads or authority.is_affix("legal", token) for token in tokens)
    return is_unsure and 2 <= len(tokens) <= 3 and tokens[0] in authority.given_names and not told


def _has_honorific(spot: Spot, annotation: Annotation, authority: Authority) -> bool:
    if not spot.first:
        return False
    title = authority.titles.get(annotation.words[spot.first - 1].text.lower().rstrip("."))
    return title is not None and not title.is_office


def _described(spot: Spot, annotation: Annotation, authority: Authority) -> EntityKind | None:
    """`the grain company Zernoprom`, `the militia Red Dawn`: the noun right before the name tells its kind."""
    word = annotation.words[spot.first - 1] if spot.first else None
    if word is None or spot.label in ("Vessel", "Operation", "NORP") or word.upos != "NOUN" or word.xpos != "NN":
        return None
    hangs = annotation.words[head_of(annotation, spot.first, spot.last)].head == spot.first - 1
    if not hangs and word.relation not in ("nmod:desc", "compound", "appos"):
        return None
    found = authority.descriptions.get(word.lemma.lower())
    return found.kinds[0] if found is not None and found.match == "open" and found.kinds[0] in TOLD else None


def find_names(
    spots: Sequence[Spot], annotations: Sequence[Annotation], nations: Nations, authority: Authority
) -> list[Named]:
    """All names of a document, story by story in the order of the text."""
    kinds = Kinds(spots, annotations, nations, authority)
    by_story: dict[int, list[Spot]] = {}
    for spot in spots:
        by_story.setdefault(spot.story, []).append(spot)
    found: list[Named] = []
    for story, here in sorted(by_story.items()):
        named = {number: range(spot.first, spot.last) for spot in here for number in range(spot.first, spot.last)}
        found.extend(
            name
            for spot in here
            if (name := _name(spot, annotations[story], named, kinds, nations, authority)) is not None
        )
    return found


def _name(
    spot: Spot, annotation: Annotation, named: dict[int, range], kinds: Kinds, nations: Nations, authority: Authority
) -> Named | None:
    plain = (spot.story, spot.first, spot.last, spot.text, spot.folded)
    if kinds.label(spot) == "NORP" or (
        nations.adjective(spot.folded) and not _has_honorific(spot, annotation, authority)
    ):
        return _norp(spot, annotation, nations, authority)
    if spot.last - spot.first == 1 and _has_article(annotation, spot) and _is_demonym(spot.text):
        return None  # "The Finn", which the head takes for a name.
    nation = nations.named(spot.folded)
    if (
        nation is not None
        and spot.label not in ("Vessel", "Operation")
        and not (spot.label == "Person" and _has_honorific(spot, annotation, authority))
    ):
        return Named(*plain, EntityKind.COUNTRY, "name", country=nation.iso, nation=nation)
    body = kinds.body(spot)
    if body is not None:
        return Named(*plain, body.kind, "name", sector=body.sector, country=body.country, body=body)
    kind, sector = kinds.kind(spot)
    if kind in UNTOLD and (told := kinds.told(spot)) is not None:
        kind, sector = told, None
    if kind is EntityKind.PERSON:
        return _person(spot, annotation, named, nations, authority)
    capital = country_of_capital(spot.text) if kind is EntityKind.PLACE else None
    if capital and _acts(annotation, spot):
        return Named(*plain, EntityKind.GOVERNMENT, "name", sector="GOV", country=capital)
    if kind is EntityKind.GOVERNMENT:
        owner = _owner(annotation, spot, named, nations)
        return Named(*plain, kind, "name", sector=sector, country=owner.iso if owner else None, nation=owner)
    return Named(*plain, kind, "name", sector=sector)


def _acts(annotation: Annotation, spot: Spot) -> bool:
    """`Aldstadt rejected the plan`: a capital stands for its government only where it does what governments do."""
    top = annotation.words[head_of(annotation, spot.first, spot.last)]
    return top.relation == "nsubj" and top.head >= 0 and annotation.words[top.head].lemma.lower() in STATELY


def _norp(spot: Spot, annotation: Annotation, nations: Nations, authority: Authority) -> Named | None:
    """An adjective or people: of a country where one answers to it, else of a faith, a party, an unknown nation."""
    nation = nations.adjective(spot.folded) or nations.named(spot.folded)
    last = annotation.words[spot.last - 1]
    is_people = last.xpos in ("NNS", "NNPS") or (
        last.upos in ("NOUN", "PROPN") and last.relation.partition(":")[0] in ("nsubj", "obj", "obl", "nmod")
    )
    form = "people" if is_people else "adjective"
    if is_people and last.xpos in ("NN", "NNP") and _has_article(annotation, spot):
        return None  # "the Norwegian" is somebody
    plain = (spot.story, spot.first, spot.last, spot.text, spot.folded)
    if nation is not None:
        return Named(*plain, EntityKind.COUNTRY, form, country=nation.iso, nation=nation)
    return Named(*plain, EntityKind.OTHER, form, sector=authority.groups.get(spot.folded))


def _is_demonym(text: str) -> bool:
    """`Finn`: one of the Finns."""
    return bool(country_of_adjective(text) or country_of_adjective(f"{text}s"))


def _has_article(annotation: Annotation, spot: Spot) -> bool:
    before = annotation.words[spot.first - 1].text.lower() if spot.first else ""
    return before in ("the", "a", "an", "another", "one", "that", "this") and not spot.text.endswith(
        ("ese", "ish", "ch")
    )


def _owner(annotation: Annotation, spot: Spot, named: dict[int, range], nations: Nations) -> Nation | None:
    """The country that a ministry or an army is of: before it, behind `of`, or the name's own first word."""
    first = nations.of(spot.text.split()[0]) if " " in spot.text else None
    if first is not None:
        return first
    phrase = read_phrase(
        annotation,
        head_of(annotation, spot.first, spot.last),
        {n: r for n, r in named.items() if r.start != spot.first},
    )
    return nations.of(annotation.phrase(phrase.owner).text) if phrase.owner else None


def _person(
    spot: Spot, annotation: Annotation, named: dict[int, range], nations: Nations, authority: Authority
) -> Named | None:
    first, inside = titles_inside(annotation, spot.first, spot.last, authority)
    before = list(offices_before(annotation, first, named, nations, authority))
    offices = [*before, *(Office(title.words, title, None, None, None) for title in inside)]
    offices += offices_beside(annotation, first, spot.last, named, nations, authority)
    text = " ".join(annotation.phrase(range(first, spot.last)).text.split())
    titles = [office.title for office in offices if office.title is not None]
    held = tuple(office for office in offices if office.title is None or office.title.is_office)
    sexes = {title.sex for title in titles if title.sex}
    return Named(
        spot.story, first, spot.last, text, fold(text), EntityKind.PERSON, "name",
        sector=next((title.sector for title in titles if title.sector), None), sex=sexes.pop() if len(sexes) == 1 else None,
        country=next((office.nation.iso for office in held if office.nation), None),
        is_titled=bool(titles) and (bool(before) or bool(inside)), offices=held, titles=tuple(title.words for title in titles),
    )  # fmt: skip


def is_short(named: Named) -> bool:
    """A name in capitals that may stand for a longer one."""
    return is_acronym(named.text) and named.kind is not EntityKind.PERSON
