"""Statements and events on our own gold: `python -m evaluation.coded [--wrong]`. Always measured: the gold ships.

172 sentences of the sample pages are coded in full, so a record from one of them that is not in the gold is a wrong
one. The pages go through the whole way. A statement matches by its cue, or by its content where there is no cue; an
event by its type and trigger. What is then right of it is counted among the matches.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from evaluation.segmentation import GOLD, SAMPLES
from onrecord.intake import IntakeOptions, read_documents
from onrecord.model import Document, Event, Record, Statement
from onrecord.pipeline import read_document

Row = dict[str, str]


@dataclass(frozen=True)
class Coded:
    """One coded sentence: what should be read in it and what was."""

    words: str
    statements: Sequence[Row]
    events: Sequence[Row]
    found_statements: Sequence[Statement]
    found_events: Sequence[Event]


def _rows(name: str) -> list[Row]:
    with (GOLD / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))


def _key(words: str | None) -> str:
    return "".join(c for c in (words or "").lower() if c.isalnum())


@cache
def coded_sentences() -> tuple[Coded, ...]:
    """Every coded sentence that could be found in what was read of its sample."""
    records: dict[str, list[Record]] = {}
    statements, events = defaultdict(list), defaultdict(list)
    for row in _rows("statements.tsv"):
        statements[row["sentence"]].append(row)
    for row in _rows("events.tsv"):
        events[row["sentence"]].append(row)
    found: list[Coded] = []
    for row in _rows("coded_sentences.tsv"):
        sample = row["sample"]
        if sample not in records:
            documents = read_documents([str(SAMPLES / sample)], options=IntakeOptions())
            records[sample] = [read_document(item) for item in documents if isinstance(item, Document)]
        found.append(_coded(row, records[sample], statements[row["number"]], events[row["number"]]))
    return tuple(found)


def _coded(row: Row, records: Sequence[Record], statements: Sequence[Row], events: Sequence[Row]) -> Coded:
    for record in records:
        inside = _place(row["sentence"], record)
        if inside:
            said = [s for s in record.statements if _touches(s, inside)]
            done = [e for e in record.events if e.trigger.span.start in inside]
            return Coded(row["sentence"], statements, events, said, done)
    return Coded(row["sentence"], statements, events, [], [])


def _place(words: str, record: Record) -> set[int]:
    """Where a coded sentence stands, however the program parted it; a caption may stand inside it."""
    wanted, text = _key(words), record.clean.text
    for story in record.stories:
        for sentence in story.sentences:
            if _key("".join(text[a:b] for a, b in sentence.spans)) == wanted:
                return {n for span in sentence.spans for n in range(*span)}
    places = [n for n, character in enumerate(text) if character.isalnum()]
    start = "".join(text[n].lower()[:1] for n in places).find(wanted)
    return set(range(places[start], places[start + len(wanted) - 1] + 1)) if start >= 0 else set()


def _touches(statement: Statement, inside: set[int]) -> bool:
    """True when the cue or a piece of the content stands in the sentence: a quotation's cue may stand in another one."""
    spans = [piece.span for piece in statement.content.pieces] + ([statement.cue.span] if statement.cue else [])
    return any(n in inside for span in spans for n in (span.start, span.end - 1))


def _same(one: str, two: str) -> bool:
    a, b = _key(one), _key(two)
    return bool(a and b) and (a in b or b in a)


def match_statements(coded: Coded) -> Iterator[tuple[Row | None, Statement | None]]:
    """Gold and found, side by side; None where one has no other."""
    left = list(coded.found_statements)
    for row in coded.statements:
        for statement in left:
            first = row["content"].split(" … ")[0]
            by_cue = statement.cue is not None and row["cue"] != "-" and _same(row["cue"], statement.cue.text)
            by_content = (row["cue"] == "-") and _same(first, "".join(p.text for p in statement.content.pieces))
            if by_cue or by_content:
                left.remove(statement)
                yield row, statement
                break
        else:
            yield row, None
    yield from ((None, statement) for statement in left)


def match_events(coded: Coded) -> Iterator[tuple[Row | None, Event | None]]:
    """Gold and found, side by side; None where one has no other."""
    left = list(coded.found_events)
    for row in coded.events:
        for event in left:
            if event.event_type == row["type"] and _same(row["trigger"], event.trigger.text):
                left.remove(event)
                yield row, event
                break
        else:
            yield row, None
    yield from ((None, event) for event in left)


def _source_right(row: Row, statement: Statement) -> bool:
    return _same(row["source"], statement.source.evidence.text if statement.source.evidence else "-") or (
        row["source"] in ("-", "unstated") and statement.source.evidence is None
    )


def _party_right(gold: str, found: Sequence[str]) -> bool:
    return not found if gold == "-" else any(_same(gold, text) or _same(text, gold) for text in found)


def _scores(pairs: Sequence[tuple[object, object]]) -> tuple[float, float, float]:
    hit = sum(a is not None and b is not None for a, b in pairs)
    precision = 100 * hit / max(sum(b is not None for _, b in pairs), 1)
    recall = 100 * hit / max(sum(a is not None for a, _ in pairs), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def gate(_: object = None) -> dict[str, float]:
    """Figures on our own gold."""
    said = [pair for coded in coded_sentences() for pair in match_statements(coded)]
    done = [pair for coded in coded_sentences() for pair in match_events(coded)]
    figures = dict(zip(("statements P", "statements R", "statements F"), _scores(said), strict=True))
    figures |= dict(zip(("events P", "events R", "events F"), _scores(done), strict=True))
    both = [(row, s) for row, s in said if row is not None and s is not None]
    figures["statements: source right"] = 100 * sum(_source_right(row, s) for row, s in both) / len(both)
    figures["statements: act right"] = 100 * sum(row["act"] == s.act.value for row, s in both) / len(both)
    figures["statements: polarity right"] = (
        100 * sum(row["polarity"] == s.polarity.value for row, s in both) / len(both)
    )
    events = [(row, e) for row, e in done if row is not None and e is not None]
    figures["events: actor right"] = (
        100 * sum(_party_right(row["actor"], [p.evidence.text for p in e.actors]) for row, e in events) / len(events)
    )
    figures["events: recipient right"] = (
        100
        * sum(_party_right(row["recipient"], [p.evidence.text for p in e.recipients]) for row, e in events)
        / len(events)
    )
    figures["events: status right"] = 100 * sum(row["status"] == e.status.value for row, e in events) / len(events)
    return {f"samples: {name}": value for name, value in figures.items()}


def _rule(found: Statement | Event) -> str:
    return found.origin.by if found.origin else "-"


def _show(coded: Coded) -> Iterator[str]:
    """What is wrong in a sentence, a line each."""
    for row, s in match_statements(coded):
        source = (s.source.evidence.text if s.source.evidence else "-") if s else ""
        if row is None and s is not None:
            yield f"  + statement {source} | {s.cue.text if s.cue else '-'} | {s.act.value} | {s.content.pieces[0].text[:60]} ({_rule(s)})"
        elif row is not None and s is None:
            yield f"  - statement {row['source']} | {row['cue']} | {row['act']} | {row['content'][:60]}"
        elif row is not None and s is not None and (not _source_right(row, s) or row["act"] != s.act.value):
            yield f"  ~ statement {row['source']} / {source} | {row['act']} / {s.act.value} ({_rule(s)})"
    for row, e in match_events(coded):
        parties = [[p.evidence.text for p in side] for side in (e.actors, e.recipients)] if e else []
        if row is None and e is not None:
            yield f"  + event {e.event_type} {parties} {e.trigger.text} {e.status.value} ({_rule(e)})"
        elif row is not None and e is None:
            yield f"  - event {row['type']} {row['actor']} -> {row['recipient']} {row['trigger']} {row['status']}"
        elif row is not None and e is not None:
            right = _party_right(row["actor"], parties[0]) and _party_right(row["recipient"], parties[1])
            if not right or row["status"] != e.status.value:
                yield f"  ~ event {e.event_type} {row['actor']} -> {row['recipient']} {row['status']} / {parties} {e.status.value} ({_rule(e)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--wrong", action="store_true", help="list what was missed (-), invented (+), or is half right (~)"
    )
    chosen = parser.parse_args()
    for coded in coded_sentences() if chosen.wrong else ():
        lines = list(_show(coded))
        if lines:
            print(coded.words, *lines, sep="\n")
    for name, value in gate().items():
        print(f"{value:7.2f}  {name}")


if __name__ == "__main__":
    main()
