"""Sentences of PolNeAR in the mouths of invented people: "Pia Orrland told the inquiry that …", by the frames of `frames.txt`.

PolNeAR forbids attributions inside attributions. Put into a frame, those of a sentence lie inside another, with their
words marked by its own annotators.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.evaluate.polnear import Article, Attribution
from training.corpora import Document
from training.passages import Layered, as_document, as_layers, read_passage

FRAMES = Path(__file__).parent / "frames.txt"
GAP = "@@@"
"""Where a frame takes a sentence."""
SHORTEST, LONGEST = 30, 220
"""Letters of a sentence that is put into somebody's mouth."""
MARKS = ('"', "“", "”", "''", "``", "\n", "[", "]")
"""What no such sentence holds."""
LOWERED = frozenset(
    ["The", "A", "An", "He", "She", "It", "They", "We", "His", "Her", "Their", "Its", "This", "That", "These", "In", "On",
     "At", "But", "And", "Some", "Many", "Most", "If", "When", "While", "After", "As", "There", "One", "Two", "Both"]
)  # fmt: skip
"""Words that begin with a small letter behind \"that\"."""


def wrapped(articles: Sequence[Article], count: int, seed: int) -> list[Document]:
    """So many sentences of the articles with all that is said in them, each in a frame drawn at random."""
    source = random.Random(seed)
    frames = [block for block in FRAMES.read_text(encoding="utf-8").split("\n") if GAP in block]
    whole = [piece for article in articles for piece in _sentences(article)]
    chosen = source.sample(whole, min(count, len(whole)))
    texts = (_framed(source.choice(frames), text, gold) for text, gold in chosen)
    return [document for text in texts if (document := as_document(text))]


def _sentences(article: Article) -> Iterator[tuple[str, list[Attribution]]]:
    """Lines of one sentence without quotation marks, or the sentences of a line, whose attributions lie inside."""
    start = 0
    text = article.text
    for place, letter in enumerate(text):
        ends = letter in ".\n" and (place + 1 >= len(text) or text[place + 1] in " \n")
        if not ends:
            continue
        end = place
        while start < end and text[start].isspace():
            start += 1
        body = text[start:end]
        span = range(start, end)
        gold = [one for one in article.gold if any(n in span for part in (one.cue, one.content) for n in part)]
        inside = all(n in span for one in gold for part in (one.source, one.cue, one.content) for n in part)
        marked = any(mark in body for mark in MARKS) or body[:1].islower()
        if gold and inside and not marked and SHORTEST <= len(body) <= LONGEST and all(one.cue for one in gold):
            parts = ([frozenset(n - start for n in p) for p in (one.source, one.cue, one.content)] for one in gold)
            yield body, [Attribution(*part) for part in parts]
        start = place + 1


def _framed(frame: str, text: str, gold: Sequence[Attribution]) -> Layered:
    """The frame with the sentence in its gap: behind "that" with a small first letter where it is a common word's."""
    before, _, _ = frame.partition(GAP)
    if before.rstrip().endswith("that") and text.split()[0] in LOWERED:
        text = text[0].lower() + text[1:]
    layers = as_layers(read_passage("frame", frame.replace(GAP, text)))
    start = layers.article.text.index(text)
    inner = tuple(
        Attribution(*(frozenset(n + start for n in part) for part in (one.source, one.cue, one.content)))
        for one in gold
    )
    return replace(layers, inner=inner)
