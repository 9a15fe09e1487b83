"""Copies across documents: `python -m evaluation.copies [--half 0|1] [--errors] [--plain] [--speed]`.

Measured over pairs of stories: those of the set that `evaluation.copying` makes (its own halves apart, so that rules are made on one
and the other is only reported), and those of `collections/incidents.jsonl`, whose copies were written by hand. `--plain` gives beside
it what MinHash estimates of whole stories, with no more, would say. `--speed` indexes 100,000 paragraphs.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from rensa import RMinHash

from evaluation.copying import PARTS, Made, expected, make_set
from evaluation.readings import Text, make_document, read_collection, text_of
from onrecord.clean import clean
from onrecord.model import Annotation, Copy, Evidence, Link, Span, StoryReading, content_id
from onrecord.resolve.copies import LAYER, StoryText
from onrecord.resolve.copies.fingerprints import hash_shingle
from onrecord.resolve.copies.words import fold_words, words_of
from onrecord.resolve.layers import all_links, components, linked_pairs
from onrecord.segment import segment

PLAIN = 0.5
"""Estimated Jaccard similarity of whole stories from which the baseline calls them copies."""


@dataclass
class Counts:
    """Pairs of stories: found rightly, found wrongly, missed; and the wrong ones, to look at."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    kinds: Counter[tuple[str, bool]] = field(default_factory=Counter)
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, one: str, other: str, kind: str, *, is_copy: bool, is_found: bool) -> None:
        """Count one pair."""
        self.right += is_copy and is_found
        self.wrong += is_found and not is_copy
        self.missed += is_copy and not is_found
        if is_copy:
            self.kinds[kind, is_found] += 1
        if is_copy != is_found:
            self.errors.append(("missed" if is_copy else "wrong", one, other))

    def figures(self) -> dict[str, float]:
        """Precision and recall in percent."""
        return {
            "precision": 100 * self.right / max(self.right + self.wrong, 1),
            "recall": 100 * self.right / max(self.right + self.missed, 1),
        }


def read_digests(texts: Iterable[Text]) -> Iterator[tuple[str, StoryText]]:
    """The digests of texts, each with the text's name: copies need a text's stories and nothing that is read in them."""
    for text in texts:
        document = make_document(text)
        cleaned = clean(document)
        for story in segment(document, cleaned)[0]:
            words = Annotation(cleaned.text, (), (), ())
            reading = StoryReading(document, story, words, (), (), (), (), (), ())
            yield from ((text.name, digest) for digest in LAYER.digest(reading))


def find_links(named: Sequence[tuple[str, StoryText]]) -> tuple[set[tuple[str, str]], list[Link]]:
    """The pairs of names that are linked, and the links."""
    names = {digest.id: name for name, digest in named}
    links = list(all_links(LAYER, [digest for _, digest in named]))
    return {_pair(names[one], names[other]) for one, other in linked_pairs(links)}, links


def find_copies(named: Sequence[tuple[str, StoryText]], links: Sequence[Link]) -> list[Copy]:
    """The records that come of the links."""
    digests = {digest.id: digest for _, digest in named}
    found: list[Copy] = []
    for component in components(digests, links):
        inside = [link for link in links if link.one in component]
        found.extend(LAYER.settle([digests[identity] for identity in sorted(component)], inside, {}))
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


# --- the made set ---------------------------------------------------------------------------------


def count_pairs(made: Sequence[Made], found: set[tuple[str, str]]) -> Counts:
    """Every pair of the set of which it is known what it is; those that share nothing and are not found need no counting."""
    counts = Counts()
    known = {story.name: story for story in made}
    families: dict[str, list[str]] = {}
    for story in made:
        for original in {*story.originals, *(name for name, _ in story.kept)}:
            families.setdefault(original, []).append(story.name)
    kin = {_pair(*names) for family in families.values() for names in combinations(family, 2)}
    for one, other in sorted(kin | {names for names in found if known.keys() >= set(names)}):
        is_copy = expected(known[one], known[other])
        if is_copy is not None:
            is_found = (one, other) in found
            counts.add(one, other, _kind(known[one], known[other]), is_copy=is_copy, is_found=is_found)
    return counts


def _kind(one: Made, other: Made) -> str:
    kinds = [story.alteration.split(" notice")[0].split(" quote")[0].split(" background")[0] for story in (one, other)]
    return max(kinds) if "" in kinds else "two copies of one story"


def make_text(made: Made) -> Text:
    """A made story as a text."""
    return Text(made.name, made.text, made.outlet, made.published)


def find_plain(made: Sequence[Made]) -> set[tuple[str, str]]:
    """The pairs whose MinHash values (128, word trigrams of the whole story) are the same in half of their places."""
    sets = []
    for story in made:
        words = fold_words(story.text)
        sets.append([hash_shingle(" ".join(words[i : i + 3])) for i in range(max(len(words) - 2, 1))])
    rows = np.asarray(RMinHash.digest_matrix_from_token_hash_sets(sets, 128, 1).to_rows())
    found: set[tuple[str, str]] = set()
    for place, row in enumerate(rows):
        near = np.flatnonzero((rows[place + 1 :] == row).mean(axis=1) >= PLAIN)
        found |= {_pair(made[place].name, made[place + 1 + int(other)].name) for other in near}
    return found


def right_sources(made: Sequence[Made], named: Sequence[tuple[str, StoryText]], copies: Sequence[Copy]) -> float:
    """Part of the altered stories whose records name all of their originals, in percent."""
    names = {digest.story: name for name, digest in named}
    sources: dict[str, set[str]] = {}
    for copy in copies:
        sources.setdefault(names[copy.story], set()).add(names[copy.of])
    own = [story for story in made if story.alteration and story.originals]
    right = sum(_families(sources.get(story.name, set())) >= set(story.originals) for story in own)
    return 100 * right / max(len(own), 1)


def _families(names: set[str]) -> set[str]:
    return {original for name in names for original in name.split(" ")[0].split("+")}


# --- copies written by hand -----------------------------------------------------------------------


def count_incidents() -> Counts:
    """The stories of `incidents.jsonl`: which are copies is said there."""
    stories = read_collection()
    named = list(read_digests(text_of(story) for story in stories))
    found, _ = find_links(named)
    groups = {story["story"]: story["copy_of"] or story["story"] for story in stories}
    counts = Counts()
    for one, other in combinations(sorted(groups), 2):
        is_copy = groups[one] == groups[other]
        counts.add(one, other, "by hand", is_copy=is_copy, is_found=_pair(one, other) in found)
    return counts


def gate(_: Path | None = None) -> dict[str, float]:
    """Figures for the gate; under a minute, no encoder."""
    made = make_set()
    named = list(read_digests(map(make_text, made)))
    found, links = find_links(named)
    figures: dict[str, float] = {}
    for half, name in enumerate(("developed on", "kept apart")):
        own = [story for story in made if story.half == half]
        figures |= {f"{name}, {key}": value for key, value in count_pairs(own, found).figures().items()}
    figures["originals named"] = right_sources(made, named, find_copies(named, links))
    return figures | {f"by hand, {key}": value for key, value in count_incidents().figures().items()}


# --- speed ----------------------------------------------------------------------------------------


def make_paragraphs(count: int) -> Iterator[StoryText]:
    """Stories of ten paragraphs each, of the words and in the lengths of our own, every tenth a copy of the one before it."""
    chance = random.Random("paragraphs")
    own = [digest for _, digest in read_digests(text_of(story) for story in read_collection())]
    pool = [passage.text.split() for digest in own for passage in digest.passages]
    words = [word for text in pool for word in text]
    last: list[str] = []
    for number in range(count // 10):
        if number % 10 or not last:
            last = [" ".join(_shuffled(chance, words, len(chance.choice(pool)))) for _ in range(10)]
        yield _plain_story(number, last)


def _shuffled(chance: random.Random, words: Sequence[str], length: int) -> Iterator[str]:
    """Pieces of three words from all over, a sentence every twenty words."""
    for step in range(0, max(length, 12), 3):
        start = chance.randrange(len(words) - 3)
        piece = words[start : start + 3]
        yield from (word.rstrip(".") for word in piece[:2])
        yield piece[2].rstrip(".") + ("." if step % 21 == 18 else "")


def _plain_story(number: int, paragraphs: Sequence[str]) -> StoryText:
    passages: list[Evidence] = []
    starts: list[int] = []
    place = 0
    for text in paragraphs:
        passages.append(Evidence(text, Span(place, place + len(text))))
        starts += [place, *(place + i + 2 for i in range(len(text) - 2) if text[i] == ".")]
        place += len(text) + 1
    return StoryText(
        content_id("story-text", number), f"story-{number}", None, None, tuple(passages), tuple(starts), ()
    )


def measure_speed(count: int = 100_000) -> None:
    """Fingerprints, keys and candidates of many paragraphs: seconds and the highest memory of this process."""
    stories = list(make_paragraphs(count))
    print(f"{sum(len(story.passages) for story in stories):,} paragraphs in {len(stories):,} stories")
    start, busy = time.perf_counter(), time.process_time()
    index: dict[str, list[int]] = {}
    candidates = keys = 0
    for place, story in enumerate(stories):
        own = LAYER.keys(story)
        keys += len(own)
        met = {other for key in own for other in index.get(key, ())}
        candidates += len(met)
        for key in own:
            index.setdefault(key, []).append(place)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(
        f"{seconds:.1f} s ({busy:.1f} s of the processor); {keys / len(stories):.0f} keys and {candidates / len(stories):.2f} candidates a story"
    )
    print(f"fullest key: {max(map(len, index.values()))} stories; peak {peak:,.0f} MB")
    busy = time.process_time()
    pairs = [(stories[place - 1], stories[place]) for place in range(10, len(stories), 10)]
    found = sum(LAYER.link(one, other) is not None for one, other in pairs)
    print(
        f"{1000 * (time.process_time() - busy) / len(pairs):.2f} ms a pair of {len(words_of(stories[0]))} words compared ({found} links)"
    )


def _show(name: str, counts: Counts, *, errors: bool) -> None:
    figures = counts.figures()
    print(
        f"{name}: P {figures['precision']:.2f} R {figures['recall']:.2f} ({counts.right} right, {counts.wrong} wrong, {counts.missed} missed)"
    )
    for kind in sorted({kind for kind, _ in counts.kinds}):
        right, missed = counts.kinds[kind, True], counts.kinds[kind, False]
        print(f"    {100 * right / (right + missed):6.2f} of {right + missed:5d}  {kind}")
    if errors:
        print(*("    " + " | ".join(error) for error in counts.errors[:80]), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, action="append", choices=range(PARTS))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--speed", action="store_true")
    chosen = parser.parse_args()
    if chosen.speed:
        measure_speed()
        return
    made = [story for story in make_set() if story.half in (chosen.half or range(PARTS))]
    named = list(read_digests(map(make_text, made)))
    start = time.perf_counter()
    found, links = find_links(named)
    print(f"{len(named)} stories of {len(made)} texts, {len(links)} links in {time.perf_counter() - start:.1f} s")
    plain = find_plain(made) if chosen.plain else set()
    for half in chosen.half or range(PARTS):
        own = [story for story in made if story.half == half]
        _show(
            f"half {half}, {len({story.name for story in own if not story.alteration})} originals",
            count_pairs(own, found),
            errors=chosen.errors,
        )
        if chosen.plain:
            _show(f"half {half}, whole stories by MinHash", count_pairs(own, plain), errors=False)
    print(f"originals named: {right_sources(made, named, find_copies(named, links)):.2f}")
    _show("by hand (incidents.jsonl)", count_incidents(), errors=chosen.errors)


if __name__ == "__main__":
    main()
