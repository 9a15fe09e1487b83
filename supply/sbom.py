"""A bill of materials in CycloneDX 1.6: `python -m supply.sbom [--out FILE]`.

Every distribution that a user's install may bring, with the sha256 of its files and its licence, what needs what, the trained models with
theirs, and the scripts of others that ship. The same lock file gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from supply.cards import MODELS, cards, files_in, licence_in, manifest
from supply.licences import read_table
from supply.lock import OWN, ROOT, RUN, Locked, read_lock

Found = dict[str, Any]
VENDOR = ROOT / "src" / "onrecord" / "desk" / "static" / "vendor"


def bill() -> Found:
    """The whole bill."""
    lock = {name: locked for name, locked in read_lock().items() if locked.is_shipped_with}
    table = read_table()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    root = {"type": "application", "bom-ref": OWN, "name": OWN, "version": version, "purl": f"pkg:pypi/{OWN}@{version}", "licenses": _licence("Apache-2.0")}  # fmt: skip
    parts = [*(part for locked in lock.values() for part in _distributions(locked, table[locked.name].licence)), *_models(version), *_vendored()]  # fmt: skip
    found: Found = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": parts,
        "dependencies": [*_needs(lock), {"ref": OWN, "dependsOn": sorted(_refs(lock, RUN))}],
    }
    # Made from what it says, so that the same bill has the same number.
    found["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(found, sort_keys=True)).urn
    return found


def _distributions(locked: Locked, licence: str) -> Iterator[Found]:
    for version in locked.versions:
        yield {
            "type": "library",
            "bom-ref": _ref(locked.name, version),
            "name": locked.name,
            "version": version,
            "purl": f"pkg:pypi/{locked.name}@{version}",
            "scope": "required" if RUN in locked.groups else "optional",
            "licenses": _licence(licence),
            "externalReferences": [{"type": "distribution", "url": file.url, "hashes": [_hash(file.hash)]} for file in locked.files if file.version == version],
        }  # fmt: skip


def _models(version: str) -> Iterator[Found]:
    listed = manifest()
    for path, card in cards(MODELS).items():
        for name in files_in(card, listed):
            yield {
                "type": "machine-learning-model",
                "bom-ref": f"model:{name}",
                "name": name,
                "version": version,
                "description": f"described in src/onrecord/models/{path.name}",
                "licenses": _licence(licence_in(card) or "NOASSERTION"),
                "hashes": [{"alg": "SHA-256", "content": listed[name]}],
            }


def _vendored() -> Iterator[Found]:
    """The rows of the table in `static/vendor/README.md`: file, package, version, licence, where it is in the package, sha256."""
    for line in (VENDOR / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) == 6 and re.fullmatch("[0-9a-f]{64}", cells[5]) and "LICENSE" not in cells[0]:
            name, package, version, licence, _, digest = cells
            yield {
                "type": "file" if name.endswith(".json") else "library",
                "bom-ref": f"file:{name}",
                "name": name,
                "version": version,
                "purl": f"pkg:npm/{package}@{version}",
                "licenses": _licence(licence.partition(";")[0]),
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }


def _licence(expression: str) -> list[Found]:
    return [{"expression": expression}]


def _hash(words: str) -> Found:
    return {"alg": "SHA-256", "content": words.removeprefix("sha256:")}


def _ref(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _refs(lock: dict[str, Locked], group: str) -> set[str]:
    return {_ref(one.name, version) for one in lock.values() if group in one.groups for version in one.versions}


def _needs(lock: dict[str, Locked]) -> Iterator[Found]:
    for locked in lock.values():
        needed = sorted({_ref(name, version) for name in locked.needs if name in lock for version in lock[name].versions})  # fmt: skip
        for version in locked.versions:
            yield {"ref": _ref(locked.name, version), "dependsOn": needed}


SCHEMA = "http://cyclonedx.org/schema/"


def validate(found: Found) -> list[str]:
    """What is wrong with a bill by the schema of CycloneDX 1.6; nothing is fetched. Needs `cyclonedx-python-lib` for its copy of the schema
    and `jsonschema-rs`: the validator of the former takes minutes for a bill of this size.
    """
    from importlib.resources import files

    import jsonschema_rs

    folder = files("cyclonedx.schema").joinpath("_res")
    named = {name: json.loads(folder.joinpath(f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8")) for name in ("bom-1.6", "spdx", "jsf-0.82")}  # fmt: skip
    beside = [(f"{SCHEMA}{name}.SNAPSHOT.schema.json", named[name]) for name in ("spdx", "jsf-0.82")]
    check = jsonschema_rs.validator_for(named["bom-1.6"], registry=jsonschema_rs.Registry(beside))
    return [str(error) for error in check.iter_errors(found)]


def main() -> int:
    """Write the bill; with --validate say whether it is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="a file; standard output where it is not given")
    parser.add_argument("--validate", action="store_true", help="check it by CycloneDX's schema")
    given = parser.parse_args()
    found = bill()
    words = json.dumps(found, indent=1, sort_keys=True) + "\n"
    if given.validate and (wrong := validate(found)):
        print(f"not a bill by CycloneDX 1.6: {wrong[0][:500]}", file=sys.stderr)
        return 1
    if given.out is None:
        sys.stdout.write(words)
    else:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(words, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
