"""The reader: one int8 graph (encoder and heads) run over windows of whole sentences by onnxruntime.

Windows hold neighbouring sentences, so that a name or a source in the sentence before is seen; arcs
never leave a sentence. Each window is run by itself: nothing is computed for padding, what is computed stays in the processor's
cache, and what is read in a window does not depend on others (int8 scales are those of a whole run).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from onrecord.annotate.agreeing import agree
from onrecord.annotate.lemmas import apply_script, inflected_from, regular_base
from onrecord.annotate.trees import best_tree, is_tree
from onrecord.annotate.windows import marked_places, next_cut
from onrecord.models import load_bytes, version
from onrecord.models.pieces import WordPieces, case_shape
from onrecord.models.vectors import load_pieces
from onrecord.rules.verbs import load_irregular

WINDOW = 256
"""Pieces a window: what the encoder was trained on."""
LONGEST = 448
"""Pieces of the longest sentence read whole; the encoder has 512 positions."""

THREADS = 0
"""Threads of a reader for which none are asked; 0 lets onnxruntime use every core."""

BASES = frozenset({"VBD", "VBN", "VBG", "VBZ", "JJ", "RB", "NN"})
"""Tags whose forms, where no rule of spelling fits, are rather their own base than a guess of the head."""

SPEECH = ("statement", "query", "source", "content", "inner", "judge")
"""The outputs of the statement head."""

DEEDS = ("deed", "asks", "offers", "value", "pair")
"""The outputs of the event head."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parsed:
    """One sentence, word by word: labels, 1-based heads (0 is the root), name tags with their probability."""

    words: Sequence[str]
    upos: list[str]
    xpos: list[str]
    lemmas: list[str]
    heads: list[int]
    relations: list[str]
    tags: list[str]
    confidence: list[float]
    speech: tuple[Array, ...]
    """Rows of `SPEECH`, a row a word."""
    deeds: tuple[Array, ...]
    """Rows of `DEEDS`."""
    window: int
    """Which window the sentence was encoded in, counted over all that was read at once."""


@dataclass(frozen=True, slots=True)
class _Encoded:
    words: Sequence[str]
    places: Sequence[int]
    pieces: list[int]
    cases: list[int]
    first: list[int]


SHORTEST_PAST = 4
"""Letters that a form in -ed tagged as a present must exceed to be a past tense: "shed" and "wed" are none."""


class Reader:
    """The loaded graph with its vocabulary and label sets."""

    def __init__(
        self,
        graph: bytes,
        labels: dict[str, list[str]],
        relation: dict[str, Array],
        pieces: WordPieces,
        *,
        threads: int = 0,
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self.outputs = [output.name for output in self.session.get_outputs()]
        self.labels = labels
        self.relation = relation
        self.pieces = pieces
        self.allowed = _transitions(labels["name"])
        self.known = dict(zip(labels["known form"], labels["known lemma"], strict=True))
        self.lemma = lru_cache(maxsize=8192)(self._lemma)

    def read(
        self,
        sentences: Sequence[Sequence[str]],
        groups: Sequence[int] | None = None,
        places: Sequence[Sequence[int]] | None = None,
    ) -> list[Parsed]:
        """Parse sentences, each a list of at least one word.

        `groups[i]` says which story sentence i belongs to: windows never cross from one to another. `places[i]` has
        the id in `PLACES` of each word; without it quotation marks among the words decide. A sentence of more than
        `LONGEST` pieces must be cut by the caller.
        """
        groups = groups or [0] * len(sentences)
        places = places if places is not None else _marked(sentences, groups)
        encoded = [self._encode(words, where) for words, where in zip(sentences, places, strict=True)]
        windows = list(_windows(encoded, groups))
        found: list[tuple[Parsed, Array]] = []
        for number, window in enumerate(windows):
            found.extend(self._run([encoded[n] for n in window], number))
        return self._agreed(found, groups)

    def _agreed(self, found: Sequence[tuple[Parsed, Array]], groups: Sequence[int]) -> list[Parsed]:
        """The sentences with one kind for the same name throughout a story."""
        agreed = [parsed for parsed, _ in found]
        stories: dict[int, list[int]] = {}
        for number, group in enumerate(groups):
            stories.setdefault(group, []).append(number)
        labels = self.labels["name"]
        for numbers in stories.values():
            own = [found[number] for number in numbers]
            tags = agree(
                [parsed.words for parsed, _ in own], [parsed.tags for parsed, _ in own], [p for _, p in own], labels
            )
            for number, (parsed, probabilities), new in zip(numbers, own, tags, strict=True):
                if new != parsed.tags:
                    confidence = [float(row[labels.index(tag)]) for row, tag in zip(probabilities, new, strict=True)]
                    agreed[number] = replace(parsed, tags=new, confidence=confidence)
        return agreed

    def length(self, words: Sequence[str]) -> int:
        """How many pieces a sentence has."""
        return sum(len(self.pieces.ids(word)) for word in words)

    def _encode(self, words: Sequence[str], places: Sequence[int]) -> _Encoded:
        pieces: list[int] = []
        cases: list[int] = []
        first: list[int] = []
        for word in words:
            ids = self.pieces.ids(word)
            first.append(len(pieces))
            pieces.extend(ids)
            cases.extend([case_shape(word)] * len(ids))
        return _Encoded(words, places, pieces, cases, first)

    def _run(self, window: list[_Encoded], number: int) -> Iterator[tuple[Parsed, Array]]:
        values = dict(zip(self.outputs, self.session.run(self.outputs, self._inputs(window)), strict=True))
        own = {name: value[0] for name, value in values.items()}
        return self._decode(window, own, [len(part.first) for part in window], number)

    def _inputs(self, window: list[_Encoded]) -> dict[str, NDArray[np.int64]]:
        """A batch of one window: one row of each input."""
        pieces, cases, places = [self.pieces.cls], [0], [0]
        first: list[int] = []
        for part in window:
            first.extend(place + len(pieces) for place in part.first)
            pieces.extend(part.pieces)
            cases.extend(part.cases)
            places.extend(np.repeat(part.places, np.diff([*part.first, len(part.pieces)])).tolist())
        rows = {
            "pieces": [*pieces, self.pieces.sep],
            "cases": [*cases, 0],
            "places": [*places, 0],
            "mask": [1] * (len(pieces) + 1),
            "first": first,
            "sentence": [number for number, part in enumerate(window) for _ in part.first],
        }
        return {name: np.array([row], dtype=np.int64) for name, row in rows.items()}

    def _decode(
        self, window: list[_Encoded], values: dict[str, Array], sizes: list[int], number: int
    ) -> Iterator[tuple[Parsed, Array]]:
        """Each sentence with the probabilities of its name tags."""
        start = 0
        heads = self._heads(values, sizes)
        flat = [head + 1 for head in self._absolute(heads, sizes)]
        relations = self._relations(values, flat)
        probabilities = values["name"]
        for part, size, tree in zip(window, sizes, heads, strict=True):
            end = start + size
            xpos = [self.labels["xpos"][n] for n in values["xpos"][start:end].tolist()]
            tags, confidence = self._names(probabilities[start:end])
            parsed = Parsed(
                words=part.words,
                upos=[self.labels["upos"][n] for n in values["upos"][start:end].tolist()],
                xpos=xpos,
                lemmas=[
                    self.lemma(*row) for row in zip(part.words, xpos, values["lemma"][start:end].tolist(), strict=True)
                ],
                heads=tree,
                relations=relations[start:end],
                tags=tags,
                confidence=confidence,
                speech=tuple(values[name][start:end] for name in SPEECH),
                deeds=tuple(values[name][start:end] for name in DEEDS),
                window=number,
            )
            yield parsed, probabilities[start:end]
            start = end

    def _lemma(self, word: str, tag: str, script: int) -> str:
        """The lemma: as the treebanks have it for this form and tag, or as an irregular verb has it, else by the head's
        script.

        A script whose lemma has no regular form like this one ("vo" for vowed), or is no word of the vocabulary
        ("kille" for killed), gives way to a regular ending: one that the vocabulary has, else the one that spelling asks for.
        """
        known = self.known.get(f"{tag} {word.lower()}")
        if known is None and tag in ("VBD", "VBN"):
            known = load_irregular().get(word.lower())
        if known is not None:
            return known
        lemma = apply_script(self.labels["lemma"][script], word)
        form = word.lower()
        unchanged = lemma == form and len(form) > SHORTEST_PAST and not form.endswith("eed")
        if form.endswith("ed") and (tag in ("VBG", "VBZ") or (tag == "VBP" and unchanged)):
            tag = "VBD"  # "shelled", "vowed", whatever the tagger takes them for
        regular = inflected_from(word, tag)
        if lemma not in self.pieces.index or (regular and lemma not in regular):
            spelled = regular_base(word, tag) or (word.lower() if tag in BASES else lemma)
            return next((form for form in regular if form in self.pieces.index), spelled)
        return lemma

    @staticmethod
    def _heads(values: dict[str, Array], sizes: list[int]) -> list[list[int]]:
        """Trees, sentence by sentence, with heads numbered inside the sentence."""
        greedy = values["head"].tolist()
        found: list[list[int]] = []
        start = 0
        for size in sizes:
            heads = [head - start if head else 0 for head in greedy[start : start + size]]
            if not is_tree(heads):
                arcs = values["arcs"][start : start + size]
                heads = best_tree(np.concatenate([arcs[:, :1], arcs[:, start + 1 : start + size + 1]], axis=1))
            found.append(heads)
            start += size
        return found

    @staticmethod
    def _absolute(heads: list[list[int]], sizes: list[int]) -> list[int]:
        """0-based heads in the window, -1 for a root."""
        found: list[int] = []
        start = 0
        for tree, size in zip(heads, sizes, strict=True):
            found.extend(head - 1 + start if head else -1 for head in tree)
            start += size
        return found

    def _relations(self, values: dict[str, Array], heads: list[int]) -> list[str]:
        pairs = np.maximum(values["dependents"][: len(heads)] + values["heads"][heads], 0.0)
        scores = pairs @ self.relation["weight"].T + self.relation["bias"]
        root = self.labels["relation"].index("root")
        scores[:, root] = -np.inf
        chosen = scores.argmax(axis=1)
        chosen[np.asarray(heads) == 0] = root
        return [self.labels["relation"][number] for number in chosen.tolist()]

    def _names(self, probabilities: Array) -> tuple[list[str], list[float]]:
        """The best tag sequence in which no I- tag begins a name (Viterbi only where the greedy one breaks that)."""
        best = probabilities.argmax(axis=1)
        tags = best.tolist()
        previous = len(self.labels["name"])
        for tag in tags:
            if not self.allowed[previous, tag]:
                tags = _viterbi(np.log(probabilities + 1e-9), self.allowed)
                break
            previous = tag
        names = self.labels["name"]
        return [names[tag] for tag in tags], probabilities[np.arange(len(tags)), tags].tolist()


def _transitions(tags: list[str]) -> NDArray[np.bool_]:
    """`allowed[before, after]`; the last row is the beginning of a sentence."""
    allowed = np.ones((len(tags) + 1, len(tags)), dtype=bool)
    for after, tag in enumerate(tags):
        if tag.startswith("I-"):
            allowed[:, after] = [before[2:] == tag[2:] and before != "O" for before in tags] + [False]
    return allowed


def _viterbi(scores: Array, allowed: NDArray[np.bool_]) -> list[int]:
    penalty = np.where(allowed, 0.0, -1e9)
    best = scores[0] + penalty[-1]
    back: list[NDArray[np.int64]] = []
    for row in scores[1:]:
        paths = best[:, None] + penalty[:-1]
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    tags = [int(best.argmax())]
    for pointers in reversed(back):
        tags.append(int(pointers[tags[-1]]))
    return tags[::-1]


def _marked(sentences: Sequence[Sequence[str]], groups: Sequence[int]) -> list[list[int]]:
    """Places by the quotation marks among the words, text by text."""
    found: list[list[int]] = []
    open_before = False
    for number, words in enumerate(sentences):
        same = number > 0 and groups[number] == groups[number - 1]
        places, open_before = marked_places(words, open_before=open_before and same)
        found.append(places)
    return found


def _windows(encoded: list[_Encoded], groups: Sequence[int]) -> Iterator[list[int]]:
    """Runs of neighbouring sentences of one group, cut by `next_cut`."""
    start = 0
    while start < len(encoded):
        stop = start
        while stop < len(encoded) and groups[stop] == groups[start]:
            stop += 1
        own = encoded[start:stop]
        lengths = [len(part.pieces) for part in own]
        first = [part.places[0] >= 2 for part in own]
        inside = [part.places[0] % 2 == 1 for part in own]
        place = 0
        while place < len(own):
            end = next_cut(lengths, first, inside, place, WINDOW)
            yield list(range(start + place, start + end))
            place = end
        start = stop


@cache
def load_reader(threads: int | None = None) -> Reader:
    """The shipped reader, loaded once a process; `threads` 0 lets onnxruntime use every core, None is `THREADS`.

    Raises ModelError when a file is missing or not the released one.
    """
    labels: dict[str, list[str]] = json.loads(load_bytes("reader.json"))
    with np.load(io.BytesIO(load_bytes("reader-relations.npz"))) as stored:
        relation = {name: stored[name] for name in stored.files}
    return Reader(
        load_bytes("reader.onnx"), labels, relation, load_pieces(), threads=THREADS if threads is None else threads
    )


def reader_version() -> str:
    """The shipped reader's version."""
    return version("reader.onnx")
