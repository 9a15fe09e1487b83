"""What onrecord rests on: lock file, licences, cards, bill of materials. What needs a registry is done by `make supply`."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from supply.cards import MODELS, cards, check_models, files_in, licence_in, manifest
from supply.licences import ALLOWED, ALLOWED_BESIDE, check_table, is_within, read_table
from supply.lock import BESIDE, ROOT, RUN, normal, read_lock
from supply.sbom import bill

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_file_of_the_lock_has_its_hash() -> None:
    for locked in read_lock().values():
        assert locked.files, locked.name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", file.hash) for file in locked.files)


def test_every_dependency_is_locked_in_its_group() -> None:
    """Where this fails: `make lock`."""
    lock = read_lock()
    for group, needed in {RUN: PROJECT["dependencies"], **PROJECT["optional-dependencies"]}.items():
        for words in needed:
            name = normal(re.split(r"[\s\[<>=;!~]", words)[0])
            assert group in lock[name].groups, words


def test_licences_are_listed_and_allowed() -> None:
    assert list(check_table(read_lock(), read_table())) == []


def test_what_is_not_allowed_is_named() -> None:
    lock, table = read_lock(), read_table()
    table["click"] = replace(table["click"], licence="GPL-3.0-or-later")
    table["gone"] = replace(table["click"], name="gone", licence="MIT")
    del table["h11"]
    wrong = "\n".join(check_table(lock, table))
    for name in ("click is GPL-3.0-or-later", "gone is not in uv.lock", "h11: in uv.lock but not in"):
        assert name in wrong


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [("MIT", True), ("MIT AND BSD-3-Clause", True), ("MIT AND MPL-2.0", False), ("GPL-3.0-only OR MIT", True), ("CC-BY-NC-4.0", False)],
)  # fmt: skip
def test_expressions(expression: str, is_allowed: bool) -> None:
    assert is_within(expression, ALLOWED) is is_allowed


def test_no_list_has_a_licence_that_forbids_trade() -> None:
    assert not [name for name in ALLOWED_BESIDE if "NC" in name or "AGPL" in name]


@pytest.mark.thorough
def test_what_ships_imports_nothing_that_only_tests_or_training_bring() -> None:
    beside = {name.replace("-", "_") for name, locked in read_lock().items() if locked.groups <= BESIDE}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not {name.split(".")[0] for name in names} & beside, path


def test_cards_are_whole() -> None:
    assert list(check_models()) == []


def test_a_card_that_says_less_is_named(tmp_path: Path) -> None:
    for path in MODELS.glob("*.md"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    listed = manifest()
    (tmp_path / "manifest.json").write_text(json.dumps(listed | {"lines.npz": "0" * 64, "other.npz": "1" * 64}))
    card = tmp_path / "words.md"
    card.write_text(card.read_text(encoding="utf-8").replace("`Apache-2.0`", "`CC-BY-NC-4.0`").replace("**Limits.**", "**Bounds.**"), encoding="utf-8")  # fmt: skip
    wrong = "\n".join(check_models(tmp_path))
    for words in ("sha256 of lines.npz", "other.npz: stands in 0 cards", "does not say: Limits", "CC-BY-NC-4.0"):
        assert words in wrong


def test_the_bill_has_everything_once_and_is_always_the_same() -> None:
    found = bill()
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(refs) == len(set(refs))
    assert found == bill()
    assert all(one["licenses"] for one in found["components"])
    needed = {ref for one in found["dependencies"] for ref in [one["ref"], *one["dependsOn"]]}
    assert needed <= {*refs, "onrecord"}
    names = {one["name"] for one in found["components"]}
    assert {"lxml", "trafilatura", "reader.onnx", "d3.min.js"} <= names
    assert not names & {"hypothesis", "torch", "followthemoney"}


def test_models_in_the_bill_are_the_ones_that_ship() -> None:
    hashes = {one["name"]: one["hashes"][0]["content"] for one in bill()["components"] if one["type"] == "machine-learning-model"}  # fmt: skip
    for name, digest in hashes.items():
        assert hashlib.sha256((MODELS / name).read_bytes()).hexdigest() == digest
    assert set(hashes) == {name for card in cards().values() for name in files_in(card, manifest())} == set(manifest())
    assert {licence_in(card) for card in cards().values()} == {"Apache-2.0", "CC-BY-4.0"}


def test_the_package_is_typed() -> None:
    assert (ROOT / "src" / "onrecord" / "py.typed").exists()
    assert "Typing :: Typed" in PROJECT["classifiers"]
