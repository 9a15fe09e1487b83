"""What a worker hands over: the same values, pickled by their fields."""

from __future__ import annotations

import copyreg
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.engines.handing import handed_classes, pickle_by_fields
from onrecord.engines.shards import PortionRead
from onrecord.intake import IntakeOptions, read_documents
from onrecord.model import Document
from onrecord.pipeline import read_document

SAMPLE = Path(__file__).parents[2] / "samples" / "harbour_courier_page.txt"


@pytest.fixture
def as_before() -> Iterator[None]:
    """What this process pickles afterwards is pickled as ever."""
    table = dict(copyreg.dispatch_table)
    yield
    copyreg.dispatch_table.clear()
    copyreg.dispatch_table.update(table)
    pickle_by_fields.cache_clear()


def found_in_sample() -> PortionRead:
    documents = [one for one in read_documents([str(SAMPLE)], options=IntakeOptions()) if isinstance(one, Document)]
    return PortionRead(tuple(read_document(one) for one in documents), (), 0)


def classes_in(value: Any) -> Iterator[type]:
    if isinstance(value, (tuple, list, frozenset, set)):
        for part in value:
            yield from classes_in(part)
    elif isinstance(value, dict):
        yield from classes_in((*value, *value.values()))
    elif is_dataclass(value):
        yield type(value)
        for field in fields(value):
            yield from classes_in(getattr(value, field.name))


def test_what_is_handed_over_is_the_same(as_before: None) -> None:
    found = found_in_sample()
    before = pickle.dumps(found)
    pickle_by_fields()
    after = pickle.dumps(found)
    assert pickle.loads(before) == pickle.loads(after) == found
    assert len(after) < len(before)


def test_every_class_is_known() -> None:
    classes = set(classes_in(found_in_sample()))
    assert classes <= handed_classes()
    assert len(classes) > 25
    assert all(field.init for one in handed_classes() for field in fields(one))
