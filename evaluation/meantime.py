"""Names and joining against MEANTIME: `python -m evaluation.meantime [--data DIR] [--corpus apple …]`.

Wikinews, two corpora of thirty documents (Minard et al., LREC 2016): gold words and sentences, our parse, our names. Whole
documents are read; scored are the sentences that the annotators read in full: the headline and the next five, the date aside.

Mentions. Gold: mentions marked NAM or PRE.NAM of a person, an organisation or a place (a product, or a thing of finance, has
no kind of ours). Ours: names, adjectives of nationality aside (MEANTIME has none), each as person, organisation (government,
armed group) or place (country, facility). Articles and possessive endings at the edges are cut off on both sides.
`exact`: the same words and kind, ours with or without the title that we read before it (the gold holds "Apple CEO Steve Jobs"
here and "Steve Jobs" there); `head`: the same last word of the head (of the gold: as written in `head`, else of the words
before a comma, a preposition or a clause) and the same kind; `spans`: exact, kinds aside. Nothing is counted twice.

Chains. As for GUM (`evaluation.coreference`): chains of persons, organisations and places with a named mention, in them
names, descriptions and third-person pronouns; no coordinations, relative pronouns, partitives, and no appositions whole
(their parts are mentions). Across documents: B³ over the gold named mentions that have an instance, ours by the id of their
entity, a mention that we miss alone; beside it the names that are written alike.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluation import coreference
from evaluation.clusters import Clusters, b_cubed, f_score
from evaluation.coreference import LEFT_OUT, GoldDocument, GoldMention, make_story, score
from evaluation.corpora import data_folder, read_folder
from onrecord.annotate.encoder import Reader, load_reader
from onrecord.identify import identify
from onrecord.model import Annotation, EntityKind, MentionForm, Story

CORPORA = ("apple", "stock")
WITHIN = "entities/meantime/intra-doc_annotation"
ACROSS = "entities/meantime/intra_cross-doc_annotation"
SCORED = 6
"""Sentences of a document that the annotators read in full; the second is the date."""
NAMED = ("NAM", "PRE.NAM")
FORMS = {"NAM": "name", "PRE.NAM": "name", "NOM": "description", "PRE.NOM": "description", "PRO": "pronoun"}
KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
OUR_KINDS = {
    EntityKind.PERSON: "person", EntityKind.ORGANISATION: "organisation", EntityKind.GOVERNMENT: "organisation", EntityKind.ARMED_GROUP: "organisation",
    EntityKind.PLACE: "place", EntityKind.COUNTRY: "place", EntityKind.FACILITY: "place",
}  # fmt: skip
EDGES = frozenset(("the", "a", "an", "'s", "’s", "'", "’", ",", "."))
BEHIND = re.compile(r"^(,|in|of|at|on|for|from|that|which|who|with|\()$")
ADJECTIVES = ("adjective", "people of the country")
Chains = list[list[tuple[range, str]]]


@dataclass(frozen=True)
class Marked:
    """A gold mention: its words, the last word of its head, its kind (None: none of ours), form, entity and instance."""

    words: range
    head: int
    kind: str | None
    form: str
    is_named: bool
    entity: str
    instance: str


@dataclass(frozen=True)
class Document:
    """A document of MEANTIME and what we read in it."""

    corpus: str
    gold: GoldDocument
    marked: tuple[Marked, ...]
    story: Story
    annotation: Annotation

    @property
    def last(self) -> int:
        """The word behind the last one that is scored."""
        return self.annotation.starts[min(SCORED, len(self.annotation.starts) - 1)]


# --- the gold -------------------------------------------------------------------------------------


def read_corpus(folder: Path, corpus: str, reader: Reader) -> Iterator[Document]:
    """The documents of a corpus with our reading of their words."""
    for name, text in read_folder(folder, ACROSS):
        if name.endswith(".xml") and f"corpus_{corpus}/" in name:
            yield _read_document(corpus, name.rpartition("/")[2], ElementTree.fromstring(text), reader)


def _read_document(corpus: str, name: str, root: ElementTree.Element, reader: Reader) -> Document:
    tokens = [(token.get("t_id"), token.text or "", int(token.get("sentence") or 0)) for token in root.iter("token")]
    place = {identifier: number for number, (identifier, _, _) in enumerate(tokens)}
    sentences: list[list[str]] = [[] for _ in range(tokens[-1][2] + 1)]
    for _, word, sentence in tokens:
        sentences[sentence].append(word)
    sentences = [_plain(words) for words in sentences]
    glued = [glue for words in sentences for glue in _glued(words)]
    marked = tuple(_marked(root, place, [word for words in sentences for word in words]))
    end = sum(map(len, sentences[:SCORED]))
    marked = tuple(mention for mention in marked if mention.words.stop <= end)
    heading = [number == 0 for number in range(len(sentences))]
    gold = GoldDocument(name, sentences, glued, heading, list(range(len(sentences))), _chained(marked, sentences))
    return Document(corpus, gold, marked, *make_story(gold, reader))


def _plain(words: list[str]) -> list[str]:
    """Quotation marks of the treebank as news write them."""
    found, is_open = [], False
    for word in words:
        if word in ("``", "''", '"'):
            is_open = not is_open
            found.append("“" if is_open else "”")
        else:
            found.append(word)
    return found


def _glued(words: list[str]) -> Iterator[bool]:
    """True for each word that no space follows."""
    for word, after in zip(words, [*words[1:], ""], strict=True):
        yield (
            after in (",", ".", ";", ":", "?", "!", ")", "”", "-", "%", "")
            or after.startswith(("'", "’"))
            or after == "n't"
            or word in ("(", "“", "$", "-", "£", "€")
        )


def _marked(root: ElementTree.Element, place: dict[str | None, int], words: list[str]) -> Iterator[Marked]:
    entities = {entity.get("m_id"): entity for entity in root.iter("ENTITY")}
    target = {
        source.get("m_id"): relation.find("target").get("m_id")  # type: ignore[union-attr]
        for relation in root.iter("REFERS_TO")
        for source in relation.findall("source")
    }
    for mention in root.iter("ENTITY_MENTION"):
        numbers = [place[anchor.get("t_id")] for anchor in mention.findall("token_anchor")]
        entity = entities.get(target.get(mention.get("m_id")))
        form = mention.get("syntactic_type") or ""
        if not numbers or entity is None or form not in FORMS:
            continue
        span = range(min(numbers), max(numbers) + 1)
        kind = KINDS.get(entity.get("ent_type") or "")
        head = _head(span, (mention.get("head") or "").split(), words)
        instance = entity.get("instance_id") or ""
        yield Marked(span, head, kind, FORMS[form], form in NAMED, entity.get("m_id") or "", instance)


def _head(span: range, written: list[str], words: list[str]) -> int:
    """The last word of a head; where none is written, the last before what may follow a noun."""
    size = len(written)
    for start in range(span.start, span.stop - size + 1) if size else ():
        if words[start : start + size] == written:
            return start + size - 1
    cut = cut_edges(span, words)
    ends = [number for number in cut[1:] if BEHIND.match(words[number].lower())]
    return min([*ends, cut.stop]) - 1


def cut_edges(span: range, words: Sequence[str]) -> range:
    """A span without articles, possessive endings, commas and full stops at its edges."""
    first, last = span.start, span.stop
    while first < last - 1 and words[first].lower() in EDGES:
        first += 1
    while last - 1 > first and words[last - 1].lower() in EDGES:
        last -= 1
    return range(first, last)


def _chained(marked: Sequence[Marked], sentences: list[list[str]]) -> list[GoldMention]:
    """What `evaluation.coreference` scores: chains of our three kinds with a name in them."""
    words = [word for sentence in sentences for word in sentence]
    named = {mention.entity for mention in marked if mention.is_named and mention.kind}
    return [
        GoldMention(mention.words, frozenset((mention.head,)), mention.entity, mention.kind or "", mention.form)
        for mention in marked
        if mention.entity in named
        and not (mention.form == "pronoun" and words[mention.words.start].lower() in LEFT_OUT)
    ]


# --- ours -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ours:
    """A name of ours: its words, the same with its title, its kind and the id of its entity."""

    words: range
    titled: range
    kind: str
    entity: str


def our_names(document: Document) -> list[Ours]:
    """Our names in the sentences that are scored, adjectives of nationality aside."""
    annotation = document.annotation
    found = []
    for entity in identify([document.story], [annotation]):
        kind = OUR_KINDS.get(entity.kind, "other")
        beside = [annotation.words_in(m.evidence.span) for m in entity.mentions if m.form is MentionForm.DESCRIPTION]
        for mention in entity.mentions:
            words = annotation.words_in(mention.evidence.span)
            if mention.form is MentionForm.NAME and mention.why not in ADJECTIVES and words.stop <= document.last:
                title = next((d.start for d in beside if d.stop == words.start), words.start)
                found.append(Ours(words, range(title, words.stop), kind, entity.id))
    return found


def count_names(document: Document, ours: Sequence[Ours]) -> Counter[str]:
    """Right, gold and our named mentions, by way of comparing and by kind."""
    forms = [word.text for word in document.annotation.words]
    golden = [mention for mention in document.marked if mention.is_named and mention.kind]
    counts: Counter[str] = Counter()
    for mention in golden:
        counts.update(("gold", f"gold {mention.kind}"))
    mine = [name for name in ours if name.kind != "other"]
    for name in mine:
        counts.update(("ours", f"ours {name.kind}"))
    for way in ("exact", "head", "spans"):
        free = list(golden)
        for name in mine:
            hit = next((m for m in free if _is_same(name, m, way, forms)), None)
            if hit is not None:
                free.remove(hit)
                counts.update((way, f"{way} {name.kind}"))
    return counts


def _is_same(name: Ours, mention: Marked, way: str, forms: Sequence[str]) -> bool:
    if way != "spans" and name.kind != mention.kind:
        return False
    if way == "head":
        return cut_edges(name.words, forms).stop - 1 == mention.head
    return cut_edges(mention.words, forms) in (cut_edges(name.words, forms), cut_edges(name.titled, forms))


def our_chains(document: Document) -> Chains:
    """Our chains of the three kinds in the sentences that are scored."""
    annotation = document.annotation
    chains: Chains = []
    for entity in identify([document.story], [annotation]):
        if entity.kind in OUR_KINDS:
            found = [
                (annotation.words_in(m.evidence.span), m.form.value) for m in entity.mentions if m.why not in ADJECTIVES
            ]
            chains.append([(words, form) for words, form in found if words.stop <= document.last])
    return [chain for chain in chains if chain]


def same_head_word(document: Document) -> Chains:
    """The baseline: names that end in the same word."""
    found = coreference.same_last_word(document.story, document.annotation)
    cut = [[(words, form) for words, form in chain if words.stop <= document.last] for chain in found]
    return [chain for chain in cut if chain]


# --- figures --------------------------------------------------------------------------------------


def names_figures(documents: Sequence[Document]) -> dict[str, float]:
    """Precision, recall and F1 of named mentions, in per cent."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts += count_names(document, our_names(document))
    return rates(counts)


def rates(counts: Counter[str]) -> dict[str, float]:
    """The figures of `count_names`."""
    found: dict[str, float] = {}
    for way in ("exact", "head", "spans"):
        for kind in ("", " person", " organisation", " place") if way != "spans" else ("",):
            right, ours, gold = counts[way + kind], counts["ours" + kind], counts["gold" + kind]
            precision, recall = right / max(1, ours), right / max(1, gold)
            if not kind:
                found |= {f"{way} P": 100 * precision, f"{way} R": 100 * recall}
            found[f"{way}{kind} F1"] = 100 * f_score(precision, recall)
    return found


def chain_figures(documents: Sequence[Document]) -> dict[str, dict[str, float]]:
    """Figures of chains inside documents: ours and the baseline's."""
    by_story = {document.story.id: document for document in documents}
    read = [(document.gold, document.story, document.annotation) for document in documents]
    return {
        "same head word": score(read, lambda story, _: same_head_word(by_story[story.id])),
        "onrecord": score(read, lambda story, _: our_chains(by_story[story.id])),
    }


def across_figures(documents: Sequence[Document]) -> dict[str, dict[str, float]]:
    """B³ over gold named mentions across documents: ids of ours, and names written alike."""
    found: dict[str, dict[str, float]] = {}
    for name in ("written alike", "onrecord"):
        sums = [0.0] * 4
        for corpus in dict.fromkeys(document.corpus for document in documents):
            gold, ours = _across([document for document in documents if document.corpus == corpus], name == "onrecord")
            pieces = (*b_cubed(ours, gold), *b_cubed(gold, ours))
            sums = [total + piece for total, piece in zip(sums, pieces, strict=True)]
        precision, recall = sums[0] / max(1.0, sums[1]), sums[2] / max(1.0, sums[3])
        found[name] = {"P": 100 * precision, "R": 100 * recall, "F1": 100 * f_score(precision, recall)}
    return found


def _across(documents: Sequence[Document], by_id: bool) -> tuple[Clusters, Clusters]:
    """The gold named mentions by instance, and by our entity or by their letters."""
    gold: dict[str, set[object]] = defaultdict(set)
    ours: dict[object, set[object]] = defaultdict(set)
    for document in documents:
        forms = [word.text for word in document.annotation.words]
        names = our_names(document) if by_id else []
        for mention in document.marked:
            if not (mention.is_named and mention.kind and mention.instance):
                continue
            gold[mention.instance].add(id(mention))
            key: object = " ".join(forms[n] for n in cut_edges(mention.words, forms)).lower()
            if by_id:
                heads = (name.entity for name in names if cut_edges(name.words, forms).stop - 1 == mention.head)
                key = next(heads, ("missed", id(mention)))
            ours[key].add(id(mention))
    return list(gold.values()), list(ours.values())


@cache
def read_all(folder: Path, corpora: tuple[str, ...] = CORPORA) -> tuple[Document, ...]:
    """The documents of some corpora with our reading of them."""
    reader = load_reader()
    return tuple(document for corpus in corpora for document in read_corpus(folder, corpus, reader))


def gate_data(folder: Path | None) -> dict[str, float]:
    """Names and joining on MEANTIME's two corpora and on news and interviews of GUM's development part."""
    found = {f"GUM dev: {name}": value for name, value in coreference.gate(folder).items()}
    documents = read_all(data_folder(folder))
    names, chains = names_figures(documents), chain_figures(documents)["onrecord"]
    found |= {f"MEANTIME: names, {name}": names[name] for name in ("exact P", "exact R", "exact F1", "head F1")}
    found |= {
        f"MEANTIME: chains, {name}": chains[name] for name in ("mention F1", "MUC F1", "B3 F1", "CEAFe F1", "CoNLL F1")
    }
    found |= {f"MEANTIME: across documents, B3 {name}": v for name, v in across_figures(documents)["onrecord"].items()}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--corpus", action="append", default=[], choices=CORPORA, help="only this corpus")
    chosen = parser.parse_args()
    documents = read_all(data_folder(chosen.data), tuple(chosen.corpus) or CORPORA)
    print(f"{len(documents)} documents of MEANTIME")
    print("names             ", "  ".join(f"{name} {value:.1f}" for name, value in names_figures(documents).items()))
    for name, figures in chain_figures(documents).items():
        print(f"chains: {name:15s}", "  ".join(f"{figure} {value:.1f}" for figure, value in figures.items()))
    for name, figures in across_figures(documents).items():
        print(f"across: {name:15s}", "  ".join(f"{figure} {value:.1f}" for figure, value in figures.items()))


if __name__ == "__main__":
    main()
