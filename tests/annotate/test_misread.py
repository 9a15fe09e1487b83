"""Names of places that the head takes for people, told by the story's other places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.annotate.encoder import load_reader
from onrecord.annotate.misread import with_places
from onrecord.annotate.sentences import read_sentences
from onrecord.model import Annotation, Name, Place, Span, evidence
from tests.naive import make_story


def annotated(text: str, person: str) -> Annotation:
    """The text with one name, that of a person."""
    [annotation], _ = read_sentences([make_story(text)], text, load_reader())
    start = text.index(person)
    words = annotation.words_in(Span(start, start + len(person)))
    return replace(annotation, names=(Name(words.start, words.stop, "Person", 0.9),))


def place(text: str, name: str, country: str) -> Place:
    start = text.index(name)
    words = evidence(text, start, start + len(name))
    return Place(f"place-{name}", "story-1", words, name, country, None, 1.0, 1.0, 1, 0.95, None)


@pytest.mark.parametrize(
    ("text", "person", "wanted"),
    [
        ("Tobruk refused the boats. They had sailed from Benghazi.", "Tobruk", "Location"),
        ("Mr Tobruk refused the boats. They had sailed from Benghazi.", "Tobruk", "Person"),
        ("Her brother Tobruk refused the boats. They had sailed from Benghazi.", "Tobruk", "Person"),
        ("Delmar refused the boats. They had sailed from Benghazi.", "Delmar", "Person"),
        ("Nairobi refused the boats. They had sailed from Benghazi.", "Nairobi", "Location"),
        ("Sydney refused the boats. They had sailed from Benghazi.", "Sydney", "Person"),
    ],
)
def test_a_town_among_its_neighbours_is_a_place(text: str, person: str, wanted: str) -> None:
    [name] = with_places(annotated(text, person), (place(text, "Benghazi", "LBY"),))
    assert name.kind == wanted


def test_who_is_named_in_full_elsewhere_is_a_person() -> None:
    text = "Amal Tobruk left by boat. Tobruk had sailed from Benghazi."
    annotation = annotated(text, "Amal Tobruk")
    later = annotation.words_in(Span(text.rindex("Tobruk"), text.rindex("Tobruk") + 6))
    annotation = replace(annotation, names=(*annotation.names, Name(later.start, later.stop, "Person", 0.9)))
    kinds = [name.kind for name in with_places(annotation, (place(text, "Benghazi", "LBY"),))]
    assert kinds == ["Person", "Person"]
