"""Stored digests get the keys of a new version of their layer: some documents a transaction, from the digests alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from onrecord.errors import CorruptStore
from onrecord.model import COPIES_LAYER, KeyedDigest
from onrecord.serialize import unpack
from onrecord.store.across import LAYER_IS, RESULT_BODIES, LayerLike, keep_before, root_name, unsettle
from onrecord.store.arriving import PUT_CHANGES, WATCHED, note_changes
from onrecord.store.driver import ask, run, write
from onrecord.store.keys import key_numbers, keys_in, pack_keys
from onrecord.store.lists import LISTED, listed
from onrecord.store.tables import DIGEST, DIGEST_KEY, DIGEST_LINK, RESULT_BEFORE
from onrecord.store.versions import Made, made_by, put_made

AT_ONCE = 300
"""Digests of a layer that are keyed anew in one transaction, and the rest of the last one's document."""
NEXT = (
    select(DIGEST.c.document)
    .where(LAYER_IS, DIGEST.c.number > bindparam("after"))
    .order_by(DIGEST.c.number)
    .limit(bindparam("most"))
)
OF_DOCUMENTS = (
    select(DIGEST.c.number, DIGEST.c.json, DIGEST.c.hashes, DIGEST.c.component)
    .where(LAYER_IS, DIGEST.c.document.in_(LISTED))
    .order_by(DIGEST.c.number)
)
OTHER_COMPONENTS = (
    select(DIGEST.c.layer, DIGEST.c.component)
    .where(DIGEST.c.document.in_(LISTED), DIGEST.c.layer != bindparam("of"), DIGEST.c.component.is_not(None))
    .distinct()
)
OF_STORIES = (
    select(DIGEST.c.component)
    .where(LAYER_IS, DIGEST.c.component.in_(LISTED))
    .group_by(DIGEST.c.component)
    .having(func.count(DIGEST.c.story.distinct()) > 1)
)
CUT = tuple(delete(DIGEST_LINK).where(column.in_(LISTED)) for column in (DIGEST_LINK.c.one, DIGEST_LINK.c.other))
FORMS_BEFORE = select(DIGEST.c.form).where(DIGEST.c.form.in_(LISTED), DIGEST.c.number <= bindparam("upto")).distinct()
BEFORE = (
    select(RESULT_BEFORE.c.result, RESULT_BEFORE.c.json)
    .where(RESULT_BEFORE.c.layer == bindparam("of"))
    .order_by(RESULT_BEFORE.c.result)
    .limit(bindparam("most"))
)
FORGET_BEFORE = delete(RESULT_BEFORE).where(
    RESULT_BEFORE.c.layer == bindparam("of"), RESULT_BEFORE.c.result.in_(LISTED)
)
TAKE_KEYS = delete(DIGEST_KEY).where(DIGEST_KEY.c.key == bindparam("a_key"), DIGEST_KEY.c.digest == bindparam("of"))
PUT_KEYS = insert(DIGEST_KEY).prefix_with("OR IGNORE")
KEYED = (
    update(DIGEST)
    .where(DIGEST.c.number == bindparam("at"))
    .values({name: bindparam(f"a_{name}") for name in ("hashes", "form", "rank", "is_linked", "is_old", "component")})
)


def key_again(
    connection: Connection, layer: LayerLike, make_keys: Callable[[Sequence[Any]], Sequence[KeyedDigest]]
) -> int:
    """Key the digests of some more documents anew, which then wait to be compared and settled; how many documents, 0 where all are keyed.

    `make_keys` gives the digests of whole stories with their keys, in their order. What an older program kept in a form that cannot be read is
    compared with nothing until its document is read anew.
    """
    made = made_by(connection, [(layer.name, layer)])[layer.name]
    if made.keyed_to is None:
        return 0
    next_ones = ask(connection, NEXT, of=layer.name, after=made.keyed_to, most=AT_ONCE)
    documents = list(dict.fromkeys(document for (document,) in next_ones))
    if documents:
        _key_documents(connection, layer, made, documents, make_keys)
    else:
        put_made(connection, layer.name, Made(made.version, made.reading, None, made.read_to))
    return len(documents)


def _key_documents(
    connection: Connection,
    layer: LayerLike,
    made: Made,
    documents: Sequence[str],
    make_keys: Callable[[Sequence[Any]], Sequence[KeyedDigest]],
) -> None:
    rows = ask(connection, OF_DOCUMENTS, of=layer.name, listed=listed(documents))
    _take_apart(connection, layer, documents, rows)
    built = {number: digest for number, packed, *_ in rows if (digest := _built(layer, packed)) is not None}
    keyed = dict(zip(built, make_keys(list(built.values())), strict=True))
    twins = _are_twins(connection, keyed, made.keyed_to or 0)
    numbers = {number: key_numbers(layer.name, one.keys) for number, one in keyed.items()}
    changed = [
        _changed(number, keyed.get(number), numbers.get(number, ()), is_twin=number in twins, read_to=made.read_to)
        for number, *_ in rows
    ]
    write(connection, KEYED, changed)
    own = {number: () if number in twins else keys for number, keys in numbers.items()}
    _replace_keys(connection, {number: set(keys_in(hashes)) for number, _, hashes, _ in rows}, own)
    put_made(connection, layer.name, Made(made.version, made.reading, rows[-1][0], made.read_to))


def _are_twins(connection: Connection, keyed: Mapping[int, KeyedDigest], upto: int) -> set[int]:
    """Which of these digests, in the order of numbers, have a twin among them or among those keyed before."""
    forms = {one.form for one in keyed.values() if one.form is not None}
    seen: set[int | None] = {form for (form,) in ask(connection, FORMS_BEFORE, listed=listed(forms), upto=upto)}
    found = set()
    for number, one in keyed.items():
        if one.form is not None:
            if one.form in seen:
                found.add(number)
            seen.add(one.form)
    return found


def _replace_keys(connection: Connection, before: Mapping[int, set[int]], after: Mapping[int, Sequence[int]]) -> None:
    """The keys of digests, by number, that they had and that they have."""
    gone = sorted((key, number) for number, keys in before.items() for key in keys.difference(after.get(number, ())))
    come = sorted((key, number) for number, keys in after.items() for key in keys)
    write(connection, TAKE_KEYS, [{"a_key": key, "of": number} for key, number in gone])
    write(connection, PUT_KEYS, [{"key": key, "digest": number} for key, number in come])


def _built(layer: LayerLike, packed: str) -> Any:
    """The digest of a line of JSON; None where another program wrote what this one does not know."""
    try:
        return unpack(layer.type, packed)
    except CorruptStore:
        return None


def _changed(
    number: int, one: KeyedDigest | None, keys: Sequence[int], *, is_twin: bool, read_to: int
) -> dict[str, Any]:
    """The row of a digest: it waits with its new keys, or, where it cannot be read, for nothing."""
    return {
        "at": number,
        "a_hashes": pack_keys(keys),
        "a_form": one.form if one else None,
        "a_rank": one.rank if one else None,
        "a_is_linked": int(is_twin or one is None),
        "a_is_old": int(one is None or number <= read_to),
        "a_component": None if one else root_name(number),
    }


def _take_apart(
    connection: Connection, layer: LayerLike, documents: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Take away the links of these digests, which are all that their documents have in a layer, and the records that came of them.

    What counts copies is settled anew with them. What the records said is kept until all is settled.
    """
    numbers = listed(number for number, *_ in rows)
    for cut in CUT:
        run(connection, cut, listed=numbers)
    roots = {layer.name: list(dict.fromkeys(component for *_, component in rows if component is not None))}
    if layer.name == COPIES_LAYER:
        for name, root in ask(connection, OTHER_COMPONENTS, of=layer.name, listed=listed(documents)):
            roots.setdefault(name, []).append(root)
    for name, found in roots.items():
        if name != layer.name:
            found = list(chain.from_iterable(ask(connection, OF_STORIES, of=name, listed=listed(found))))
        keep_before(connection, name, unsettle(connection, name, found))


def tell_before(connection: Connection, layer: str) -> int:
    """Note what changed in some more records of a layer that is made anew and settled; how many, 0 where all are told of."""
    rows = ask(connection, BEFORE, of=layer, most=AT_ONCE)
    ids = listed(identity for identity, _ in rows)
    before = {identity: json.loads(packed) for identity, packed in rows if packed}
    now = [json.loads(packed) for kind in WATCHED for _, packed in ask(connection, RESULT_BODIES[kind], listed=ids)]
    write(connection, PUT_CHANGES, note_changes(before, now))
    run(connection, FORGET_BEFORE, of=layer, listed=ids)
    return len(rows)
