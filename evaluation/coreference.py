"""Joining inside a document against GUM: `python -m evaluation.coreference [--data DIR] [--part dev] [--genre news …]`.

Gold words and sentences, our parse, our names. Kept of the gold: chains of people, organisations and places
with at least one named mention, and in them names, descriptions and third-person pronouns (first and second
person, relative pronouns and adjectives are left out on both sides: GUM does not mark "French", we do not read
"I"). A mention of ours is a gold mention's when it lies in it and holds its head. Mention P, R, F1 count every
mention; MUC, B³, CEAF-e and their mean (CoNLL F1) leave out chains of one. Baselines: names with the same last
word are one thing; the same with each pronoun given to the nearest name of a fitting label.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.clusters import Clusters, b_cubed, ceaf, f_score, muc
from evaluation.corpora import data_folder, read_text
from onrecord.annotate.encoder import Parsed, Reader, load_reader
from onrecord.annotate.sentences import OTHER_READERS
from onrecord.identify import identify
from onrecord.model import Annotation, LineKind, MentionForm, Name, Paragraph, Sentence, Span, Story, Word, content_id
from onrecord.segment.quotations import find_quotations

KEPT = frozenset(("person", "organization", "place"))
LEFT_OUT = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself who whom whose which that".split()
)
ENTITY = re.compile(r"\(([^()]*)(\)?)|([^()]+)\)")


@dataclass(frozen=True)
class GoldMention:
    """A gold mention: its words in the document, the words of its head, its chain and form."""

    words: range
    heads: frozenset[int]
    chain: str
    kind: str
    form: str


@dataclass(frozen=True)
class GoldDocument:
    """A document of GUM: words by sentence, what follows each without a space, headings, paragraphs, mentions."""

    name: str
    sentences: list[list[str]]
    glued: list[bool]
    heading: list[bool]
    paragraph: list[int]
    mentions: list[GoldMention]


def read_documents(text: str, genres: set[str], *, is_whole: bool = False) -> Iterator[GoldDocument]:
    """The documents of a CoNLL-U file with GUM's entities; `is_whole` keeps every mention, not only those that are scored."""
    for block in re.split(r"(?m)^# newdoc id = ", text)[1:]:
        name = block.split("\n", 1)[0].strip()
        if not genres or name.split("_")[1] in genres:
            yield _read_document(name, block, is_whole)


def _read_document(name: str, block: str, is_whole: bool) -> GoldDocument:
    sentences: list[list[str]] = []
    glued: list[bool] = []
    heading: list[bool] = []
    paragraphs: list[int] = []
    tags: list[str] = []
    entities: list[tuple[int, str]] = []
    paragraph, is_heading = -1, False
    for line in block.split("\n"):
        if line.startswith("# newpar"):
            paragraph += line.startswith("# newpar_block") or line == "# newpar"
            is_heading = "= head" in line if "newpar_block" in line else is_heading
        elif line.startswith("# sent_id"):
            sentences.append([])
            heading.append(is_heading)
            paragraphs.append(paragraph)
        elif line[:1].isdigit():
            columns = line.split("\t")
            if not columns[0].isdigit():
                continue
            found = re.search(r"(?:^|\|)Entity=([^|]*)", columns[9])
            if found:
                entities.append((len(glued), found.group(1)))
            sentences[-1].append(columns[1])
            glued.append("SpaceAfter=No" in columns[9])
            tags.append(columns[3])
    words = [word for sentence in sentences for word in sentence]
    return GoldDocument(name, sentences, glued, heading, paragraphs, _kept(_mentions(entities), words, tags, is_whole))


def _mentions(entities: list[tuple[int, str]]) -> Iterator[tuple[range, list[str]]]:
    """Words and fields (chain, type, …, minimal span) of every mention."""
    waiting: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for place, text in entities:
        for opened, closed, ended in ENTITY.findall(text):
            if ended:
                start, fields = waiting[ended].pop()
                yield range(start, place + 1), fields
                continue
            fields = opened.split("-")
            if closed:
                yield range(place, place + 1), fields
            else:
                waiting[fields[0]].append((place, fields))


def _kept(
    found: Iterator[tuple[range, list[str]]], words: list[str], tags: list[str], is_whole: bool
) -> list[GoldMention]:
    mentions: list[GoldMention] = []
    for place, fields in found:
        numbers = [int(number) for number in fields[5].split(",") if number.isdigit()]
        heads = frozenset(place.start + number - 1 for number in numbers) or frozenset(place)
        first = min(heads)
        form = (
            "pronoun"
            if tags[first] in ("PRON", "DET") and len(heads) == 1
            else "name"
            if tags[first] == "PROPN"
            else "description"
        )
        if is_whole or fields[1] in KEPT and not (form == "pronoun" and words[first].lower() in LEFT_OUT):
            mentions.append(GoldMention(place, heads, fields[0], fields[1], form))
    named = {mention.chain for mention in mentions if mention.form == "name"}
    return [mention for mention in mentions if is_whole or mention.chain in named]


# --- our reading ----------------------------------------------------------------------------------


def make_story(document: GoldDocument, reader: Reader) -> tuple[Story, Annotation]:
    """A story of gold sentences and words, with our parse and names."""
    parsed = reader.read(document.sentences)
    text = ""
    words: list[Word] = []
    names: list[Name] = []
    starts: list[int] = [0]
    spans: list[Span] = []
    for number, (forms, found) in enumerate(zip(document.sentences, parsed, strict=True)):
        start, base = len(words), len(text)
        for place, form in enumerate(forms):
            head = found.heads[place]
            span = Span(len(text), len(text) + len(form))
            words.append(Word(form, span, found.lemmas[place], found.upos[place], found.xpos[place],
                              start + head - 1 if head else -1, found.relations[place], number))  # fmt: skip
            text += form + ("" if document.glued[len(words) - 1] and place + 1 < len(forms) else " ")
        spans.append(Span(base, len(text) - 1))
        text = text[:-1] + "\n"
        names += list(_names(found, start))
        starts.append(len(words))
    kinds = [LineKind.HEADING if heading else LineKind.PROSE for heading in document.heading]
    sentences = tuple(
        Sentence((span,), number, kind) for number, (span, kind) in enumerate(zip(spans, kinds, strict=True))
    )
    paragraphs = tuple(Paragraph((s,), kind, (n, n + 1)) for n, (s, kind) in enumerate(zip(spans, kinds, strict=True)))
    blocks = [
        [span for span, p in zip(spans, document.paragraph, strict=True) if p == number]
        for number in sorted(set(document.paragraph))
    ]
    quotations = find_quotations(text, [tuple(block) for block in blocks if block])[0]
    story = Story(content_id("story", document.name), content_id("document", document.name), Span(0, len(text)), None, None, None, None,
                  paragraphs, sentences, quotations)  # fmt: skip
    return story, Annotation(text, tuple(words), tuple(starts), tuple(names))


def _names(parsed: Parsed, start: int) -> Iterator[Name]:
    first, kind = 0, ""
    for place, tag in enumerate([*parsed.tags, "O"]):
        if kind and tag != f"I-{kind}":
            if kind not in OTHER_READERS:
                yield Name(start + first, start + place, kind, round(min(parsed.confidence[first:place]), 4))
            kind = ""
        if tag != "O" and not kind:
            first, kind = place, tag[2:]


def our_chains(story: Story, annotation: Annotation) -> list[list[tuple[range, str]]]:
    """Chains of our mentions, each with its words and form."""
    chains: list[list[tuple[range, str]]] = []
    for entity in identify([story], [annotation]):
        chains.append([])
        for mention in entity.mentions:
            words = annotation.words_in(mention.evidence.span)
            if mention.why not in ("adjective", "people of the country") and mention.form is not MentionForm.PRONOUN:
                chains[-1].append((words, mention.form.value))
            elif mention.form is MentionForm.PRONOUN:
                chains[-1].append((words, "pronoun"))
    return [chain for chain in chains if chain]


def same_last_word(story: Story, annotation: Annotation, *, pronouns: bool = False) -> list[list[tuple[range, str]]]:
    """The baseline: names that end in the same word; with `pronouns`, each to the nearest name of a fitting label."""
    chains: dict[str, list[tuple[range, str]]] = {}
    labels = {"he": "Person", "she": "Person", "him": "Person", "his": "Person", "her": "Person", "it": "Organization", "its": "Organization", "they": "Organization", "their": "Organization"}  # fmt: skip
    ends = {name.last - 1: name for name in annotation.names if name.kind != "NORP"}
    latest: dict[str, str] = {}
    for number, word in enumerate(annotation.words):
        if number in ends:
            name = ends[number]
            chains.setdefault(word.text.lower(), []).append((range(name.first, name.last), "name"))
            latest[name.kind] = word.text.lower()
        elif pronouns and (label := labels.get(word.text.lower())) in latest:
            chains[latest[str(label)]].append((range(number, number + 1), "pronoun"))
    return list(chains.values())


# --- scores ---------------------------------------------------------------------------------------


def aligned(
    chains: list[list[tuple[range, str]]], document: GoldDocument, annotation: Annotation
) -> tuple[Clusters, Counter[str]]:
    """Our chains with the gold mentions they hit, others by their own words; and how many hits by form."""
    free = sorted(document.mentions, key=lambda mention: len(mention.words))
    by_word: dict[int, list[GoldMention]] = defaultdict(list)
    for mention in free:
        for number in mention.words:
            by_word[number].append(mention)
    taken: set[int] = set()
    counts: Counter[str] = Counter()
    found: Clusters = []
    for chain in chains:
        found.append(set())
        for words, form in chain:
            counts[f"ours {form}"] += 1
            hit = next(
                (
                    m
                    for m in by_word[words.start]
                    if id(m) not in taken and words.stop <= m.words.stop and _holds(words, m, annotation)
                ),
                None,
            )
            if hit is None:
                found[-1].add(("ours", words.start, words.stop))
                continue
            taken.add(id(hit))
            counts[f"right {hit.form}"] += 1
            found[-1].add(id(hit))
    for mention in document.mentions:
        counts[f"gold {mention.form}"] += 1
    return found, counts


def _holds(words: range, mention: GoldMention, annotation: Annotation) -> bool:
    if mention.heads & set(words):
        return True
    top = next((number for number in words if annotation.words[number].head not in words), words.start)
    return (
        annotation.words[top].relation in ("nmod:desc", "flat", "compound")
        and annotation.words[top].head in mention.heads
    )


def gold_clusters(document: GoldDocument) -> Clusters:
    """The gold chains."""
    chains: dict[str, set[Hashable]] = defaultdict(set)
    for mention in document.mentions:
        chains[mention.chain].add(id(mention))
    return list(chains.values())


def several(clusters: Clusters) -> Clusters:
    """Without chains of one."""
    return [cluster for cluster in clusters if len(cluster) > 1]


Chainer = Callable[[Story, Annotation], list[list[tuple[range, str]]]]


def score(read: Sequence[tuple[GoldDocument, Story, Annotation]], chainer: Chainer) -> dict[str, float]:
    """Figures over all documents, in per cent."""
    counts: Counter[str] = Counter()
    sums = [0.0] * 11
    for document, story, annotation in read:
        ours, found = aligned(chainer(story, annotation), document, annotation)
        counts += found
        gold, ours = several(gold_clusters(document)), several(ours)
        pieces = [*muc(gold, ours), *muc(ours, gold), *b_cubed(gold, ours), *b_cubed(ours, gold), *ceaf(gold, ours)]
        sums = [total + piece for total, piece in zip(sums, pieces, strict=True)]
    forms = ("name", "description", "pronoun")
    right, golden = sum(counts[f"right {f}"] for f in forms), sum(counts[f"gold {f}"] for f in forms)
    mention = f_score(right / max(1, sum(counts[f"ours {f}"] for f in forms)), right / max(1, golden))
    ratios = [sums[n] / max(1.0, sums[n + 1]) for n in (0, 2, 4, 6)]
    link, cubed = f_score(ratios[1], ratios[0]), f_score(ratios[3], ratios[2])
    entity = f_score(sums[8] / max(1.0, sums[10]), sums[8] / max(1.0, sums[9]))
    figures = {"mention F1": mention, "MUC F1": link, "MUC P": ratios[1], "B3 P": ratios[3], "B3 R": ratios[2], "B3 F1": cubed, "CEAFe F1": entity, "CoNLL F1": (link + cubed + entity) / 3}  # fmt: skip
    figures |= {f"{f} found": counts[f"right {f}"] / max(1, counts[f"gold {f}"]) for f in forms}
    return {name: 100 * value for name, value in figures.items()}


def pronoun_accuracy(read: Sequence[tuple[GoldDocument, Story, Annotation]]) -> dict[str, float]:
    """Of our joined pronouns and descriptions, the share that stand in a chain whose names are mostly of their gold chain."""
    counts: Counter[str] = Counter()
    for document, story, annotation in read:
        ours, _ = aligned(chains := our_chains(story, annotation), document, annotation)
        chain_of = {id(mention): mention for mention in document.mentions}
        for cluster, chain in zip(ours, chains, strict=True):
            hits = [chain_of[number] for number in cluster if isinstance(number, int)]
            names = Counter(mention.chain for mention in hits if mention.form == "name")
            main = names.most_common(1)[0][0] if names else None
            right = {mention.words.stop for mention in hits if mention.chain == main}
            for words, form in chain:
                counts[f"{form} joined"] += 1
                counts[f"{form} right"] += words.stop in right or any(
                    words.start < stop <= words.stop for stop in right
                )
    for document, _, _ in read:
        counts.update(f"{mention.form} there" for mention in document.mentions)
    found = {}
    for form in ("pronoun", "description"):
        found[f"{form} precision"] = 100 * counts[f"{form} right"] / max(1, counts[f"{form} joined"])
        found[f"{form} recall"] = 100 * counts[f"{form} right"] / max(1, counts[f"{form} there"])
    return found


def gate(folder: Path | None) -> dict[str, float]:
    """Figures on news and interviews of GUM's development part."""
    read = read_gold(data_folder(folder), "dev", {"news", "interview"})
    figures = score(read, our_chains)
    return {name: figures[name] for name in ("mention F1", "B3 F1", "CoNLL F1")} | pronoun_accuracy(read)


def read_gold(folder: Path, part: str, genres: set[str]) -> list[tuple[GoldDocument, Story, Annotation]]:
    """Gold documents with our reading of their words."""
    reader = load_reader()
    documents = read_documents(read_text(folder, f"syntax/gum/gum-{part}.conllu"), genres)
    return [(document, *make_story(document, reader)) for document in documents]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", default="dev", choices=("train", "dev"))
    parser.add_argument("--genre", action="append", default=[], help="only documents of this genre")
    chosen = parser.parse_args()
    read = read_gold(data_folder(chosen.data), chosen.part, set(chosen.genre))
    print(f"{len(read)} documents of GUM {chosen.part}: {', '.join(sorted(set(chosen.genre))) or 'all genres'}")
    chainers: dict[str, Chainer] = {
        "same last word": same_last_word,
        "the same, pronouns to the nearest": lambda story, annotation: same_last_word(story, annotation, pronouns=True),
        "onrecord": our_chains,
    }
    for name, chainer in chainers.items():
        print(f"{name:34s}", "  ".join(f"{figure} {value:.1f}" for figure, value in score(read, chainer).items()))
    print("  ".join(f"{figure} {value:.1f}" for figure, value in pronoun_accuracy(read).items()))


if __name__ == "__main__":
    main()
