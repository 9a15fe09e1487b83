"""Statements inside statements, where the corpus marks none: PolNeAR's contents, read again by the released reader as if
each stood alone. What it sees there is what the second layer of tags learns (silver), beside our passages and `framed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.attribute.tagging import Tagged, read_tags
from training.corpora import Document, Link, Sentence
from training.shipped import read_with_release
from training.statements import tags_of

SURE, SURER = 0.75, 0.92
"""How sure the released reader must be of a cue that has a source, and of one that has none."""


def reread(documents: Sequence[Document]) -> list[Document]:
    """The documents with the attributions that the released reader sees in each content read alone."""
    contents = [_contents(document) for document in documents]
    alone = [part for parts in contents for part, _ in parts]
    found = iter([read_tags(speech).tagged for speech in read_with_release(alone)])
    done = []
    for document, parts in zip(documents, contents, strict=True):
        links = [_moved(one, places) for _, places in parts for one in next(found) if _is_believed(one)]
        size = document[-1].start + len(document[-1].words)
        done.append([_with_inner(sentence, links, tags_of(links, size)) for sentence in document])
    return done


def _contents(document: Document) -> list[tuple[Document, list[int]]]:
    """Each run of content as a document of its own, with the places of its words in the whole."""
    found: list[tuple[Document, list[int]]] = []
    going = False
    for sentence in document:
        tags = (*sentence.labels["statement"], "O")
        start = 0
        while start < len(sentence.words):
            if not tags[start].endswith("content"):
                going = False
                start += 1
                continue
            end = start + 1
            while tags[end] == "I-content":
                end += 1
            if not (going and start == 0 and tags[0] == "I-content"):
                found.append(([], []))
            part, places = found[-1]
            where = (0 if part else 2, *(0,) * (end - start - 1))
            part.append(Sentence(sentence.words[start:end], places=where, start=len(places)))
            places.extend(range(sentence.start + start, sentence.start + end))
            going = end == len(sentence.words)
            start = end
    return found


def _is_believed(one: Tagged) -> bool:
    return bool(one.cue and one.content) and one.certainties[0] >= (SURE if one.source else SURER)


def _moved(one: Tagged, places: Sequence[int]) -> Link:
    return Link(*(frozenset(places[n] for n in words) for words in (one.source, one.cue, one.content)))


def _with_inner(sentence: Sentence, links: Sequence[Link], tags: Sequence[str]) -> Sentence:
    end = sentence.start + len(sentence.words)
    own = tuple(link for link in links if sentence.start <= min(link.cue) < end)
    labels = sentence.labels | {"inner": tuple(tags[sentence.start : end])}
    return replace(sentence, labels=labels, links=(*sentence.links, *own))
