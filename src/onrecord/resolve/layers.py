"""What the layers of `resolve` have in common, so that one engine keeps all of them up to date.

A layer says four things, each a pure function:

- `digest`: what of a story it needs to know, as small frozen values that can be stored as JSON;
- `keys`: two digests that share no key are never compared, so that a new document is compared with few of many. A store keeps keys that
  have the same words before a bar (`|`) side by side, so that it is cheaper to give ten of one name than ten of ten;
- `link`: whether two digests belong together, from these two alone (nothing counted over the collection), in either order;
- `settle`: what a component of linked digests amounts to, from its members and links alone, in whatever order they come.

So a result depends on the set of documents and not on the order in which they came, and a new document costs what its own
components cost. A report that is printed forty times is compared once: see `form`. Of a key that very many digests have only those
are compared that stand beside one another: see `onrecord.model.blocks`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Generic, Protocol, TypeVar

from onrecord.model import COPIES_LAYER, Across, Commitment, Copy, Dispute, Incident, KeyedDigest, Link, StoryReading
from onrecord.model.blocks import is_crowded, make_rank, pairs_beside, reach_of


class Digest(Protocol):
    """What every digest has; the rest is its layer's own."""

    @property
    def id(self) -> str:
        """A content id that holds the story: no two stories share a digest."""
        ...

    @property
    def story(self) -> str:
        """The story it was made from."""
        ...


D = TypeVar("D", bound=Digest)
Node = TypeVar("Node", str, tuple[str, str, int])
"""What is linked: an id, or an answer (see `disputes.settling`)."""
Copies = Mapping[str, frozenset[str]]
"""Of a story the stories that it shares passages with, either way, so that one report is not counted twice."""


@dataclass(frozen=True, slots=True)
class Layer(Generic[D]):
    """One kind of thing that is known across documents only. `settle` gives records: `Copy`, `Incident`, `Dispute`, `Commitment`.

    `form` is what of a digest `keys` and `link` look at, beside which digests are of one story: a value whose `repr` says all of it.
    Two stories whose digests have the same forms are twins: the digests of one are compared, and each of the other's is
    linked to its twin, with `TWIN` for a reason. A layer without it has no twins.

    `day` is when a digest was told (ISO 8601), the same for twins: of many digests under one key those near in time are compared.

    `version` rises with every change to what `keys`, `form`, `day` or `link` give, or to how records are settled: then what is stored is keyed,
    linked and settled anew, from the stored digests. `reading` rises, and `version` with it, when `digest` keeps something else of a story:
    that cannot be made again from what is stored, and the documents are named to be read anew.
    """

    name: str
    type: type[D]
    digest: Callable[[StoryReading], tuple[D, ...]]
    keys: Callable[[D], frozenset[str]]
    link: Callable[[D, D], Link | None]
    settle: Callable[[Sequence[D], Sequence[Link], Copies], tuple[Any, ...]]
    form: Callable[[D], Any] | None = None
    day: Callable[[D], str | None] | None = None
    version: int = 1
    reading: int = 1


MOST_OF_STORY = 12
"""Digests of one story that share a key: a story that says more that is nearly the same says it of itself alone."""
PLACES = 2**16
"""Digests of one story that have forms of their own."""
TWIN = "the same in every word that is looked at"
"""The reason of a link between digests of twins."""


def keyed(layer: Layer[D], digests: Iterable[D]) -> tuple[KeyedDigest, ...]:
    """The digests of whole stories with what a store must know of them."""
    found = tuple(digests)
    forms = forms_of(layer, found)
    keys = _keys_of(layer, found, forms)
    return tuple(
        KeyedDigest(
            layer.name,
            digest,
            keys[digest.id],
            forms.get(digest.id),
            _rank(layer, digest, forms),
            layer.version,
            layer.reading,
        )
        for digest in found
    )


def _keys_of(layer: Layer[D], digests: Collection[D], forms: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """The keys of the digests of whole stories; of one that too many of a story have, only the first few by rank keep it."""
    sharing: dict[tuple[str, str], list[D]] = {}
    for digest in digests:
        for key in layer.keys(digest):
            sharing.setdefault((digest.story, key), []).append(digest)
    found: dict[str, list[str]] = {digest.id: [] for digest in digests}
    for (_, key), same in sharing.items():
        if len(same) > MOST_OF_STORY:
            same = sorted(same, key=lambda digest: (_rank(layer, digest, forms), digest.id))[:MOST_OF_STORY]
        for digest in same:
            found[digest.id].append(key)
    return {identity: frozenset(own) for identity, own in found.items()}


def _rank(layer: Layer[D], digest: D, forms: Mapping[str, int]) -> int:
    return make_rank(layer.day(digest) if layer.day else None, forms.get(digest.id), digest.id)


def forms_of(layer: Layer[D], digests: Iterable[D]) -> dict[str, int]:
    """Of the digests of whole stories a number of 64 bits each, the same for twins and for nothing else; none in a layer without twins.

    Those of one story are neighbours, which a store looks up and writes in one place.
    """
    if layer.form is None:
        return {}
    by_story: dict[str, list[tuple[str, str]]] = {}
    for digest in digests:
        by_story.setdefault(digest.story, []).append((repr(layer.form(digest)), digest.id))
    forms: dict[str, int] = {}
    for own in by_story.values():
        told = hashlib.blake2b(layer.name.encode(), digest_size=8)
        for form, _ in sorted(own):
            told.update(form.encode("utf-8", "surrogatepass"))
        first = int.from_bytes(told.digest(), "little", signed=True) & -PLACES
        for place, (_, identity) in enumerate(sorted(own)):
            forms[identity] = first + place % PLACES
    return forms


def with_twins(forms: Mapping[str, int], links: Iterable[Link]) -> tuple[Link, ...]:
    """These links, each between the first of all twins on either side, and one from that to every other twin; in the order of their ids."""
    first: dict[int, str] = {}
    for identity in sorted(forms):
        first.setdefault(forms[identity], identity)
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        one, other = (first[forms[identity]] if identity in forms else identity for identity in (link.one, link.other))
        if one > other:
            one, other = other, one
        found[one, other] = (
            link if (one, other) == (link.one, link.other) else Link(one, other, link.weight, link.reason)
        )
    for identity, form in forms.items():
        if first[form] != identity:
            found[first[form], identity] = Link(first[form], identity, 1.0, TWIN)
    return tuple(found[pair] for pair in sorted(found))


def split_twins(links: Iterable[Link]) -> tuple[dict[str, list[str]], list[Link]]:
    """By the first of twins the others; and the links that are left."""
    twins: dict[str, list[str]] = {}
    rest: list[Link] = []
    for link in links:
        if link.reason == TWIN:
            twins.setdefault(link.one, []).append(link.other)
        else:
            rest.append(link)
    return twins, rest


def linked_pairs(links: Iterable[Link]) -> Iterable[tuple[str, str]]:
    """Every pair of digests that these links put together: what is linked to one of twins is to all of them, and they are to each other."""
    twins, rest = split_twins(links)
    for link in rest:
        yield from product([link.one, *twins.get(link.one, ())], [link.other, *twins.get(link.other, ())])
    for one, others in twins.items():
        yield from combinations([one, *others], 2)


def settle_all(layer: Layer[D], digests: Iterable[D], copies: Copies | None = None) -> tuple[Any, ...]:
    """Everything that a layer finds in these digests, without a store; results in the order of their ids."""
    members = {digest.id: digest for digest in digests}
    return _settled(layer, members, all_links(layer, members.values()), copies or {})


def settle_layers(layers: Iterable[Layer[Any]], digests: Iterable[KeyedDigest]) -> Across:
    """What these digests amount to, layer by layer, without a store."""
    by_layer: dict[str, dict[str, Any]] = {}
    for keyed in digests:
        by_layer.setdefault(keyed.layer, {})[keyed.digest.id] = keyed.digest
    found: list[Any] = []
    copies: Copies = {}
    for layer in layers:
        members = by_layer.get(layer.name, {})
        links = all_links(layer, members.values())
        if layer.name == COPIES_LAYER:
            copies = share_passages((members[one].story, members[other].story) for one, other in linked_pairs(links))
        found += _settled(layer, members, links, copies)
    return Across(
        tuple(one for one in found if isinstance(one, Copy)),
        tuple(one for one in found if isinstance(one, Incident)),
        tuple(one for one in found if isinstance(one, Dispute)),
        tuple(one for one in found if isinstance(one, Commitment)),
    )


def _settled(layer: Layer[D], members: Mapping[str, D], links: Sequence[Link], copies: Copies) -> tuple[Any, ...]:
    settled = settle_components(layer, members, links, copies)
    return tuple(sorted((record for one in settled for record in one.records), key=lambda record: record.id))


@dataclass(frozen=True, slots=True)
class Settled:
    """What a component amounts to: the ids of its digests in order, and the records that came of them."""

    members: tuple[str, ...]
    records: tuple[Any, ...]


def settle_components(
    layer: Layer[D], members: Mapping[str, D], links: Sequence[Link], copies: Copies
) -> tuple[Settled, ...]:
    """Each component of these digests with its records, whatever the order of digests and links."""
    parts = components(members, links)
    number = {identity: place for place, ids in enumerate(parts) for identity in ids}
    inside: list[list[Link]] = [[] for _ in parts]
    for link in sorted(links, key=lambda link: (link.one, link.other)):
        inside[number[link.one]].append(link)
    return tuple(
        Settled(ids, layer.settle([members[identity] for identity in ids], own, copies))
        for ids, own in zip(parts, inside, strict=True)
    )


def share_passages(pairs: Iterable[tuple[str, str]]) -> Copies:
    """Of each story in these pairs, which others it shares passages with."""
    near: dict[str, set[str]] = {}
    for one, other in pairs:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    return {story: frozenset(others) for story, others in near.items()}


def all_links(layer: Layer[D], digests: Iterable[D]) -> tuple[Link, ...]:
    """The links between the digests of whole stories, each once, in the order of their ids; of twins only the first is compared."""
    members = {digest.id: digest for digest in digests}
    forms = forms_of(layer, members.values())
    compared: dict[str | int, str] = {}
    for identity in sorted(members):
        compared.setdefault(forms.get(identity, identity), identity)
    blocks: dict[str, list[str]] = {}
    keys = _keys_of(layer, members.values(), forms)
    for identity in compared.values():
        for key in keys[identity]:
            blocks.setdefault(key, []).append(identity)
    pairs: set[tuple[str, str]] = set()
    for block in blocks.values():
        if is_crowded(len(block), layer.name):
            ring = sorted(block, key=lambda identity: (_rank(layer, members[identity], forms), identity))
            pairs.update((min(pair), max(pair)) for pair in pairs_beside(ring, reach_of(layer.name)))
        else:
            pairs.update(combinations(block, 2))
    found = (layer.link(members[one], members[other]) for one, other in sorted(pairs))
    return with_twins(forms, (link for link in found if link is not None))


def components(ids: Iterable[str], links: Iterable[Link]) -> tuple[tuple[str, ...], ...]:
    """The ids in components of what is linked, each in order, in the order of their smallest id."""
    return connected(ids, ((link.one, link.other) for link in links))


def connected(ids: Iterable[Node], pairs: Iterable[tuple[Node, Node]]) -> tuple[tuple[Node, ...], ...]:
    """These ids and those in the pairs, in components, each in order, in the order of their smallest id."""
    near: dict[Node, list[Node]] = {identity: [] for identity in ids}
    for one, other in pairs:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    found: list[tuple[Node, ...]] = []
    seen: set[Node] = set()
    for start in sorted(near):
        if start in seen:
            continue
        component, waiting = {start}, [start]
        while waiting:
            for there in near[waiting.pop()]:
                if there not in component:
                    component.add(there)
                    waiting.append(there)
        seen |= component
        found.append(tuple(sorted(component)))
    return tuple(found)
