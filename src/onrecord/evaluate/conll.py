"""CoNLL as gold: `onrecord evaluate conll PATH`, a file, a folder or a zip archive of `.conllu`, `.conll`, `.iob`, `.bio` or `.tsv`.

Three layouts: CoNLL-U with layers in MISC (`name=B-PER`, `Source=B-1`), CoNLL-U Plus with layers in columns of its own, and plain columns,
the word first (behind its number in the sentence, where there is one) and the tag last (CoNLL-2003). A tag is B, I and so on, and then what
the words are: a part of a statement, a part or a type of an event, a kind of name. A number says which statement or event of the document it
belongs to (`Content=B-2`, `B-CONTENT-2`; `2.3` is the third party of the second event). Without numbers each part belongs to the nearest cue,
or trigger, of its sentence.

The text is put together from the words: after `SpaceAfter=No` there is no space, `SpacesAfter=` says which (as UDPipe writes it), a new
paragraph is a line of its own; in plain columns each sentence is, and marks stand close to their words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import InputError
from onrecord.evaluate.files import Given, given_of, read_files, stem
from onrecord.evaluate.gold import Draft, Marked, MarkedEvent, MarkedName, letters, make_event, make_statements
from onrecord.evaluate.labels import EVENT_PARTS, STATEMENT_PARTS, Labels, event_value, plain

ENDINGS = (".conllu", ".conllup", ".conll", ".iob", ".bio", ".tsv")
UNIVERSAL = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
_OWN_COLUMNS = frozenset(UNIVERSAL)
_TAG = re.compile(r"([BILUSE])(?:-(.+))?\Z")
_NUMBER = re.compile(r"(?:(.*?)[-_:#])?(\d+)(?:\.(\d+))?\Z")
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|.)", re.S)
_SPACES = {"s": " ", "n": "\n", "r": "\r", "t": "\t", "p": "|", "\\": "\\"}
_CLOSE = re.compile(r"(?:[.,;:!?%)\]}’”]+|''|n['’]t|['’](?:s|re|ve|ll|d|m|S))\Z")
_OPEN = re.compile(r"(?:[(\[{“‘$£€#]|``)\Z")


class Phrase(NamedTuple):
    """Words of one part: which statement, event or party they are of (None where nothing says), their sentence, and where they stand."""

    part: str
    label: str
    number: str | None
    party: str | None
    sentence: int
    spans: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Text:
    """A document while it is read: its text, phrases that are open or done, and what comments say of the records."""

    name: str
    known: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    space: str = ""
    tokens: int = 0
    sentence: int = 0
    phrases: list[Phrase] = field(default_factory=list)
    open: dict[tuple[str, str, str | None, str | None], int] = field(default_factory=dict)
    records: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    given: Given | None = None

    def word(self, form: str, before: str | None = None) -> tuple[int, int]:
        """One more word and where it stands."""
        gap = self.space if before is None else before
        start = self.length + len(gap)
        self.pieces += [gap, form]
        self.length = start + len(form)
        self.tokens += 1
        return start, self.length

    def tag(self, place: tuple[int, int], tags: Sequence[tuple[str, Phrase]]) -> None:
        """Add a word to the phrases that its tags begin or go on with."""
        still: dict[tuple[str, str, str | None, str | None], int] = {}
        for letter, one in tags:
            key = one[:4]
            at = self.open.get(key) if letter in "ILE" else None
            if at is None:
                self.phrases.append(one._replace(sentence=self.sentence, spans=(place,)))
                at = len(self.phrases) - 1
            else:
                start, _ = self.phrases[at].spans[0]
                self.phrases[at] = self.phrases[at]._replace(spans=((start, place[1]),))
            still[key] = at
        self.open = still


def read_conll(path: Path, labels: Labels) -> Iterator[Marked]:
    """The gold of a file, folder or archive. Raises InputError that names file and line of what cannot be understood."""
    count = 0
    for name, text in read_files(path, ENDINGS):
        where = f"{path}/{name}" if path.is_dir() else str(path)
        for found in _texts(text, stem(name), where, labels):
            if found.tokens:
                count += 1
                yield mark(found, labels)
    if not count:
        raise InputError(f"{path}: no words in columns there ({', '.join(ENDINGS)} are read)")


def _texts(text: str, name: str, where: str, labels: Labels) -> Iterator[Text]:
    """The documents of a file."""
    current = Text(name)
    columns: tuple[str, ...] = ()
    is_empty = True
    inside: tuple[range, tuple[int, int]] = (range(0), (0, 0))
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    is_counted = _is_counted(lines)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            if not is_empty:
                current.sentence += 1
                current.space = current.space if columns else "\n"
            is_empty = True
        elif line.startswith("#") and (line[1:2] in (" ", "") or "\t" not in line):
            key, _, value = (part.strip() for part in line[1:].partition("="))
            if key == "global.columns":
                columns = tuple(value.split())
            elif key.startswith("newdoc"):
                yield current
                current = Text(value or f"{name}-{number}", {"id": value} if value else {})
            else:
                try:
                    _comment(current, key, value)
                except (ValueError, RecursionError) as error:
                    raise InputError(f"{where}:{number}: not what onrecord export wrote ({error})") from error
        elif line.startswith("-DOCSTART-"):
            yield current
            current = Text(f"{name}-{number}")
        else:
            cells = line.split("\t") if "\t" in line else line.split()
            is_empty = False
            try:
                columns = columns or _columns(cells)
                if columns:
                    inside = _universal(current, dict(zip(columns, cells, strict=True)), labels, inside)
                else:
                    _plain_line(current, cells[1:] if is_counted else cells, labels)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{where}:{number}: {_why(error, cells, columns)}") from error
    yield current


def _why(error: ValueError | RecursionError, cells: Sequence[str], columns: Sequence[str]) -> str:
    if columns and len(cells) != len(columns):
        return f"{len(cells)} columns, not {len(columns)} ({' '.join(columns)})"
    return str(error)


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    """Those of CoNLL-U, where a line is of it; none for plain columns."""
    is_universal = len(cells) == len(UNIVERSAL) and re.fullmatch(r"\d+(?:[-.]\d+)?", cells[0])
    return UNIVERSAL if is_universal else ()


def _is_counted(lines: Sequence[str]) -> bool:
    """True for plain columns of which the first counts the words of each sentence, from 1."""
    last = most = 0
    for line in lines:
        if not line.strip() or line.startswith(("-DOCSTART-", "# ")):
            last = 0
            continue
        first, *others = line.split()
        if len(others) < 2 or first != str(last + 1):
            return False
        last += 1
        most = max(most, last)
    return most > 1


def _comment(current: Text, key: str, value: str) -> None:
    kind, _, number = key.partition(" ")
    if kind in ("statement", "event") and number.isdigit():
        pairs = (cell.partition("=") for cell in value.split("|"))
        current.records[kind, number] = {name: found for name, _, found in pairs}
    elif key == "onrecord":
        current.given = given_of(json.loads(value))
    elif key in ("outlet", "published"):
        current.known[key] = value
    elif key.startswith("newpar") and current.tokens and "\n" not in current.space:
        current.space = "\n"


# --- words ------------------------------------------------------------------------------------------


def _universal(
    current: Text, cells: dict[str, str], labels: Labels, inside: tuple[range, tuple[int, int]]
) -> tuple[range, tuple[int, int]]:
    """One line of CoNLL-U; words of a token that is written as one share its place."""
    identity = cells.get("ID", "")
    if "." in identity:
        return inside
    if "FORM" not in cells:
        raise ValueError("no column FORM in global.columns")
    misc = [pair.partition("=") for pair in cells.get("MISC", "_").split("|")]
    values = {key: value for key, equals, value in misc if equals}
    layers = list(values.items())
    layers += [(key.rpartition(":")[2], value) for key, value in cells.items() if key not in _OWN_COLUMNS]
    tags = [tag for key, value in layers for tag in _tags(key, value, labels)]
    if identity.isdigit() and int(identity) in inside[0]:
        current.tag(inside[1], tags)
        return inside
    before = _unescaped(values["SpacesBefore"]) if "SpacesBefore" in values and not current.tokens else None
    place = current.word(cells["FORM"], before)
    current.space = (
        _unescaped(values["SpacesAfter"])
        if "SpacesAfter" in values
        else ""
        if values.get("SpaceAfter") == "No"
        else " "
    )
    current.tag(place, tags)
    first, dash, last = identity.partition("-")
    return (range(int(first), int(last) + 1), place) if dash else (range(0), place)


def _plain_line(current: Text, cells: Sequence[str], labels: Labels) -> None:
    if len(cells) < 2:
        raise ValueError(f"one column only: {cells[0][:40]!r} has no tag")
    word, tag = cells[0], cells[-1]
    if tag != "O" and not _TAG.match(tag):
        raise ValueError(f"{tag!r} is no tag: O, or B or I and what the words are (B-PER, I-CONTENT)")
    is_close = _CLOSE.match(word) and current.space == " "
    place = current.word(word, "" if is_close else None)
    current.space = "" if _OPEN.match(word) else " "
    current.tag(place, list(_tags("", tag, labels)))


def _unescaped(spaces: str) -> str:
    def character(found: re.Match[str]) -> str:
        code = found.group(1)
        return chr(int(code[1:], 16)) if len(code) == 5 else _SPACES.get(code, code)

    return _ESCAPE.sub(character, spaces)


def _tags(key: str, value: str, labels: Labels) -> Iterator[tuple[str, Phrase]]:
    """What a value says of a word: the letter, and the phrase that the word is of (without its place)."""
    for cell in value.split(","):
        matched = _TAG.match(cell)
        if not matched:
            continue
        letter, rest = matched.groups()
        label, number, party = rest or "", None, None
        counted = _NUMBER.match(rest) if rest else None
        if counted:
            label, number, party = counted.groups()
        known = _part(key, label or "", labels)
        if known:
            yield letter, Phrase(known, label or key, number, party, 0, ())


def _part(key: str, label: str, labels: Labels) -> str | None:
    """Which part a column or key and a label make: the key counts where it is a part itself."""
    own = labels.role(key, of_event=False) if key else None
    if own in STATEMENT_PARTS | EVENT_PARTS:
        return own
    if own in ("addressee", "medium", "date", "where") or (own == "target" and not label):
        return None
    if label and labels.kinds(label) is not None:
        return "name"
    meant = labels.meaning(label) if label else None
    if event_value(meant):
        return "trigger"
    if meant in STATEMENT_PARTS | EVENT_PARTS:
        return meant
    if label and meant is None:
        labels.unknown[label] += 1
    return "name" if own == "name" else None


# --- meaning ----------------------------------------------------------------------------------------


def mark(found: Text, labels: Labels) -> Marked:
    """The statements, events and names of one document."""
    text = "".join(found.pieces) + found.space
    statements = _gather(found, STATEMENT_PARTS, "cue")
    events = _gather(found, EVENT_PARTS, "trigger")
    for (kind, number), values in found.records.items():
        draft = (statements if kind == "statement" else events).get(number)
        if draft is not None:
            draft.values |= values
            draft.within = "within" in values if kind == "statement" else None
    names = tuple(
        MarkedName(letters(text, one.spans), labels.kinds(one.label) or frozenset())
        for one in found.phrases
        if one.part == "name"
    )
    said = make_statements(text, statements.values())
    done = tuple(_events(text, events, labels))
    return Marked(
        found.name, text, said, done, names, found.given, found.known.get("outlet"), found.known.get("published")
    )


def _gather(found: Text, parts: frozenset[str], core: str) -> dict[str, Draft]:
    """Drafts by number; parts without one go with the nearest core of their sentence, or make one of their own."""
    drafts: dict[str, Draft] = {}
    loose = [one for one in found.phrases if one.part in parts and one.number is None]
    cores = [one for one in loose if one.part == core]
    numbered: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for one in found.phrases:
        if one.part in parts and one.number is not None:
            draft = drafts.setdefault(one.number, Draft())
            phrase = numbered.setdefault((one.number, one.part, one.party or ""), [])
            if not phrase:
                draft.phrases.setdefault(one.part, []).append(phrase)
            phrase.extend(one.spans)
            _name_type(draft, one)
    for one in loose:
        near = [other for other in cores if other.sentence == one.sentence]
        best = min(near, key=lambda other: _apart(one, other), default=None)
        key = f"near {best.spans[0][0]}" if best else f"in {one.sentence}"
        draft = drafts.setdefault(key, Draft())
        draft.add(one.part, one.spans)
        _name_type(draft, one)
    return drafts


def _name_type(draft: Draft, one: Phrase) -> None:
    if one.part == "trigger":
        draft.values.setdefault("event_type", one.label)


def _apart(one: Phrase, other: Phrase) -> int:
    (start, end), (first, last) = one.spans[0], other.spans[0]
    return max(first - end, start - last, 0)


def _events(text: str, drafts: dict[str, Draft], labels: Labels) -> Iterator[MarkedEvent]:
    for draft in drafts.values():
        label = draft.values.get("event_type", "")
        kind = event_value(labels.meaning(label))
        if kind is None or not draft.phrases.get("trigger"):
            if label and plain(label) != "trigger":
                labels.unknown[label] += 1
            continue
        if "status" in draft.values:
            draft.values.setdefault("mode", "")
        yield make_event(text, draft, kind)
