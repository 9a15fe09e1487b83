"""W3C Web Annotations as gold: `onrecord evaluate webannotation PATH [--texts FOLDER]`.

PATH is a file, a folder or a zip archive of `.json`, `.jsonld` (an AnnotationCollection, an AnnotationPage, a list, one annotation, or rows of
Hypothesis) or `.jsonl` (an annotation a line). What an export of ours says of its records is understood whole, and the texts are in it. Of other people's
annotations a body says with a tag what the words are (`source`, `cue`, `content`, a type of PLOVER, `actor`, a kind of name), annotations
whose targets are other annotations tie these together, and the text is NAME.txt, in FOLDER or beside the file, for a source that ends in NAME
or NAME.ending; where a target has no source, for annotations in NAME.json.

Positions count code points. Where there is none, or the words there are not those of the TextQuoteSelector, the quotation is looked for (scripts
in a page count in other units), whatever white space parts its words; of several places the one whose surroundings are most like `prefix` and
`suffix` is meant. One that is not there, or at places that nothing tells apart, is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os.path import commonprefix
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from onrecord.errors import InputError
from onrecord.evaluate.files import Given, given_of, read_files, stem
from onrecord.evaluate.gold import Draft, Marked, MarkedEvent, MarkedName, letters, make_event, make_statements
from onrecord.evaluate.labels import EVENT_PARTS, STATEMENT_PARTS, Labels, event_value

Found = dict[str, Any]
ENDINGS = (".json", ".jsonld", ".jsonl")
NO_LABEL = "(no tag)"
AROUND = 500
"""Characters before and behind words that are compared with what a selector says."""
_PARTS = {"actors": "actor", "recipients": "recipient"}


@dataclass(frozen=True, slots=True)
class Note:
    """One annotation, where it stands, and what ours say of the record, None in those of others."""

    where: str
    found: Found
    record: Found | None


@dataclass(slots=True)
class Target:
    """The annotations of one text."""

    source: str
    text: str | None = None
    given: Given | None = None
    notes: list[Note] = field(default_factory=list)


class NotThere(InputError):
    """A quotation that does not stand in the text, or at places that nothing tells apart."""


def read_webannotation(path: Path, labels: Labels, texts: Path | None = None) -> Iterator[Marked]:
    """The gold of a file, folder or archive. Raises InputError that names file and annotation of what cannot be understood."""
    targets: dict[str, Target] = {}
    ties: list[tuple[str, ...]] = []
    for name, words in read_files(path, ENDINGS):
        where = f"{path}/{name}" if path.is_dir() else str(path)
        for place, found in _annotations(words, name, where):
            try:
                _sort(Note(place, found, _record(found)), targets, ties, stem(name))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise InputError(f"{place}: no annotation that can be understood ({error})") from error
    if not targets:
        raise InputError(f"{path}: no annotations there")
    beside = _texts_beside(path, texts) if any(one.text is None for one in targets.values()) else {}
    for key, target in targets.items():
        text = target.text if target.text is not None else _text_of(target, beside, path)
        yield _mark(key, text, target, ties, labels)


# --- files ------------------------------------------------------------------------------------------


def _annotations(words: str, name: str, where: str) -> Iterator[tuple[str, Found]]:
    if name.endswith(".jsonl"):
        for number, line in enumerate(words.split("\n"), start=1):
            if line.strip():
                yield f"{where}:{number}", _object(line, f"{where}:{number}")
        return
    for number, found in enumerate(_items(_json(words, where), where), start=1):
        yield f"{where}: annotation {number}", found


def _json(words: str, where: str) -> Any:
    try:
        return json.loads(words)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{where}{line}: no JSON ({error})") from error


def _object(line: str, where: str) -> Found:
    found = _json(line, where)
    if not isinstance(found, dict):
        raise InputError(f"{where}: no annotation, but {str(found)[:40]!r}")
    return found


def _items(found: Any, where: str) -> Iterator[Found]:
    if isinstance(found, list):
        for one in found:
            yield from _items(one, where)
    elif not isinstance(found, dict):
        raise InputError(f"{where}: no annotation, but {str(found)[:40]!r}")
    elif "items" in found or "rows" in found:
        yield from _items(found.get("items", found.get("rows")), where)
    elif "first" in found:
        if isinstance(found["first"], str):
            raise InputError(f"{where}: its first page is elsewhere ({found['first']}); give the page itself")
        yield from _items(found["first"], where)
    else:
        yield found


def _texts_beside(path: Path, texts: Path | None) -> dict[str, str]:
    """The texts that annotations may be of, by the name of the file with and without its ending."""
    folder = texts or (path if path.is_dir() or path.suffix == ".zip" else path.parent)
    found: dict[str, str] = {}
    for name, text in read_files(folder, (".txt",)):
        found[stem(name)] = found[PurePosixPath(name).name] = text
    return found


def _text_of(target: Target, beside: Mapping[str, str], path: Path) -> str:
    last = PurePosixPath(unquote(urlsplit(target.source).path) or target.source).name
    for name in (last, stem(last), target.source):
        if name in beside:
            return beside[name]
    raise InputError(
        f"{path}: there is no text for {target.source}; put {stem(last)}.txt into a folder and give --texts FOLDER"
    )


# --- annotations ------------------------------------------------------------------------------------


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _record(found: Found) -> Found | None:
    """What an annotation of ours says of its record."""
    for body in _list(found.get("body")):
        if isinstance(body, dict) and isinstance(body.get("record"), dict):
            record: Found = body["record"]
            return record
    return None


def _sort(note: Note, targets: dict[str, Target], ties: list[tuple[str, ...]], name: str) -> None:
    """Put an annotation to its text, which has the `name` of the file where it says nothing of that; one of other annotations is a tie,
    one of all of a text gives the text.
    """
    ends = [one for one in _list(note.found["target"]) if not isinstance(one, dict) or "selector" not in one]
    if len(ends) > 1:
        ties.append(tuple(str(one["id"] if isinstance(one, dict) else one) for one in ends))
        return
    for one in _list(note.found["target"]):
        if not isinstance(one, dict) or "selector" not in one:
            continue
        given = one.get("source", name)
        source = given["id"] if isinstance(given, dict) else str(given)
        key = note.record["document"] if note.record else source
        target = targets.setdefault(key, Target(source))
        if note.record and note.record["type"] == "document":
            target.text = str(_selector(one, "TextQuoteSelector")["exact"])
            target.given = given_of(note.record["as_read"])
        else:
            target.notes.append(Note(note.where, {**note.found, "target": one}, note.record))


def _selector(target: Found, kind: str) -> Found:
    selectors = _list(target["selector"])
    if kind == "TextQuoteSelector":  # places inside of another selector's count from its beginning, words are the same
        selectors = [*selectors, *(inner for one in selectors for inner in _list(one.get("refinedBy")))]
    found: Found = next((one for one in selectors if one.get("type") == kind), {})
    return found


def _place(note: Note, text: str) -> tuple[int, int]:
    """Where the words of an annotation stand."""
    target = note.found["target"]
    position, quote = _selector(target, "TextPositionSelector"), _selector(target, "TextQuoteSelector")
    start, end, exact = position.get("start"), position.get("end"), quote.get("exact")
    what = "no TextPositionSelector and no TextQuoteSelector"
    if isinstance(start, int) and isinstance(end, int):
        if 0 <= start < end <= len(text) and exact in (None, text[start:end]):
            return start, end
        what = f"{start} to {end} is not inside a text of {len(text)} characters"
    if not isinstance(exact, str) or not exact:
        raise InputError(f"{note.where}: {what}")
    return _quoted(note, text, quote)


def _quoted(note: Note, text: str, quote: Found) -> tuple[int, int]:
    exact = quote["exact"]
    pattern = r"\s+".join(map(re.escape, exact.split())) or re.escape(exact)
    places = [found.span(1) for found in re.finditer(f"(?=({pattern}))", text)]
    likeness = [_likeness(text, place, quote) for place in places]
    best = [place for place, like in zip(places, likeness, strict=True) if like == max(likeness)]
    if len(best) == 1:
        return best[0]
    times = "more than once" if best else "not"
    raise NotThere(f"{note.where}: {exact[:40]!r} is {times} in the text, and not where the position says")


def _likeness(text: str, place: tuple[int, int], quote: Found) -> int:
    """Characters around a place that are those of `prefix` and `suffix`, from the words outwards, white space left out."""
    before, after = (re.sub(r"\s", "", quote.get(name) or "") for name in ("prefix", "suffix"))
    start, end = place
    left = re.sub(r"\s", "", text[max(0, start - AROUND) : start])
    right = re.sub(r"\s", "", text[end : end + AROUND])
    return len(commonprefix([left[::-1], before[::-1]])) + len(commonprefix([right, after]))


# --- meaning ----------------------------------------------------------------------------------------


def _mark(name: str, text: str, target: Target, ties: Iterable[tuple[str, ...]], labels: Labels) -> Marked:
    ours = [note for note in target.notes if note.record]
    statements, events, names = _own(text, ours)
    theirs = [note for note in target.notes if not note.record]
    for part in _foreign(text, theirs, ties, labels):
        if isinstance(part, MarkedName):
            names.append(part)
        elif isinstance(part, MarkedEvent):
            events.append(part)
        else:
            statements.append(part)
    return Marked(name, text, make_statements(text, statements), tuple(events), tuple(names), target.given)


def _own(text: str, notes: Iterable[Note]) -> tuple[list[Draft], list[MarkedEvent], list[MarkedName]]:
    """What annotations of ours say."""
    statements: dict[str, Draft] = {}
    events: dict[str, tuple[str, Draft]] = {}
    names: list[MarkedName] = []
    for note in notes:
        record = note.record or {}
        place = _place(note, text)
        if record["type"] == "statement":
            values = {name: record[name] for name in ("act", "polarity")}
            draft = statements.setdefault(record["id"], Draft(values=values, within=record.get("within") is not None))
            draft.add(record["field"], [place])
        elif record["type"] == "event":
            values = {"mode": record["mode"] or "", "status": record["status"]}
            _, draft = events.setdefault(record["id"], (record["event_type"], Draft(values=values)))
            draft.add(_PARTS.get(str(record["field"]), str(record["field"])), [place])
        elif record["type"] == "entity" and record["words"]["form"] == "name":
            names.append(MarkedName(letters(text, [place]), frozenset({record["kind"]})))
    coded = [make_event(text, draft, kind) for kind, draft in events.values()]
    return list(statements.values()), coded, names


def _foreign(
    text: str, notes: Iterable[Note], ties: Iterable[tuple[str, ...]], labels: Labels
) -> Iterator[Draft | MarkedEvent | MarkedName]:
    """What annotations of others say: names, and groups that are tied together, each a statement or an event."""
    meant: dict[str, tuple[str, str, tuple[int, int]]] = {}
    for number, note in enumerate(notes):
        known = [label for label in _labels(note.found) or [NO_LABEL] if labels.is_known(label)]
        try:
            place = _place(note, text)
        except NotThere:
            if known:
                raise
            continue  # a remark on another part of the page
        for label in known:
            kinds, part = labels.kinds(label), labels.meaning(label)
            if kinds is not None:
                yield MarkedName(letters(text, [place]), kinds)
            else:
                meant[str(note.found.get("id", number))] = (part or "", label, place)
    for group in _groups(meant.keys(), ties):
        yield from _made(text, [meant[one] for one in group], labels)


def _labels(found: Found) -> list[str]:
    """What the bodies of an annotation call its words: tags where there are any, also as Hypothesis has them."""
    bodies = [one for one in _list(found.get("body")) if isinstance(one, dict) and isinstance(one.get("value"), str)]
    tags = [one for one in bodies if one.get("purpose") in ("tagging", "classifying")]
    bare = [one for name in ("body", "bodyValue", "tags") for one in _list(found.get(name)) if isinstance(one, str)]
    return [one["value"] for one in tags or bodies] + bare


def _groups(names: Iterable[str], ties: Iterable[tuple[str, ...]]) -> list[list[str]]:
    """Annotations that are tied together, in order; one that nothing ties is a group of its own."""
    group = {name: name for name in names}

    def top(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for tie in ties:
        ends = [name for end in tie for name in (end, end.lstrip("#")) if name in group]
        for end in ends[1:]:
            group[top(end)] = top(ends[0])
    found: dict[str, list[str]] = {}
    for name in group:
        found.setdefault(top(name), []).append(name)
    return list(found.values())


def _made(text: str, parts: list[tuple[str, str, tuple[int, int]]], labels: Labels) -> Iterator[Draft | MarkedEvent]:
    kinds = [(kind, place) for part, _, place in parts if (kind := event_value(part))]
    draft = Draft()
    for part, label, place in parts:
        role = labels.role(label, of_event=bool(kinds))
        if role in (EVENT_PARTS if kinds else STATEMENT_PARTS):
            draft.add(str(role), [place])
        elif not kinds and part == "statement":
            draft.add("content", [place])
    if kinds:
        draft.phrases.setdefault("trigger", [[place] for _, place in kinds[:1]])
        yield make_event(text, draft, kinds[0][0])
    elif draft.phrases:
        yield draft
