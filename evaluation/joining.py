"""Joining across documents: `python -m evaluation.joining [--data DIR] [--errors]`.

On MEANTIME's two corpora (60 documents of Wikinews): gold named mentions, each with its document, its words and its kind, are made
entities document by document (the rules below stand for `identify`), joined by `onrecord.resolve.join_entities`, and
compared with the gold chains across documents by B³ over all mentions. Baselines beside it: words folded; legal forms
stripped; one name's words all in the other's. Our own gold (`tests/cases/joining.csv`) is always measured.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from evaluation.conll import Score, b_cubed
from evaluation.corpora import DataAbsent, data_folder, read_folder
from onrecord.model import Entity, EntityKind, Joined, NameCount, content_id
from onrecord.names.words import ReadName, WordKind, read_body, read_person
from onrecord.resolve import join_entities
from onrecord.resolve.profiles import is_full
from onrecord.rules.countries import country_name, country_of_adjective, country_of_capital, country_of_name
from onrecord.rules.names import fold

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "joining.csv"
KINDS = {"PER": EntityKind.PERSON, "ORG": EntityKind.ORGANISATION, "LOC": EntityKind.PLACE}
LEGAL = frozenset("inc ltd corp corporation company co sas plc llc".split())


@dataclass(frozen=True)
class GoldMention:
    """A named mention: the corpus and the document, its words, its kind, the chain it belongs to."""

    corpus: str
    document: str
    words: str
    kind: EntityKind
    chain: str


def read_mentions(folder: Path) -> list[GoldMention]:
    """The named mentions of MEANTIME that belong to a chain."""
    found: list[GoldMention] = []
    for name, text in read_folder(folder, "entities/meantime/intra_cross-doc_annotation"):
        if name.endswith(".xml"):
            found += _mentions_of(name, text)
    if not found:
        raise DataAbsent("no documents of MEANTIME")
    return found


def _mentions_of(name: str, text: str) -> Iterator[GoldMention]:
    root = ET.fromstring(text)
    tokens = {token.get("t_id"): token.text or "" for token in root.iter("token")}
    words = {
        mention.get("m_id"): " ".join(tokens[anchor.get("t_id")] for anchor in mention.findall("token_anchor"))
        for mention in root.iter("ENTITY_MENTION")
        if mention.get("syntactic_type") == "NAM"
    }
    chains = {entity.get("m_id"): entity for entity in root.iter("ENTITY")}
    for link in root.iter("REFERS_TO"):
        target = link.find("target")
        chain = chains.get(target.get("m_id")) if target is not None else None
        for source in link.findall("source") if chain is not None else ():
            said = words.get(source.get("m_id"))
            if said and chain is not None:
                kind = KINDS.get(chain.get("ent_type") or "", EntityKind.OTHER)
                yield GoldMention(name.split("/")[0], name, said, kind, chain.get("instance_id") or "")


# --- a document's entities: what identify does, on gold mentions ----------------------------------


def name_of(mention: GoldMention) -> str:
    """The name in a mention's words: what describes it off, in front (`the new`, `Japan's`) and behind (`in Texas`)."""
    words = mention.words.replace(" 's", "'s").replace(" '", "'").replace(" - ", "-").replace("``", "").split()
    words = _until(
        words, lambda word: word in (",", "in", "with", "of", "capable", "located") and word.islower() or word == ","
    )
    while len(words) > 1 and not _is_named(words[0]):
        words = words[1:]
    while len(words) > 1 and _is_owner(words[0]):
        words = words[1:]
    name = " ".join(words).strip(' ,()"')
    return (name if re.search(r"\w\.\w\.$|Inc\.$", name) else name.rstrip(".")) or mention.words


def _until(words: list[str], is_end: Callable[[str], bool]) -> list[str]:
    for place, word in enumerate(words):
        if (
            place
            and is_end(word)
            and not (word == "of" and words[place + 1 : place + 2] and words[place + 1][:1].isupper())
            and any(_is_named(one) for one in words[:place])
        ):
            return words[:place]
    return words


def _is_named(word: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in word) and word not in ("The", "A", "An")


def _is_owner(word: str) -> bool:
    bare = re.sub(r"'s?$", "", word)
    return country_of_adjective(word) is not None or (
        bare != word and bool(country_of_name(bare) or country_of_capital(bare))
    )


def make_entities(mentions: Sequence[GoldMention]) -> tuple[list[Entity], list[str]]:
    """Entities of one document, and the id that each mention got."""
    names = _without_owners([name_of(mention) for mention in mentions])
    groups = _groups(list(zip(names, (mention.kind for mention in mentions), strict=True)))
    entities, ids = [], []
    for name, mention, group in zip(names, mentions, groups, strict=True):
        best = max((names[n] for n, other in enumerate(groups) if other == group), key=_standing(mention.kind))
        kind, display, identity = _identity(best, mention)
        ids.append(identity)
        entities.append(Entity(identity, kind, display, tuple(NameCount(text, 1) for text in {name, display}), ()))
    return entities, ids


def _without_owners(names: list[str]) -> list[str]:
    """`Larkfield's Tor` as `Tor` where the document has Larkfield by itself."""
    known = {fold(name) for name in names}
    parts = [re.split(r"'s? (?=[^ ]*[A-Z])", name, maxsplit=1) for name in names]
    return [
        part[-1] if len(part) > 1 and fold(part[0]) in known else name for name, part in zip(names, parts, strict=True)
    ]


def _standing(kind: EntityKind) -> Callable[[str], tuple[bool, int, int, str]]:
    return lambda name: (is_full(name, kind), len(name.split()), len(name), name)


def _identity(name: str, mention: GoldMention) -> tuple[EntityKind, str, str]:
    code = country_of_name(name) or country_of_adjective(name)
    if mention.kind is EntityKind.PLACE and code:
        return EntityKind.COUNTRY, country_name(code) or name, content_id("entity", "country", code)
    where = () if is_full(name, mention.kind) else (mention.document,)
    return mention.kind, name, content_id("entity", *where, mention.kind.value, fold(name))


def _groups(names: Sequence[tuple[str, EntityKind]]) -> list[int]:
    """A number for each name: the same for equal names, and for a short name that only one longer of its kind holds."""
    groups = list(range(len(names)))
    for place, (name, kind) in enumerate(names):
        equal = next((n for n in range(place) if names[n][1] is kind and fold(names[n][0]) == fold(name)), place)
        groups[place] = groups[equal]
    read = [_read(name, kind) for name, kind in names]
    for place, (_, kind) in enumerate(names):
        longer = {groups[n] for n in range(len(names)) if names[n][1] is kind and _holds(read[n], read[place], kind)}
        longer.discard(groups[place])
        if len(longer) == 1:
            old, new = groups[place], longer.pop()
            groups = [new if group == old else group for group in groups]
    return groups


def _read(name: str, kind: EntityKind) -> ReadName:
    return read_person(name) if kind is EntityKind.PERSON else read_body(name)


def _holds(long: ReadName, short: ReadName, kind: EntityKind) -> bool:
    """The short name is a surname, the last words or the initials of the long one."""
    one, other = [word.text for word in long.words], [word.text for word in short.words]
    if kind is not EntityKind.PERSON and short.acronym:
        return short.acronym in long.initials or (len(one) > 1 and other[0] in one)
    if len(other) >= len(one) or not other:
        return False
    is_kind = all(word.kind is WordKind.COMMON for word in long.words[len(other) :])
    return one[-len(other) :] == other or (kind is not EntityKind.PERSON and one[: len(other)] == other and is_kind)


# --- measuring ------------------------------------------------------------------------------------


def found_clusters(mentions: Sequence[GoldMention]) -> tuple[list[str], dict[str, Joined]]:
    """For each mention its cluster, corpus by corpus, and what was joined."""
    by_document: dict[str, list[int]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        by_document[mention.document].append(place)
    identities = [""] * len(mentions)
    entities: dict[str, list[Entity]] = defaultdict(list)
    for places in by_document.values():
        made, ids = make_entities([mentions[place] for place in places])
        entities[mentions[places[0]].corpus] += made
        for place, identity in zip(places, ids, strict=True):
            identities[place] = identity
    joined = {corpus: join_entities(found) for corpus, found in entities.items()}
    names = {corpus: {identity: cluster.entities[0] for cluster in found.clusters for identity in cluster.entities}
             for corpus, found in joined.items()}  # fmt: skip
    return [f"{m.corpus} {names[m.corpus].get(i, i)}" for m, i in zip(mentions, identities, strict=True)], joined


def baselines(mentions: Sequence[GoldMention]) -> dict[str, list[Hashable]]:
    """Clusters by folded words, by words without legal forms, and by one name's words all in the other's."""
    words = [re.sub(r"[^\w& ]", " ", fold(mention.words.replace(" 's", ""))).split() for mention in mentions]
    bare = [frozenset(word for word in found if word not in LEGAL) or frozenset(found) for found in words]
    parents = list(range(len(mentions)))

    def top(place: int) -> int:
        while parents[place] != place:
            place = parents[place]
        return place

    for one, other in combinations(range(len(mentions)), 2):
        if mentions[one].corpus == mentions[other].corpus and (bare[one] <= bare[other] or bare[other] <= bare[one]):
            parents[top(one)] = top(other)
    return {
        "the same words": [(m.corpus, tuple(found)) for m, found in zip(mentions, words, strict=True)],
        "without legal forms": [(m.corpus, found) for m, found in zip(mentions, bare, strict=True)],
        "words within words": [top(place) for place in range(len(mentions))],
    }


def gate_data(folder: Path | None) -> dict[str, float]:
    """B³ on MEANTIME."""
    if folder is None:
        raise DataAbsent("no annotated data")
    mentions = read_mentions(folder)
    scores = compare(mentions, found_clusters(mentions)[0])
    return {"B3 F1": scores.f1, "B3 precision": scores.precision, "B3 recall": scores.recall}


def compare(mentions: Sequence[GoldMention], clusters: Sequence[Hashable]) -> Score:
    """B³ of clusters, one a mention, against the chains of the mentions."""
    chains: dict[Hashable, Hashable] = {
        place: (mention.corpus, mention.chain) for place, mention in enumerate(mentions)
    }
    return b_cubed(chains, dict(enumerate(clusters)))


def own_pairs() -> list[tuple[Entity, Entity, str]]:
    """Rows of our own table: two entities of two documents, and `join`, `possible` or `apart`."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(_own(row, "one"), _own(row, "two"), row["expected"]) for row in csv.DictReader(lines)]


def _own(row: dict[str, str], side: str) -> Entity:
    names = row[side].split("|")
    country = row[f"{side}_country"] or None
    offices = tuple(filter(None, row[f"{side}_offices"].split("|")))
    kind = EntityKind(row["kind"])
    where = () if is_full(names[0], kind) else (side,)
    identity = content_id("entity", *where, kind.value, fold(names[0]))
    return Entity(identity, kind, names[0], tuple(NameCount(name, 1) for name in names), (), country, None, offices)


def outcome(one: Entity, two: Entity) -> str:
    """What joining makes of two entities."""
    found = join_entities([one, two])
    return "join" if one.id == two.id or found.clusters else "possible" if found.possible else "apart"


def gate(folder: Path | None) -> dict[str, float]:
    """Rows of our own table that come out as they should, in per cent."""
    rows = own_pairs()
    return {"rows right": 100 * sum(outcome(one, two) == expected for one, two, expected in rows) / len(rows)}


def many(count: int) -> list[Entity]:
    """That many invented people and bodies, for the clock."""
    chance = random.Random(7)
    onsets, vowels = "b br d dr f g gr h k kl kr l m n p pl r s sh st t tr v z".split(), "a e i o u".split()
    ends = " n r l s ov enko ski man berg son dal ura".split(" ")
    given = ["".join(chance.choice(onsets) + chance.choice(vowels) for _ in range(2)).title() for _ in range(400)]
    found = []
    for _ in range(count):
        syllables = [chance.choice(onsets) + chance.choice(vowels) for _ in range(chance.choice((2, 2, 3)))]
        surname = ("".join(syllables) + chance.choice(ends)).title()
        is_person = chance.random() < 0.6
        first = given[int(len(given) * chance.random() ** 2)]
        name = f"{first} {surname}" if is_person else f"{surname} {chance.choice(('Group', 'Bank', 'Mining', 'Ltd'))}"
        kind = EntityKind.PERSON if is_person else EntityKind.ORGANISATION
        found.append(Entity(content_id("entity", kind.value, fold(name)), kind, name, (NameCount(name, 1),), ()))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--errors", action="store_true", help="list clusters that mix chains, and chains in pieces")
    parser.add_argument("--many", type=int, help="join so many invented entities and say how long it took")
    chosen = parser.parse_args()
    rows = own_pairs()
    for one, two, expected in rows:
        if outcome(one, two) != expected:
            print(f"  {outcome(one, two)}, not {expected}: {one.name} | {two.name}")
    print(f"own table: {gate(None)['rows right']:.1f} % of {len(rows)} rows")
    if chosen.many:
        entities = many(chosen.many)
        start = time.perf_counter()
        found = join_entities(entities)
        print(f"{len(entities)} entities: {time.perf_counter() - start:.1f} s, {len(found.clusters)} clusters")
    try:
        mentions = read_mentions(data_folder(chosen.data))
    except DataAbsent as absent:
        print(f"MEANTIME: {absent}")
        return
    clusters, joined = found_clusters(mentions)
    print(f"{len(mentions)} mentions, {len({(m.corpus, m.chain) for m in mentions})} chains")
    guesses: dict[str, Sequence[Hashable]] = {**baselines(mentions), "onrecord": clusters}
    for name, guess in guesses.items():
        scores = compare(mentions, guess)
        print(f"{name}: B3 F1 {scores.f1:.1f}  P {scores.precision:.1f}  R {scores.recall:.1f}")
    if chosen.errors:
        _errors(mentions, clusters, joined)


def _errors(mentions: Sequence[GoldMention], clusters: Sequence[str], joined: dict[str, Joined]) -> None:
    for title, first, second in (("MIXED", clusters, [m.chain for m in mentions]), ("IN PIECES", [m.chain for m in mentions], clusters)):  # fmt: skip
        groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for mention, one, other in zip(mentions, first, second, strict=True):
            groups[one][other].append(name_of(mention))
        for parts in sorted(groups.values(), key=lambda parts: -sum(map(len, parts.values()))):
            if len(parts) > 1:
                print(title, " || ".join(f"{len(names)}: {', '.join(sorted(set(names)))}" for names in parts.values()))
    for corpus, found in joined.items():
        for cluster in found.clusters:
            print(corpus, cluster.name, [join.reason for join in cluster.joins])


if __name__ == "__main__":
    main()
