"""Chains of events across documents: `python -m evaluation.event_chains [--data DIR] [--set meantime|ecb]`.

Gold mentions of MEANTIME (two corpora of Wikinews) and of ECB+ (topics 1 to 35; the rest is kept back). The raw words, joined to a
text, are read by the whole program; each gold mention becomes a mention of ours by its head word, whatever the word is, and
`onrecord.resolve.incidents` makes digests and joins them, corpus by corpus or topic by topic. The CoNLL score is over all
mentions that have a chain; a mention outside any story is alone. Baselines: the same lemma of the trigger; the same lemma and one
participant at least, found as ours are.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.conll import conll
from evaluation.corpora import DataAbsent, data_folder, read_folder
from evaluation.readings import Text, read_texts
from onrecord.model import Span, StoryReading
from onrecord.resolve.incidents import LAYER, Happening
from onrecord.resolve.incidents.alike import are_parties_one
from onrecord.resolve.incidents.finding import Found, digest_words, find_mentions, make_happening, read_kinds
from onrecord.resolve.incidents.gathering import Facts
from onrecord.resolve.layers import settle_all

MEANTIME = "entities/meantime/intra_cross-doc_annotation"
ECB = "events/ecbplus/ECB+_LREC2014/ECB+"
LAST_TOPIC = 35
CLOSE = re.compile(r"^(?:[.,;:!?%)\]]|'s|'|n't|'re|'ve|'ll|'m|'d|’s|’)$")
OPEN = frozenset(("(", "[", "$", "``", "“"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A gold mention: the words of its trigger in its document's text, and its chain."""

    document: str
    span: Span
    chain: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A document of the gold: the corpus or topic within which chains run, its text and its mentions."""

    group: str
    name: str
    text: str
    mentions: tuple[Mention, ...]


# --- the gold -------------------------------------------------------------------------------------


def read_meantime(folder: Path) -> Iterator[Gold]:
    """MEANTIME's two corpora."""
    for name, text in read_folder(folder, MEANTIME):
        if name.endswith(".xml"):
            root = ElementTree.fromstring(text)
            tags = {mention.get("m_id"): mention for mention in root.iter("EVENT_MENTION")}
            events = {event.get("m_id"): event.get("instance_id") for event in root.iter("EVENT")}
            yield _gold(name.split("/")[-2], name.rpartition("/")[2], root, tags, events, "REFERS_TO", titled=True)


def read_ecb(folder: Path, last: int = LAST_TOPIC) -> Iterator[Gold]:
    """ECB+ (laid out), the topics that are not kept back: those of a higher number are not even opened."""
    for topic in range(1, last + 1):
        if not (folder / ECB / str(topic)).is_dir():
            continue
        for name, text in read_folder(folder, f"{ECB}/{topic}"):
            root = ElementTree.fromstring(text)
            markables = root.find("Markables")
            found = () if markables is None else tuple(markables)
            tags = {tag.get("m_id"): tag for tag in found if tag.tag.startswith(("ACTION", "NEG_ACTION"))}
            events = {identity: tag.get("instance_id") for identity, tag in tags.items() if tag.get("instance_id")}
            marked = {identity: tag for identity, tag in tags.items() if tag.find("token_anchor") is not None}
            yield _gold(str(topic), name, root, marked, events, "CROSS_DOC_COREF", titled=False)


def _gold(
    group: str, name: str, root: ElementTree.Element, tags: dict[str | None, ElementTree.Element],
    events: dict[str | None, str | None], relation: str, *, titled: bool,
) -> Gold:  # fmt: skip
    text, spans = _join(root, titled=titled)
    chains: dict[str | None, str] = {}
    for link in root.iter(relation):
        target = link.find("target")
        identity = target.get("m_id") if target is not None else None
        instance = (events.get(identity) if identity in events else None) or f"{name} {identity}"
        if identity in events or relation != "REFERS_TO":
            chains |= {source.get("m_id"): instance for source in link.findall("source")}
    found = []
    for identity, tag in tags.items():
        anchors = [
            spans[token] for anchor in tag.findall("token_anchor") if (token := anchor.get("t_id") or "") in spans
        ]
        if anchors:
            where = Span(min(anchors).start, max(anchors).end)
            found.append(Mention(name, where, chains.get(identity, f"{name} alone {identity}")))
    return Gold(group, name, text, tuple(sorted(set(found), key=lambda mention: (mention.span, mention.chain))))


def _join(root: ElementTree.Element, *, titled: bool) -> tuple[str, dict[str, Span]]:
    """The words as a text, and where each stands; the headline and the date of Wikinews are lines of their own."""
    text, spans, last, is_open = "", {}, None, True
    for token in root.iter("token"):
        word, sentence = token.text or "", int(token.get("sentence") or 0)
        word = {"``": "“", "''": "”"}.get(word, word)
        if last is not None and sentence != last:
            text += "\n" if titled and last < 2 else " "
        elif text and not is_open and not CLOSE.match(word):
            text += " "
        is_open = word in OPEN
        spans[token.get("t_id") or ""] = Span(len(text), len(text) + len(word))
        text += word
        last = sentence
    return text, {token: span for token, span in spans.items() if span.end > span.start}


# --- ours -----------------------------------------------------------------------------------------


def read_golds(golds: Sequence[Gold]) -> Iterator[tuple[Gold, tuple[StoryReading, ...]]]:
    """Each document with what we read in it."""
    texts = [Text(f"{gold.group}/{gold.name}", gold.text) for gold in golds]
    yield from ((gold, readings) for gold, (_, readings) in zip(golds, read_texts(texts), strict=True))


def found_of(reading: StoryReading, mentions: Iterable[Mention]) -> Iterator[tuple[Mention, Found]]:
    """The gold's mentions inside a story as mentions of ours: the event that we read there, else what the word may name."""
    annotation = reading.annotation
    ours = {word: found for found in find_mentions(reading) for word in found.words}
    for mention in mentions:
        words = tuple(annotation.words_in(mention.span))
        if not words:
            continue
        inside = set(words)
        head = next((word for word in words if annotation.words[word].head not in inside), words[0])
        own = ours.get(head)
        kinds = own.kinds if own is not None else read_kinds(annotation, head)
        event = (
            replace(own.event, trigger=annotation.phrase(words)) if own is not None and own.event is not None else None
        )
        yield mention, Found(head, words, kinds, told=True, event=event)


Readings = Sequence[tuple[Gold, tuple[StoryReading, ...]]]


def chains_of(golds: Readings) -> dict[Mention, Hashable]:
    """Of each gold mention of one group the incident that it came into; the mention itself where it is in none."""
    where: dict[tuple[str, Span], Mention] = {}
    digests: list[Happening] = []
    for gold, readings in golds:
        for reading in readings:
            found = list(found_of(reading, gold.mentions))
            for mention, one in found:
                where[reading.story.id, reading.annotation.phrase(one.words).span] = mention
            digests += digest_words(reading, [one for _, one in found])
    clusters: dict[Mention, Hashable] = {mention: mention for gold, _ in golds for mention in gold.mentions}
    for incident in settle_all(LAYER, digests):
        for telling in incident.told:
            if (telling.story, telling.evidence.span) in where:
                clusters[where[telling.story, telling.evidence.span]] = incident.id
    return clusters


def baselines(golds: Readings) -> dict[str, dict[Mention, Hashable]]:
    """Clusters by the lemma of the trigger, and by lemma and a participant, joined through."""
    alone: list[tuple[Mention, Happening]] = []
    for gold, readings in golds:
        for reading in readings:
            facts = Facts(reading.annotation, reading)
            alone += [
                (mention, make_happening(reading, facts, found)) for mention, found in found_of(reading, gold.mentions)
            ]
    every: dict[Mention, Hashable] = {mention: mention for gold, _ in golds for mention in gold.mentions}
    lemma = {mention: digest.triggers[0].lemma for mention, digest in alone}
    return {"same lemma": every | lemma, "same lemma and a participant": every | _joined(alone, _share)}


def _share(one: Happening, other: Happening) -> bool:
    mine, theirs = ([party for party in side.parties if party.role != "near"] for side in (one, other))
    return one.triggers[0].lemma == other.triggers[0].lemma and any(are_parties_one(a, b) for a in mine for b in theirs)


def _joined(
    alone: Sequence[tuple[Mention, Happening]], belong: Callable[[Happening, Happening], bool]
) -> dict[Mention, Hashable]:
    top = list(range(len(alone)))

    def find(place: int) -> int:
        while top[place] != place:
            place = top[place]
        return place

    for place, (_, one) in enumerate(alone):
        for there in range(place):
            if find(there) != find(place) and belong(one, alone[there][1]):
                top[find(place)] = find(there)
    return {mention: ("joined", find(place)) for place, (mention, _) in enumerate(alone)}


def measure(golds: Readings) -> dict[str, dict[str, float]]:
    """The CoNLL score of ours and of the baselines, over all groups together."""
    groups: dict[str, list[tuple[Gold, tuple[StoryReading, ...]]]] = defaultdict(list)
    for gold, readings in golds:
        groups[gold.group].append((gold, readings))
    truth: dict[Hashable, Hashable] = {
        mention: (gold.group, mention.chain) for gold, _ in golds for mention in gold.mentions
    }
    guesses: dict[str, dict[Hashable, Hashable]] = defaultdict(dict)
    for group, members in groups.items():
        for name, clusters in {**baselines(members), "onrecord": chains_of(members)}.items():
            guesses[name] |= {mention: (group, cluster) for mention, cluster in clusters.items()}
    return {name: conll(truth, guess) for name, guess in guesses.items()}


def gate_data(folder: Path | None) -> dict[str, float]:
    """CoNLL F1 on MEANTIME, ours and by how much it is above the same lemma and a participant."""
    if folder is None:
        raise DataAbsent("no annotated data")
    golds = list(read_meantime(folder))
    if not golds:
        raise DataAbsent("no documents of MEANTIME")
    scores = measure(list(read_golds(golds)))
    ours = scores["onrecord"]["CoNLL"]
    return {
        "MEANTIME CoNLL F1": ours,
        "MEANTIME above the baseline": ours - scores["same lemma and a participant"]["CoNLL"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--set", choices=("meantime", "ecb"), default="meantime")
    parser.add_argument(
        "--topics", type=int, default=LAST_TOPIC, help="the last topic of ECB+ that is read, 35 at most"
    )
    chosen = parser.parse_args()
    folder = data_folder(chosen.data)
    golds = list(
        read_meantime(folder) if chosen.set == "meantime" else read_ecb(folder, min(chosen.topics, LAST_TOPIC))
    )
    print(f"{len(golds)} documents, {sum(len(gold.mentions) for gold in golds)} mentions")
    for name, scores in measure(list(read_golds(golds))).items():
        print(f"{name:30}", "  ".join(f"{measured} {value:5.1f}" for measured, value in scores.items()))


if __name__ == "__main__":
    main()
