"""What is stored across documents: digests of stories, their links, and the records that came of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from onrecord.model import COPIES_LAYER, KeyedDigest, Link
from onrecord.serialize import evidence_by_story, pack, to_json_line, to_object, unpack
from onrecord.store.arriving import PUT_CHANGES, WATCHED, note_changes
from onrecord.store.crowds import crowded_rings, met_again, pairs_to_compare, part_crowds
from onrecord.store.driver import ask, run, write
from onrecord.store.judged import lower_disputed, raise_disputed
from onrecord.store.keys import key_numbers, keys_in, pack_keys
from onrecord.store.lists import LISTED, listed
from onrecord.store.results import KINDS as INDEXED
from onrecord.store.results import forget_words, put_words, result_number
from onrecord.store.tables import (
    DIGEST,
    DIGEST_KEY,
    DIGEST_LINK,
    DOCUMENT,
    RESULT_BEFORE,
    RESULT_PART,
    RESULTS,
    SETTLED,
    STORY,
    Row,
    plain_text,
    result_parts,
    result_row,
    storable,
)
from onrecord.store.versions import Versioned, last_number, made_by

LAYER_IS = DIGEST.c.layer == bindparam("of")
KEYS_OF = select(DIGEST.c.id, DIGEST.c.number, DIGEST.c.hashes).where(DIGEST.c.id.in_(LISTED))
COMPARE_AGAIN = update(DIGEST).where(DIGEST.c.number.in_(LISTED)).values(is_linked=0)
COMPARED = update(DIGEST).where(DIGEST.c.id.in_(LISTED)).values(is_linked=1)
WAITING_FOR = select(DIGEST.c.number).where(LAYER_IS, DIGEST.c.document.in_(LISTED), DIGEST.c.component.is_(None))
UNLINKED = (
    select(DIGEST.c.number, DIGEST.c.json)
    .where(LAYER_IS, DIGEST.c.document.in_(LISTED), DIGEST.c.is_linked == 0)
    .order_by(DIGEST.c.id)
)
OF_STORIES = select(DIGEST.c.number, DIGEST.c.story, DIGEST.c.form).where(DIGEST.c.story.in_(LISTED), LAYER_IS)
COMPARED_OF_FORM = select(DIGEST.c.form, DIGEST.c.number, DIGEST.c.hashes).where(
    DIGEST.c.number.in_(select(func.min(DIGEST.c.number)).where(DIGEST.c.form.in_(LISTED)).group_by(DIGEST.c.form))
)
"""Of twins the first stored one is compared."""
TWINS = select(DIGEST.c.number).where(
    DIGEST.c.form.in_(select(DIGEST.c.form).where(DIGEST.c.number.in_(LISTED), DIGEST.c.form.is_not(None)))
)
COMPONENTS_AT = (
    select(DIGEST.c.component).where(DIGEST.c.number.in_(LISTED), DIGEST.c.component.is_not(None)).distinct()
)
PUT_IN = update(DIGEST).where(DIGEST.c.number == bindparam("at")).values(component=bindparam("root"))
BODIES = select(DIGEST.c.number, DIGEST.c.json).where(DIGEST.c.number.in_(LISTED))
NUMBERS = select(DIGEST.c.id, DIGEST.c.number).where(DIGEST.c.id.in_(LISTED))
IDS = select(DIGEST.c.number, DIGEST.c.id, DIGEST.c.form).where(DIGEST.c.number.in_(LISTED))
BESIDE = select(DIGEST.c.number).where(
    LAYER_IS,
    DIGEST.c.component.in_(
        select(DIGEST.c.component).where(DIGEST.c.number.in_(LISTED), DIGEST.c.component.is_not(None))
    ),
)
LINKS = tuple(select(DIGEST_LINK).where(column.in_(LISTED)) for column in (DIGEST_LINK.c.one, DIGEST_LINK.c.other))
SETTLED_IN = (SETTLED.c.layer == bindparam("of"), SETTLED.c.component.in_(LISTED))
RESULTS_IN = select(SETTLED.c.component, SETTLED.c.type, SETTLED.c.result).where(*SETTLED_IN)
FORGET_SETTLED = delete(SETTLED).where(*SETTLED_IN)
FORGET_ONE = delete(SETTLED).where(
    SETTLED.c.layer == bindparam("of"),
    SETTLED.c.component == bindparam("root"),
    SETTLED.c.type == bindparam("kind"),
    SETTLED.c.result == bindparam("came"),
)
FORGET_RESULTS = {kind: delete(table).where(table.c.id.in_(LISTED)) for kind, table in RESULTS.items()}
FORGET_PARTS = delete(RESULT_PART).where(RESULT_PART.c.type == bindparam("kind"), RESULT_PART.c.result.in_(LISTED))
STANDING_IN = select(DIGEST.c.number, DIGEST.c.component).where(DIGEST.c.number.in_(LISTED))
UNSETTLE = update(DIGEST).where(LAYER_IS, DIGEST.c.component.in_(LISTED)).values(component=None)
PUT_DIGESTS = insert(DIGEST)
PUT_KEYS = insert(DIGEST_KEY)
PUT_LINKS, PUT_SETTLED, PUT_PARTS = (
    insert(table).prefix_with("OR IGNORE") for table in (DIGEST_LINK, SETTLED, RESULT_PART)
)
RESULT_BODIES = {
    kind: select(table.c.id, table.c.json).where(table.c.id.in_(LISTED)) for kind, table in RESULTS.items()
}
PUT_RESULTS = {kind: insert(table).prefix_with("OR REPLACE") for kind, table in RESULTS.items()}
IS_ANEW = select(RESULT_BEFORE.c.result).where(RESULT_BEFORE.c.layer == bindparam("of")).limit(1)
PUT_BEFORE = insert(RESULT_BEFORE).prefix_with("OR IGNORE")
DOCUMENTS_OF = select(STORY.c.id, STORY.c.document).where(STORY.c.id.in_(LISTED))


MOST_KEPT = 20_000
"""Digests that are kept in memory, built."""
MOST_MADE = 8192
"""Records that are kept as they are stored."""
MOST_TEXTS = 1_000
"""Texts of documents that are held in memory while records across them are checked."""


class LayerLike(Versioned, Protocol):
    """What the store must know of a layer."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> type[Any]: ...  # noqa: D102


class SettledLike(Protocol):
    """A component with its records."""

    @property
    def members(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def records(self) -> tuple[Any, ...]: ...  # noqa: D102


def put_digests(connection: Connection, document: str, digests: Sequence[KeyedDigest]) -> dict[tuple[str, int], Any]:
    """Store the digests of a document, and say by layer and number which is which; they wait to be settled.

    Where those of a layer wait to be keyed anew, these do so too. Raises StoreError where a newer program made those that are stored.
    """
    if not digests:
        return {}
    made = made_by(connection, ((keyed.layer, keyed) for keyed in digests))
    digests = [keyed if made[keyed.layer].keyed_to is None else _unkeyed(keyed) for keyed in digests]
    hashed = [key_numbers(keyed.layer, keyed.keys) for keyed in digests]
    twins = _are_twins(connection, digests)
    rows = [
        storable({"layer": keyed.layer, "id": keyed.digest.id, "document": document, "story": keyed.digest.story, "json": pack(keyed.digest)})
        | {"hashes": pack_keys(keys), "form": keyed.form, "rank": keyed.rank, "is_linked": int(is_twin)}
        for keyed, keys, is_twin in zip(digests, hashed, twins, strict=True)
    ]  # fmt: skip
    first = 1 + last_number(connection)
    write(connection, PUT_DIGESTS, [row | {"number": number} for number, row in enumerate(rows, first)])
    found = [
        (keyed.layer, keys, number)
        for number, (keyed, keys, is_twin) in enumerate(zip(digests, hashed, twins, strict=True), first)
        if not is_twin
    ]
    _put_keys(connection, ((keys, number) for _, keys, number in found))
    for layer in dict.fromkeys(layer for layer, _, _ in found):
        own = {number: keys for of, keys, number in found if of == layer}
        _settle_again(
            connection, layer, part_crowds(connection, layer, {key for keys in own.values() for key in keys}, own)
        )
    return {(keyed.layer, number): keyed.digest for number, keyed in enumerate(digests, first)}


def _unkeyed(keyed: KeyedDigest) -> KeyedDigest:
    """The digest without what it meets others by."""
    return replace(keyed, keys=frozenset(), form=None)


def _are_twins(connection: Connection, digests: Sequence[KeyedDigest]) -> list[bool]:
    """Which of these digests have a twin that is stored or comes before: they are found by it and have no keys of their own."""
    own = {keyed.form for keyed in digests if keyed.form is not None}
    seen: set[int | None] = {form for form, _, _ in ask(connection, COMPARED_OF_FORM, listed=listed(own))}
    found = []
    for keyed in digests:
        found.append(keyed.form in seen)
        if keyed.form is not None:
            seen.add(keyed.form)
    return found


def _put_keys(connection: Connection, keyed: Iterable[tuple[Iterable[int], int]]) -> None:
    rows = sorted((key, number) for keys, number in keyed for key in keys)
    write(connection, PUT_KEYS, [{"key": key, "digest": number} for key, number in rows])


def _settle_again(connection: Connection, layer: str, numbers: Collection[int]) -> None:
    """The components of these digests wait to be settled again."""
    if numbers:
        unsettle(connection, layer, [root for (root,) in ask(connection, COMPONENTS_AT, listed=listed(numbers))])


def take_digests(connection: Connection, document: str) -> None:
    """Take away a document's digests and what came of them; the others of their components wait to be settled again, and a twin takes
    the place of each that was compared.
    """
    own = select(DIGEST.c.layer, DIGEST.c.component).where(
        DIGEST.c.document == document, DIGEST.c.component.is_not(None)
    )
    for layer, component in connection.execute(own.distinct()).all():
        unsettle(connection, layer, [component])
    of_document = select(DIGEST.c.layer, DIGEST.c.number, DIGEST.c.hashes, DIGEST.c.form).where(
        DIGEST.c.document == document
    )
    gone = connection.execute(of_document).all()
    keys: dict[str, set[int]] = {}
    for row in gone:
        keys.setdefault(row.layer, set()).update(keys_in(row.hashes))
    rings = {layer: crowded_rings(connection, layer, own) for layer, own in keys.items()}
    keyed = [{"a_key": key, "of": row.number} for row in gone for key in keys_in(row.hashes)]
    if keyed:
        by_key = delete(DIGEST_KEY).where(
            DIGEST_KEY.c.key == bindparam("a_key"), DIGEST_KEY.c.digest == bindparam("of")
        )
        connection.execute(by_key, keyed)
    forms = {"listed": listed(row.form for row in gone if row.form is not None)}
    before = {row.form: row.number for row in connection.execute(COMPARED_OF_FORM, forms)}
    connection.execute(delete(DIGEST).where(DIGEST.c.document == document))
    left = [row for row in connection.execute(COMPARED_OF_FORM, forms) if row.number != before[row.form]]
    _put_keys(connection, ((keys_in(row.hashes), row.number) for row in left))
    connection.execute(COMPARE_AGAIN, {"listed": listed(row.number for row in left)})
    lost = {row.number for row in gone} - {before[row.form] for row in left}
    for layer, crowded in rings.items():
        met = met_again(crowded, lost, layer)
        connection.execute(COMPARE_AGAIN, {"listed": listed(met)})
        _settle_again(connection, layer, met)


def waiting(connection: Connection, layers: Sequence[str]) -> list[str]:
    """Documents with digests that wait to be settled, those not yet compared first, in the order in which they were stored: with them is
    settled most of what waits for others.
    """
    wanted = select(DIGEST.c.document).where(DIGEST.c.layer.in_(layers), DIGEST.c.component.is_(None))
    return list(dict.fromkeys(connection.scalars(wanted.order_by(DIGEST.c.is_linked, DIGEST.c.number))))


class StoredCollection:
    """What settling asks of a store, within one transaction. `kept` holds digests that were built from JSON before, by layer and id."""

    def __init__(self, connection: Connection, kept: dict[tuple[str, int], Any]) -> None:
        self._connection, self._kept = connection, kept

    def unlinked(self, layer: LayerLike, documents: Sequence[str]) -> list[Any]:
        """Digests of these documents that have not been compared with others yet."""
        rows = ask(self._connection, UNLINKED, of=layer.name, listed=listed(documents))
        return [self._built(layer, number, packed) for number, packed in rows]

    def sharing(self, layer: LayerLike, digests: Sequence[Any]) -> dict[str, list[Any]]:
        """By id of each of these digests, the stored ones of its layer that share a key with it, itself left out."""
        numbers: dict[str, int] = {}
        own: dict[int, list[int]] = {}
        for identity, number, hashes in self._rows(KEYS_OF, [digest.id for digest in digests]):
            numbers[identity] = number
            for key in keys_in(hashes):
                own.setdefault(key, []).append(number)
        pairs = pairs_to_compare(self._connection, layer.name, own)
        others = sorted({other for _, other in pairs})
        built = dict(zip(others, self._by_number(layer, others), strict=True))
        found: dict[int, list[Any]] = {}
        for one, other in sorted(pairs):
            found.setdefault(one, []).append(built[other])
        return {identity: found.get(number, []) for identity, number in numbers.items()}

    def put_links(self, layer: LayerLike, links: Sequence[Link], compared: Sequence[Any]) -> None:
        """Store links, and that these digests have been compared."""
        numbers = self._numbers({identity for link in links for identity in (link.one, link.other)})
        rows = [
            {
                "one": numbers[link.one],
                "other": numbers[link.other],
                "weight": link.weight,
                "reason": plain_text(link.reason),
            }
            for link in links
        ]
        write(self._connection, PUT_LINKS, rows)
        run(self._connection, COMPARED, listed=listed(digest.id for digest in compared))

    def touched(
        self, layer: LayerLike, documents: Sequence[str], compared: Sequence[Any]
    ) -> tuple[dict[str, Any], list[Link], dict[str, int]]:
        """What of these documents waits or was only now compared, with the whole of every component that it reaches; the links inside; the
        forms of those that have one.
        """
        new = {number for (number,) in ask(self._connection, WAITING_FOR, of=layer.name, listed=listed(documents))}
        new |= set(self._numbers([digest.id for digest in compared]).values())
        reached: set[int] = set()
        while new:
            near = {number for one, other, _, _ in self._links_of(new) for number in (one, other)}
            near |= {number for (number,) in self._rows(TWINS, new)}
            near -= reached | new
            reached |= new
            settled = self._of_components(layer, near)  # a component is closed: nothing more hangs on its members
            reached |= settled
            new = near - settled
        members = {digest.id: digest for digest in self._by_number(layer, sorted(reached))}
        rows = self._rows(IDS, reached)
        names = {number: identity for number, identity, _ in rows}
        inside = sorted(self._rows(LINKS[0], reached))
        links = [Link(names[one], names[other], weight, reason) for one, other, weight, reason in inside]
        return members, links, {identity: form for _, identity, form in rows if form is not None}

    def copies(self, stories: Sequence[str]) -> dict[str, frozenset[str]]:
        """Of these stories, which share passages with which, either way."""
        rows = ask(self._connection, OF_STORIES, of=COPIES_LAYER, listed=listed(stories))
        forms = {form for _, _, form in rows if form is not None}
        compared = {form: number for form, number, _ in self._rows(COMPARED_OF_FORM, forms)}
        alike: dict[int, set[str]] = {}
        for number, story, form in rows:
            alike.setdefault(compared.get(form, number), set()).add(story)
        near = {number: set(stories) for number, stories in alike.items()}
        for one, other, _, _ in self._rows(LINKS[0], alike):
            if other in alike:
                near[one] |= alike[other]
                near[other] |= alike[one]
        found = {story: frozenset(near[number] - {story}) for number, stories in alike.items() for story in stories}
        return dict.fromkeys(stories, frozenset()) | found

    def put_settled(self, layer: LayerLike, found: Sequence[SettledLike]) -> None:
        """Store components and their records in the place of those that their digests belonged to; what is the same stays as it stands."""
        numbers = self._numbers({identity for one in found for identity in one.members})
        standing: dict[int, str | None] = dict(self._rows(STANDING_IN, numbers.values()))
        roots = [root_name(min(numbers[identity] for identity in one.members)) for one in found]
        marks = [
            {"at": numbers[identity], "root": root}
            for root, one in zip(roots, found, strict=True)
            for identity in one.members
            if standing[numbers[identity]] != root
        ]
        write(self._connection, PUT_IN, marks)
        old = sorted({root for root in standing.values() if root is not None})
        there = _settled_in(self._connection, layer.name, old)
        stored = _bodies_of(self._connection, there)
        made = _made_results((root, one.records) for root, one in zip(roots, found, strict=True))
        other = [one for one in made if stored.get(one.key) != one.row["json"]]
        gone = stored.keys() - ({one.key for one in made} - {one.key for one in other})
        before = _forget_results(self._connection, {key: stored[key] for key in gone})
        came = {(one.root, *one.key) for one in made}
        left = [{"of": layer.name, "root": root, "kind": kind, "came": of} for root, kind, of in sorted(there - came)]
        write(self._connection, FORGET_ONE, left)
        _put_made(self._connection, other)
        if any(kind == "dispute" for kind, _ in gone):
            # What one of them rested on may be what another rests on that stays.
            staying = [one.plain for one in made if one.plain["type"] == "dispute"]
            raise_disputed(self._connection, (part for plain in staying for part in result_parts(plain)))
        write(
            self._connection,
            PUT_SETTLED,
            [one.settled(layer.name) for one in made if (one.root, *one.key) not in there],
        )
        if ask(self._connection, IS_ANEW, of=layer.name):
            new = (one.plain["id"] for one in other if one.plain["type"] in WATCHED)
            keep_before(self._connection, layer.name, before, new)
        else:
            write(self._connection, PUT_CHANGES, note_changes(before, (one.plain for one in other)))

    # --- digests by number ------------------------------------------------------------------------

    def _built(self, layer: LayerLike, number: int, packed: str) -> Any:
        kept = self._kept_one(layer, number)
        if kept is None:
            kept = self._kept[layer.name, number] = unpack(layer.type, packed)
            forget_oldest(self._kept)
        return kept

    def _kept_one(self, layer: LayerLike, number: int) -> Any:
        """A digest that is kept, which is the newest then: those of a large component are asked for again and again."""
        kept = self._kept.pop((layer.name, number), None)
        if kept is not None:
            self._kept[layer.name, number] = kept
        return kept

    def _by_number(self, layer: LayerLike, numbers: Sequence[int]) -> list[Any]:
        found = {number: kept for number in numbers if (kept := self._kept_one(layer, number)) is not None}
        missing = [number for number in numbers if number not in found]
        found |= {number: self._built(layer, number, packed) for number, packed in self._rows(BODIES, missing)}
        return [found[number] for number in numbers]

    def _numbers(self, ids: Collection[str]) -> dict[str, int]:
        return {identity: number for identity, number in self._rows(NUMBERS, ids)}  # noqa: C416

    def _of_components(self, layer: LayerLike, numbers: set[int]) -> set[int]:
        if not numbers:
            return set()
        return {number for (number,) in ask(self._connection, BESIDE, of=layer.name, listed=listed(numbers))}

    def _links_of(self, numbers: set[int]) -> list[tuple[Any, ...]]:
        return [row for question in LINKS for row in self._rows(question, numbers)]

    def _rows(self, question: Select[Any], values: Collection[str] | Collection[int]) -> list[tuple[Any, ...]]:
        """Rows for any of these values; none are asked for where there is no value."""
        return ask(self._connection, question, listed=listed(values)) if values else []


def forget_oldest(kept: dict[tuple[str, int], Any]) -> None:
    """Of more digests than are kept, those that came first go."""
    if len(kept) > MOST_KEPT:
        for key in list(islice(kept, len(kept) - MOST_KEPT * 3 // 4)):
            del kept[key]


def keep_before(connection: Connection, layer: str, before: Mapping[str, Row], new: Iterable[str] = ()) -> None:
    """Keep what records said before their layer was made anew, by id, and which are `new`: what changed is told when all is made."""
    rows = [{"layer": layer, "result": identity, "json": to_json_line(found)} for identity, found in before.items()]
    write(connection, PUT_BEFORE, rows)
    write(connection, PUT_BEFORE, [{"layer": layer, "result": identity, "json": ""} for identity in new])


def root_name(number: int) -> str:
    """The name of a component by the lowest number in it: those of new documents stand side by side, in the order of numbers."""
    return f"{number:012d}"


@dataclass(frozen=True, slots=True)
class _Made:
    """A record that came of a component: as a JSON object, and as the row of its table."""

    root: str
    key: tuple[str, str]
    """Its type and id."""
    plain: Row
    row: Row

    def settled(self, layer: str) -> Row:
        """The row that says of which component it came."""
        return {"layer": layer, "component": self.root, "type": self.plain["type"], "result": self.plain["id"]}


def _made_results(found: Iterable[tuple[str, Sequence[Any]]]) -> list[_Made]:
    """The records that came of components, by their names."""
    return [_Made(root, *_as_stored(record)) for root, records in found for record in records]


@lru_cache(MOST_MADE)
def _as_stored(record: Any) -> tuple[tuple[str, str], Row, Row]:
    """A record's type and id, itself as a JSON object and as the row of its table, none of which is changed: of a large component most are the
    same each time.
    """
    plain = to_object(record)
    number = {"number": result_number(plain)} if plain["type"] in INDEXED else {}
    return (plain["type"], plain["id"]), plain, storable(result_row(plain) | {"json": to_json_line(plain)} | number)


def put_results(connection: Connection, layer: str, found: Iterable[tuple[str, Sequence[Any]]]) -> None:
    """Store the records that came of components (by their names), with the ids of what they are made of."""
    made = _made_results(found)
    _put_made(connection, made)
    write(connection, PUT_SETTLED, [one.settled(layer) for one in made])


def _put_made(connection: Connection, made: Sequence[_Made]) -> None:
    rows: dict[str, list[Row]] = {}
    parts: list[Row] = []
    numbered: list[tuple[Row, int]] = []
    for one in made:
        kind, identity = one.key
        if kind in INDEXED:
            numbered.append((one.plain, one.row["number"]))
        rows.setdefault(kind, []).append(one.row)
        parts += [{"type": kind, "result": identity, "part": part} for part in sorted(result_parts(one.plain))]
    for kind, group in rows.items():
        forget_words(connection, kind, [row["id"] for row in group])
        write(connection, PUT_RESULTS[kind], group)
    if numbered:
        put_words(connection, numbered)
    write(connection, PUT_PARTS, parts)
    if "dispute" in rows:
        raise_disputed(connection, (row["part"] for row in parts if row["type"] == "dispute"))


def unsettle(connection: Connection, layer: str, roots: Sequence[str]) -> dict[str, Row]:
    """Take away the records of components, and say by id what they were; their digests wait to be settled again."""
    if not roots:
        return {}
    before = _forget_results(connection, _bodies_of(connection, _settled_in(connection, layer, roots)))
    run(connection, FORGET_SETTLED, of=layer, listed=listed(roots))
    run(connection, UNSETTLE, of=layer, listed=listed(roots))
    return before


def _settled_in(connection: Connection, layer: str, roots: Sequence[str]) -> set[tuple[str, str, str]]:
    """Component, type and id of what came of components."""
    return set(ask(connection, RESULTS_IN, of=layer, listed=listed(roots))) if roots else set()


def _bodies_of(connection: Connection, settled: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Records as they are stored, by type and id."""
    ids: dict[str, list[str]] = {}
    for _, kind, result in settled:
        ids.setdefault(kind, []).append(result)
    return {
        (kind, identity): packed
        for kind, results in ids.items()
        for identity, packed in ask(connection, RESULT_BODIES[kind], listed=listed(results))
    }


def _forget_results(connection: Connection, stored: Mapping[tuple[str, str], str]) -> dict[str, Row]:
    """Take away these records, and say by id what those were whose changes are noted."""
    gone: dict[str, list[str]] = {}
    for kind, identity in sorted(stored):
        gone.setdefault(kind, []).append(identity)
    if "dispute" in gone:
        lower_disputed(connection, gone["dispute"])
    for kind, results in gone.items():
        forget_words(connection, kind, results)
        run(connection, FORGET_RESULTS[kind], listed=listed(results))
        run(connection, FORGET_PARTS, kind=kind, listed=listed(results))
    return {identity: json.loads(packed) for (kind, identity), packed in stored.items() if kind in WATCHED}


def result_objects(connection: Connection, kind: str) -> Iterator[Row]:
    """Every record of a type that came of many documents, by id."""
    table = RESULTS[kind]
    yield from map(
        json.loads, connection.scalars(select(table.c.json).order_by(table.c.id).execution_options(yield_per=1000))
    )


def story_ids(found: Row) -> set[str]:
    """The stories that a record across documents names."""
    return {part for part in result_parts(found) if part.startswith("story-")}


def texts_of(
    connection: Connection, stories: Iterable[str], kept: dict[str, str] | None = None
) -> dict[str, tuple[str, str]]:
    """By story, its document and that document's clean text; `kept` has texts by document that were read before."""
    found: dict[str, tuple[str, str]] = {}
    texts = {} if kept is None else kept
    for story, document in connection.execute(DOCUMENTS_OF, {"listed": listed(stories)}).all():
        if document not in texts:
            packed = connection.scalars(select(DOCUMENT.c.json).where(DOCUMENT.c.id == document)).one()
            texts[document] = json.loads(packed)["text"]
        found[story] = (document, texts[document])
    return found


def across_problems(connection: Connection) -> Iterator[str]:
    """What is wrong with the records across documents: stories that are not stored, evidence that does not hold its words."""
    kept: dict[str, str] = {}
    for kind in RESULTS:
        for found in result_objects(connection, kind):
            yield from _problems_of(connection, found, kept)
            if len(kept) > MOST_TEXTS:
                kept.clear()


def _problems_of(connection: Connection, found: Row, kept: dict[str, str]) -> Iterator[str]:
    texts = texts_of(connection, story_ids(found), kept)
    for story in sorted(story_ids(found) - texts.keys()):
        yield f"{found['id']}: refers to {story}, which is not stored"
    for of, words, (start, end) in evidence_by_story(found):
        if of in texts and texts[of][1][start:end] != words:
            yield f"{found['id']}: the words at {start} to {end} of {of} are not {words[:40]!r}"
