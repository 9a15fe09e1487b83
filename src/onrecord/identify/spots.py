"""Words that name something: what the name head found, mended, and what it cannot find (ships, code names, repeats)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.identify.folding import answers_to, fold, is_acronym
from onrecord.model import Annotation, EntityKind, Name
from onrecord.rules.authority import Authority

LEAST = 0.4
"""Names of which the head is less sure are left out; chosen by eye on the samples, not yet calibrated."""
LEAST_LONG = 0.12
"""The same for names of two words or more, all with capitals."""
LEAST_TOLD = 0.04
"""The same where the last word tells a sort of body: National Seismic Centre."""
OPEN, CLOSE = frozenset("“\"‘'«„"), frozenset("”\"’'»“")
CODE_NOUNS = frozenset(
    "operation scheme exercise campaign investigation inquiry enquiry probe plan programme program project mission offensive raid drill".split()
)
TRIMMED = frozenset(
    ("the", "a", "an", "'s", "’s", "'", "’", "“", "”", '"', ",", ".", "-", "–", "(", ")", ":", ";", "of", "and")
)
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december".split()
)
TRADES = ("maker", "makers")
"""Endings of what sort of firm a name is: carmaker, chipmaker."""
LONGEST = 12
"""Words in a name; longer runs are headlines in capitals."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Words `[first, last)` of a story that name something; `label` is the name head's, or Vessel, or Operation."""

    story: int
    first: int
    last: int
    label: str
    sure: float
    text: str
    folded: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of the folded name."""
        return tuple(self.folded.split())


def make_spot(story: int, annotation: Annotation, words: range, label: str, sure: float) -> Spot:
    """A spot over some words, its text with single spaces."""
    text = " ".join(annotation.phrase(words).text.split())
    return Spot(story, words.start, words.stop, label, sure, text, fold(text))


def find_spots(story: int, annotation: Annotation, authority: Authority) -> list[Spot]:
    """Every name of a story, in order, none over another."""
    special = [*_vessels(story, annotation, authority), *_operations(story, annotation, authority)]
    taken = {number for spot in special for number in range(spot.first, spot.last)}
    found = list(special)
    for spot in _read(story, annotation, authority):
        if taken.isdisjoint(range(spot.first, spot.last)):
            found.append(spot)
            taken.update(range(spot.first, spot.last))
    for spot in _acronyms(story, annotation, authority):
        if spot.first not in taken:
            found.append(spot)
            taken.add(spot.first)
    for spot in _in_brackets(story, annotation, tuple(found)):
        if spot.first not in taken:
            found.append(spot)
            taken.add(spot.first)
    found += _repeated(story, annotation, found, taken, authority)
    return sorted(found, key=lambda spot: spot.first)


def _read(story: int, annotation: Annotation, authority: Authority) -> Iterator[Spot]:
    taken = {number for name in annotation.names for number in range(name.first, name.last)}
    for name in _bridged(annotation, authority):
        for part in _parts(annotation, name.first, name.last):
            first, last = _trim(annotation, part)
            if first >= last:
                continue
            words = range(first, _with_suffix(annotation, last, authority) if name.kind == "Person" else last)
            if name.kind == "Person":
                words = _with_surname(annotation, words, taken)
            least = _least(annotation, words, authority)
            if name.kind == "Organization":
                words = _without_trade(annotation, words, authority)
            if _is_common(annotation, words):
                continue
            first = words.start
            label = "NORP" if len(words) == 1 and _is_adjective(annotation, first) else name.kind
            if _leads_to_body(annotation, last, authority) and label not in ("NORP", "Facility"):
                words, label = range(first, last + 1), "Organization"
            spot = make_spot(story, annotation, words, label, name.confidence)
            if _is_time(annotation, spot):
                continue
            if spot.folded and len(words) <= LONGEST and (spot.sure >= least or spot.text in authority.bodies):
                yield spot


def _least(annotation: Annotation, words: range, authority: Authority) -> float:
    """How sure the head must be: less of two words with capitals, least where the last of them tells a body."""
    small = frozenset(("of", "for", "the", "and", "-", "."))
    if len(words) < 2 or not all(is_capital(annotation, n) or annotation.words[n].text in small for n in words):
        return LEAST
    forms = [annotation.words[number].text.lower() for number in words]
    head = forms[forms.index("of") - 1] if "of" in forms[1:] else forms[-1]
    return LEAST_TOLD if head in authority.heads else LEAST_LONG


def _with_surname(annotation: Annotation, words: range, taken: set[int]) -> range:
    """`Jonathan Prior`, of which the head reads "Jonathan": the capitalised word right behind, inside a sentence in small letters."""
    last = words.stop
    if len(words) > 1 or last >= len(annotation.words) or last in taken:
        return words
    word, before = annotation.words[last], annotation.words[last - 1]
    plain = word.text.isalpha() and word.text[0].isupper() and word.text[1:].islower() and len(word.text) > 2
    is_tagged = word.upos in ("PROPN", "ADV", "ADJ", "NOUN") and word.text.lower() not in DAYS
    if not (plain and is_tagged and word.sentence == before.sentence) or word.xpos in ("NNS", "NNPS"):
        return words
    sentence = annotation.sentence(word.sentence)
    small = sum(annotation.words[n].text.islower() for n in sentence)
    return range(words.start, last + 1) if 2 * small > len(sentence) else words


def _acronyms(story: int, annotation: Annotation, authority: Authority) -> Iterator[Spot]:
    """The acronyms of well-known bodies, which the name head may miss: "the UN said"."""
    for number, word in enumerate(annotation.words):
        if word.upos == "PROPN" and word.text.isupper() and len(word.text) > 1 and word.text in authority.bodies:
            yield make_spot(story, annotation, range(number, number + 1), "Organization", LEAST)


def _in_brackets(story: int, annotation: Annotation, found: Sequence[Spot]) -> Iterator[Spot]:
    """`Union of Farm Women (UFW)`: capitals in brackets behind a name."""
    ends = {
        spot.last for spot in found if spot.label in ("Organization", "Facility", "Misc") and spot.last - spot.first > 1
    }
    for number in sorted(ends):
        if number + 2 < len(annotation.words) and annotation.words[number].text == "(":
            word, after = annotation.words[number + 1], annotation.words[number + 2].text
            if is_acronym(word.text) and after in (")", ",", ";"):
                yield make_spot(story, annotation, range(number + 1, number + 2), "Organization", 0.5)


def _bridged(annotation: Annotation, authority: Authority) -> list[Name]:
    """The head's names, `Gulf of` and `Tarn`, `Lev` and `Hrabovenko` made one."""
    found: list[Name] = []
    for name in annotation.names:
        before = found[-1] if found else None
        if before is not None and _is_one_person(annotation, before, name):
            found[-1] = Name(before.first, name.last, "Person", max(before.confidence, name.confidence))
            continue
        if before is not None and _is_firm(annotation, before, name):
            found[-1] = Name(before.first, name.last, "Organization", max(before.confidence, name.confidence))
            continue
        if before is not None and annotation.words[name.first - 1].text == "of" and name.first - before.last in (0, 1):
            head = authority.heads.get(annotation.words[before.first].text.lower())
            if head is not None and head.kind is EntityKind.PLACE and name.first - before.first <= 2:
                found[-1] = Name(before.first, name.last, "Location", min(before.confidence, name.confidence))
                continue
        found.append(name)
    return found


def _is_one_person(annotation: Annotation, before: Name, name: Name) -> bool:
    """Two halves of a name, side by side: "Lev" and "Hrabovenko"."""
    same = annotation.words[name.first].sentence == annotation.words[before.first].sentence
    return before.kind == name.kind == "Person" and before.last == name.first == before.first + 1 and same


def _is_firm(annotation: Annotation, before: Name, name: Name) -> bool:
    """`Carter & Bloom`, of which the head reads two people."""
    return name.first == before.last + 1 and annotation.words[before.last].text == "&"


def _is_common(annotation: Annotation, words: range) -> bool:
    """`the insurer`: one word in small letters is no name, whatever the head says; `ministry of defence` may be one."""
    word = annotation.words[words.start].text
    return len(words) == 1 and word.isalpha() and word.islower()


def _without_trade(annotation: Annotation, words: range, authority: Authority) -> range:
    """`Toymaker Plumtree` at the beginning of a sentence: what sort of firm it is belongs to no name."""
    first = words.start
    word = annotation.words[first].text.lower()
    begins = first == annotation.starts[annotation.words[first].sentence]
    told = authority.descriptions.get(word)
    is_trade = word.endswith(TRADES) or (told is not None and told.kinds[0] is EntityKind.ORGANISATION)
    capital = len(words) > 1 and annotation.words[first + 1].text[:1].isupper()
    heads = [annotation.words[n].text.lower() for n in words[1:]]
    return (
        words[1:] if begins and is_trade and capital and not any(head in authority.heads for head in heads) else words
    )


def _is_adjective(annotation: Annotation, number: int) -> bool:
    """`the Brennish minister`: a country's adjective whatever the head calls it."""
    word = annotation.words[number]
    return word.xpos == "JJ" and word.relation == "amod" and word.text[0].isupper() and not word.text.isupper()


def _is_time(annotation: Annotation, spot: Spot) -> bool:
    if spot.folded in DAYS:
        return True
    words = annotation.words
    return any(
        time.evidence.span.start <= words[spot.first].span.start
        and words[spot.last - 1].span.end <= time.evidence.span.end
        for time in annotation.times
    )


def _parts(annotation: Annotation, first: int, last: int) -> Iterator[range]:
    """`Port Amara, Verania` is two names, unless what follows the comma is a legal form or a generation."""
    start = first
    for number in range(first, last):
        if annotation.words[number].text in (",", ";", "/", "(", ")") and number + 1 < last:
            yield range(start, number)
            start = number + 1
    yield range(start, last)


def _trim(annotation: Annotation, part: range) -> tuple[int, int]:
    first, last = part.start, part.stop
    while first < last and annotation.words[first].text.lower() in TRIMMED:
        first += 1
    while (
        first < last
        and annotation.words[last - 1].text.lower() in TRIMMED
        and not (annotation.words[last - 1].text == "A" and last - first > 1)
    ):
        last -= 1
    return first, last


def _with_suffix(annotation: Annotation, last: int, authority: Authority) -> int:
    """Take in `Jr`, also behind a comma."""
    for ahead in (0, 1):
        if last + ahead < len(annotation.words) and (ahead == 0 or annotation.words[last].text == ","):
            word = annotation.words[last + ahead]
            if word.text[0].isupper() and authority.is_affix("suffix", word.text.lower().rstrip(".")):
                return last + ahead + 1
    return last


def _leads_to_body(annotation: Annotation, last: int, authority: Authority) -> bool:
    """`Orlan Energy`, where the head reads only "Orlan": a capitalised word right behind says that it is a body."""
    if last >= len(annotation.words):
        return False
    word, before = annotation.words[last], annotation.words[last - 1]
    head = authority.heads.get(word.text.lower())
    same = word.sentence == before.sentence and word.upos == "PROPN"
    return same and word.text[0].isupper() and head is not None and head.kind is EntityKind.ORGANISATION


def is_capital(annotation: Annotation, number: int) -> bool:
    """True for a word that begins with a capital or a digit after one."""
    text = annotation.words[number].text
    return text[0].isupper() and text.lower() not in TRIMMED


def _run(annotation: Annotation, first: int, end: int) -> int:
    """The end of the run of capitalised words that begins at `first`."""
    last = first
    while (
        last < end
        and last - first < 4
        and (is_capital(annotation, last) or (last > first and annotation.words[last].text.isdigit()))
    ):
        last += 1
    return last


def _vessels(story: int, annotation: Annotation, authority: Authority) -> Iterator[Spot]:
    """`HMS Dorran`, `the frigate Long Tide`: a ship's prefix or type before a name."""
    for sentence in range(len(annotation.starts) - 1):
        words = annotation.sentence(sentence)
        for number in words[:-1]:
            text = annotation.words[number].text
            prefix = text.isupper() and authority.is_affix("ship_prefix", text.lower())
            if not prefix and not (
                authority.is_affix("ship_type", text.lower()) and annotation.words[number].upos in ("NOUN", "PROPN")
            ):
                continue
            start = number + 1
            if start + 1 < words.stop and annotation.words[start].text in OPEN:
                start += 1
            last = _run(annotation, start, words.stop)
            if last > start and annotation.words[start].text.lower() not in DAYS:
                yield make_spot(story, annotation, range(number if prefix else start, last), "Vessel", 1.0)


def _operations(story: int, annotation: Annotation, authority: Authority) -> Iterator[Spot]:
    """`Operation Lantern`; what is dubbed or code-named and stands in quotation marks."""
    for sentence in range(len(annotation.starts) - 1):
        words = annotation.sentence(sentence)
        cue = -99
        for number in words:
            word = annotation.words[number]
            lower = word.text.lower()
            if word.text == "Operation" and number + 1 < words.stop and is_capital(annotation, number + 1):
                yield make_spot(
                    story, annotation, range(number, _run(annotation, number + 1, words.stop)), "Operation", 1.0
                )
            if authority.is_affix("code_cue", lower) or (lower == "named" and annotation.words[number - 1].text == "-"):
                cue = number
            elif _is_known_as(annotation, number, cue) and _is_code(annotation, number - 1, number, authority):
                yield make_spot(
                    story, annotation, range(number, _run(annotation, number, words.stop)), "Operation", 1.0
                )
            elif word.text in OPEN and number - cue <= 8 and number + 2 < words.stop:
                last = _run(annotation, number + 1, words.stop)
                if (
                    last > number + 1
                    and last < words.stop
                    and annotation.words[last].text in CLOSE
                    and _is_code(annotation, cue, number, authority)
                ):
                    yield make_spot(story, annotation, range(number + 1, last), "Operation", 1.0)


def _is_known_as(annotation: Annotation, number: int, cue: int) -> bool:
    """`an inquiry known as Midas`, `the raid, codenamed Amber`: a capital right behind, without quotation marks."""
    before = [annotation.words[n].text.lower() for n in range(max(number - 2, 0), number)]
    return is_capital(annotation, number) and (before == ["known", "as"] or cue == number - 1)


def _is_code(annotation: Annotation, cue: int, mark: int, authority: Authority) -> bool:
    """What is dubbed is a scheme or the like: `called the minister “Fox”` and `calling himself “Salt”` name people."""
    plain = annotation.words[cue].text.lower() in ("dubbed", "codenamed", "code-named", "named")
    before = {
        word.lemma.lower()
        for word in annotation.words[max(cue - 6, annotation.starts[annotation.words[cue].sentence]) : mark]
    }
    if before & {"he", "she", "him", "her", "himself", "herself", "who", "whom"} or any(
        title in before for title in authority.titles if " " not in title
    ):
        return False
    return bool(before & CODE_NOUNS) or (plain and annotation.words[cue].text.lower() in ("codenamed", "code-named"))


def _repeated(
    story: int, annotation: Annotation, found: Sequence[Spot], taken: set[int], authority: Authority
) -> Iterator[Spot]:
    """Names that the head saw elsewhere in the story and overlooked here; well-known acronyms."""
    known: dict[str, Spot] = {}
    for spot in found:
        known.setdefault(spot.folded, spot)
        if spot.label == "Person" and len(spot.tokens) > 1 and len(spot.tokens[-1]) > 3:
            known.setdefault(spot.tokens[-1], spot)
    number = 0
    while number < len(annotation.words):
        word = annotation.words[number]
        is_name = word.upos == "PROPN" or is_acronym(word.text)
        if number in taken or not is_name or not is_capital(annotation, number):
            number += 1
            continue
        last = number
        while (
            last < len(annotation.words)
            and last not in taken
            and last - number < LONGEST
            and is_capital(annotation, last)
        ):
            last += 1
        for spot in _looked_up(story, annotation, range(number, last), known, authority):
            taken.update(range(spot.first, spot.last))
            yield spot
        number = last
    yield from _adjectives(story, annotation, found, taken)


def _adjectives(story: int, annotation: Annotation, found: Sequence[Spot], taken: set[int]) -> Iterator[Spot]:
    """`Ilmaran dollars`: capitalised adjectives to which a place of the story answers."""
    places = {spot.folded for spot in found if spot.label in ("Location", "Person", "Misc") and len(spot.tokens) == 1}
    starts = {name[:3] for name in places}
    for number, word in enumerate(annotation.words):
        if (
            number in taken
            or not word.text[0].isupper()
            or len(word.text) < 5
            or word.text[:3].lower() not in starts
            or word.upos not in ("ADJ", "PROPN", "NOUN")
        ):
            continue
        folded = fold(word.text)
        if any(answers_to(folded, name) for name in places):
            yield make_spot(story, annotation, range(number, number + 1), "NORP", 0.5)


def _looked_up(
    story: int, annotation: Annotation, run: range, known: dict[str, Spot], authority: Authority
) -> Iterator[Spot]:
    for words in (run, *(range(n, n + 1) for n in run)) if len(run) > 1 else (run,):
        spot = make_spot(story, annotation, words, "", 0.5)
        twin = known.get(spot.folded)
        if twin is not None and not spot.text.islower():
            yield Spot(story, spot.first, spot.last, twin.label, 0.5, spot.text, spot.folded)
        elif spot.text in authority.bodies and len(spot.text) > 2:
            yield Spot(story, spot.first, spot.last, "Organization", 0.5, spot.text, spot.folded)
        else:
            continue
        if words == run:
            return
