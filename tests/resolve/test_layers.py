"""What is stored across documents hangs on how each layer makes its keys and links: when that changes the layer's version does.

`python -m tests.resolve.test_layers` writes `layers.json` anew, with what the layers make of the digests in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from onrecord.resolve import LAYERS
from onrecord.resolve.layers import Layer, all_links, keyed, settle_components
from onrecord.serialize import to_json, unpack
from onrecord.store.keys import key_numbers

FILE = Path(__file__).with_name("layers.json")


def shape(cls: Any) -> Any:
    """The fields of a digest, and of what stands in them."""
    if not is_dataclass(cls):
        return [shape(part) for part in get_args(cls)] or getattr(cls, "__name__", str(cls))
    hints = get_type_hints(cls)
    return {one.name: shape(hints[one.name]) for one in fields(cls)}


def made(layer: Layer[Any], packed: list[str]) -> dict[str, Any]:
    """The versions of a layer, and hashes of what it makes of these digests."""
    digests = [unpack(layer.type, one) for one in packed]
    keys = [(one.digest.id, key_numbers(layer.name, one.keys), one.form, one.rank) for one in keyed(layer, digests)]
    links = all_links(layer, digests)
    settled = settle_components(layer, {one.id: one for one in digests}, links, {})
    return {
        "version": layer.version,
        "reading": layer.reading,
        "shape": _hash(shape(layer.type)),
        "keys": _hash(sorted(keys)),
        "links": _hash([(one.one, one.other, round(one.weight, 2), one.reason) for one in links]),
        "records": _hash([to_json(record) for one in settled for record in one.records]),
    }


def _hash(value: Any) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=8).hexdigest()


def held() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_what_is_stored_changes_with_a_version_alone(layer: Layer[Any]) -> None:
    """Where this fails, raise the `version` of the layer (its `reading` too where the shape of digests changed), and write the file anew."""
    wanted = held()[layer.name]
    found = made(layer, wanted.pop("digests"))
    if found["version"] == wanted["version"]:
        assert found == wanted
    else:
        assert found["version"] > wanted["version"], "a version only rises"
        pytest.fail("write tests/resolve/layers.json anew: python -m tests.resolve.test_layers")


def test_a_layer_that_says_nothing_is_of_the_first_version() -> None:
    assert all(layer.version >= 1 and layer.reading >= 1 for layer in LAYERS)


def test_keys_of_one_name_stand_side_by_side() -> None:
    keys = [
        f"{name}|{when}|{what}"
        for name in ("drevna", "orvale")
        for when in (1, 2)
        for what in ("shell", "kill", "deny")
    ]
    numbers = {number: key for key in keys for number in key_numbers("colours", (key,))}
    assert len(numbers) == len(keys)
    names = [numbers[number].rpartition("|")[0] for number in sorted(numbers)]
    assert len(set(names)) == sum(one != other for one, other in zip(names, [None, *names], strict=False))
    assert key_numbers("colours", keys) == tuple(sorted(numbers))
    assert not set(key_numbers("shapes", keys)) & numbers.keys()
    assert all(-(2**63) <= number < 2**63 for number in numbers)


def write_anew() -> None:
    """With the digests that are there."""
    found = {name: made(layer, kept["digests"]) | {"digests": kept["digests"]} for name, kept in held().items() for layer in LAYERS if layer.name == name}  # fmt: skip
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_anew()
