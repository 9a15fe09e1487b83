"""New documents are set against what is stored: their digests are compared with the few that share a key, and what they touch is settled anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from onrecord.model import Link
from onrecord.resolve.layers import Copies, Layer, Settled, settle_components, with_twins


class Collection(Protocol):
    """What settling asks of a store."""

    def unlinked(self, layer: Layer[Any], documents: Sequence[str]) -> Sequence[Any]:
        """Digests of these documents that have not been compared with others yet, and have no twin that has or will be."""
        ...

    def sharing(self, layer: Layer[Any], digests: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
        """By id of each of these digests, the stored ones of its layer that share a key with it, itself left out."""
        ...

    def put_links(self, layer: Layer[Any], links: Sequence[Link], compared: Sequence[Any]) -> None:
        """Store links, and that these digests have been compared."""
        ...

    def touched(
        self, layer: Layer[Any], documents: Sequence[str], compared: Sequence[Any]
    ) -> tuple[Mapping[str, Any], Sequence[Link], Mapping[str, int]]:
        """The digests of these documents that wait to be settled, and those only now compared (another new document may have reached
        them before), with everything in the components that they reach; the links inside; the forms of those that have one.
        """
        ...

    def copies(self, stories: Sequence[str]) -> Copies:
        """Of these stories, which share passages with which: the links of the layer `copies`, not its records, which say no more than is new."""
        ...

    def put_settled(self, layer: Layer[Any], found: Sequence[Settled]) -> None:
        """Store components and their records in the place of those that their digests belonged to."""
        ...


def settle_documents(layer: Layer[Any], documents: Sequence[str], collection: Collection) -> None:
    """Bring one layer up to date with documents whose digests are stored. The result depends on what is stored, and neither on the order
    nor on which documents are settled together.
    """
    new = collection.unlinked(layer, documents)
    links: dict[tuple[str, str], Link] = {}
    near = collection.sharing(layer, new)
    seen: set[tuple[str, str]] = set()
    for digest in new:
        for other in near[digest.id]:
            pair = (min(digest.id, other.id), max(digest.id, other.id))
            if pair not in seen and (found := layer.link(digest, other)) is not None:
                links[pair] = found
            seen.add(pair)
    collection.put_links(layer, list(links.values()), new)
    members, inside, forms = collection.touched(layer, documents, new)
    copies = collection.copies(sorted({digest.story for digest in members.values()}))
    collection.put_settled(layer, settle_components(layer, members, with_twins(forms, inside), copies))
