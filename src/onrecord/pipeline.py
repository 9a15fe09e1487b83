"""The whole way of a page, from top to bottom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.metadata import version as installed_version
from typing import Any, Protocol

from onrecord.annotate import annotate
from onrecord.attribute import attribute
from onrecord.clean import clean
from onrecord.errors import CorruptStore, UsageError
from onrecord.events import code_events
from onrecord.identify import identify
from onrecord.intake import IntakeOptions, read_documents
from onrecord.model import (
    Across,
    Document,
    Entity,
    Issue,
    Joined,
    Judgement,
    KeyedDigest,
    Neighbours,
    Proposal,
    Record,
    StoryReading,
    content_id,
    group_objects,
)
from onrecord.model.bundle import KINDS
from onrecord.models import manifest
from onrecord.resolve import (
    DIFFERENT_VERDICT,
    LAYERS,
    SAME_VERDICT,
    Collection,
    Layer,
    join_entities,
    join_neighbours,
    keyed,
    make_digests,
    settle_documents,
    settle_layers,
    subject_of,
)
from onrecord.rules import list_files
from onrecord.rules.actors import ActorDictionary
from onrecord.rules.authority import Authority
from onrecord.segment import segment
from onrecord.serialize import check_object, from_object, record_of

TOGETHER = 32
"""Documents that are settled in one transaction: what they have in common with one another and with what is stored is looked up once."""
ENOUGH_DIGESTS, MOST_TOGETHER = 3_000, 512
"""While documents are stored: so many digests wait to be settled, or so many short documents, for the same reason. A large component is
looked through once for all of them; a transaction takes seconds at most."""
ROOMS = ("intake", "clean", "segment", "annotate", "identify", "attribute", "events", "resolve", "store", "publish")
"""The rooms in the order a page passes through them; everything up to `events` is pure."""


def read_document(
    document: Document,
    *,
    actors: ActorDictionary | None = None,
    authority: Authority | None = None,
    is_compared: bool = True,
) -> Record:
    """Everything that one document says, with its evidence, and what is needed to set it beside other documents.

    `actors` is a user's own dictionary of parties to events, `authority` the tables of bodies and people to know names by.
    Where `is_compared` is false the record has no digests: a seventh of the time for who stores and compares nothing.
    """
    record, readings = read_stories(document, actors=actors, authority=authority)
    if not is_compared:
        return record
    return replace(record, digests=tuple(digest for reading in readings for digest in make_digests(reading)))


def read_stories(
    document: Document, *, actors: ActorDictionary | None = None, authority: Authority | None = None
) -> tuple[Record, tuple[StoryReading, ...]]:
    """What `read_document` gives, and beside it each story with its words: what is set beside other documents is made from these."""
    cleaned = clean(document)
    stories, trouble = segment(document, cleaned)
    annotations, long = annotate(stories, cleaned.text)
    entities = identify(stories, annotations, authority=authority)
    readings: list[StoryReading] = []
    for story, annotation in zip(stories, annotations, strict=True):
        said = attribute(story, annotation, entities, outlet=document.outlet)
        coded = code_events(story, annotation, entities, said, actors=actors)
        readings.append(StoryReading(document, story, annotation, tuple(entities), tuple(said), tuple(coded), annotation.quantities, annotation.times, annotation.places))  # fmt: skip
    record = Record(
        document=document,
        clean=cleaned,
        stories=tuple(stories),
        entities=tuple(entities),
        statements=tuple(statement for reading in readings for statement in reading.statements),
        events=tuple(event for reading in readings for event in reading.events),
        quantities=tuple(quantity for reading in readings for quantity in reading.quantities),
        times=tuple(time for reading in readings for time in reading.times),
        places=tuple(place for reading in readings for place in reading.places),
        issues=(*trouble, *long),
    )
    return record, tuple(readings)


class Joinable(Protocol):
    """What joining asks of a store."""

    def entities(self) -> Sequence[Entity]:
        """Every reading of every entity."""
        ...

    def judgements(self) -> Sequence[Judgement]:
        """Every judgement, withdrawn ones too."""
        ...

    def put_joined(self, joined: Joined) -> None:
        """Store what was joined in the place of what was joined before."""
        ...


def join_stored(store: Joinable) -> Joined:
    """Say anew which stored entities are one across documents; depends on what is stored and not on the order of reading."""
    joined = join_entities(store.entities(), store.judgements())
    store.put_joined(joined)
    return joined


class NearJoining(Protocol):
    """Joined entities of a store, for one transaction."""

    def neighbours(self, entities: Sequence[str]) -> Neighbours:
        """All that these may be joined with."""
        ...

    def put(self, near: Neighbours, joined: Joined) -> None:
        """Store what is known now of them."""
        ...


class Judging(Protocol):
    """What judging entities asks of a store."""

    def judge(self, judgement: Judgement) -> None:
        """Store a judgement."""
        ...

    def withdraw(self, judgement: str, at: str) -> Judgement:
        """Take a judgement back."""
        ...

    def joining(self) -> AbstractContextManager[NearJoining]:
        """What is stored of joined entities, for one transaction."""
        ...


def judge_same(
    store: Judging, one: str, other: str, *, is_same: bool, by: str, at: str, reason: str | None
) -> Judgement:
    """Say that two entities are one, or that they are two, and join anew what that touches.

    `one` and `other` are whole ids of entities, `at` an ISO time. Raises UsageError where they are not two entities.
    """
    if one == other or not all(identity.startswith("entity-") for identity in (one, other)):
        raise UsageError("give the ids of two different entities: entity-5f0c12… and entity-90bc44…")
    subject, verdict = subject_of(one, other), SAME_VERDICT if is_same else DIFFERENT_VERDICT
    judgement = Judgement(content_id("judgement", subject, verdict, by, at), subject, verdict, by, at, reason, None)
    store.judge(judgement)
    join_near(store, (one, other))
    return judgement


def withdraw_judgement(store: Judging, identity: str, *, at: str) -> Judgement:
    """Take a judgement back, and join anew what it was about where that is two entities."""
    judgement = store.withdraw(identity, at)
    about = judgement.subject.split(" ")
    if len(about) == 2:
        join_near(store, about)
    return judgement


def join_near(store: Judging, entities: Sequence[str]) -> None:
    """Join these entities anew and all that may be one with them: what `join_stored` would say of them, in milliseconds."""
    with store.joining() as joining:
        near = joining.neighbours(entities)
        joining.put(near, join_neighbours(near))


class Settling(Protocol):
    """What settling asks of a store."""

    def waiting(self, layers: Sequence[str]) -> Sequence[str]:
        """Documents that wait to be settled, in the order in which they were stored."""
        ...

    def outdated(self, layers: Sequence[Layer[Any]]) -> Sequence[str]:
        """The names of those of these layers whose stored digests an older version keyed, or whose records are not all made anew since."""
        ...

    def key_again(self, layer: Layer[Any], make_keys: Callable[[Sequence[Any]], Sequence[KeyedDigest]]) -> int:
        """Key the digests of some of these documents anew, in one transaction; how many documents."""
        ...

    def tell_before(self, layer: Layer[Any]) -> int:
        """Note what changed in some records of a layer that was made anew, in one transaction; 0 where none are left."""
        ...

    def collection(self) -> AbstractContextManager[Collection]:
        """What is stored of many documents, for one transaction."""
        ...


def settle_stored(
    store: Settling,
    layers: Sequence[Layer[Any]] = LAYERS,
    *,
    say: Callable[[str], None] | None = None,
    together: int = TOGETHER,
) -> int:
    """Bring copies, incidents, disputes and commitments up to date with every document that waits for it; how many did.

    One transaction for up to `together` documents, of more one for some of them and a layer: after an interruption the same call goes on. What comes
    out depends on what is stored and not on the order in which it came. What an older version of a layer compared is compared anew
    first, from what is stored; `say` is told so, in a line. Raises StoreError where a newer version did.
    """
    is_anew = _key_stored_again(store, layers, say)
    found = store.waiting([layer.name for layer in layers])
    if 0 < len(found) <= together:
        with store.collection() as collection:
            for layer in layers:
                settle_documents(layer, found, collection)
    elif found:
        for layer in layers:
            _settle_layer(store, layer)
    for layer in layers if is_anew else ():
        while store.tell_before(layer):
            pass
    return len(found)


class Keeping(Settling, Protocol):
    """What storing records asks of a store."""

    def add(self, record: Record, *, version: str) -> bool:
        """Store a document whole; False when this version of it is there already."""
        ...


def keep(records: Iterable[Record], store: Keeping, *, say: Callable[[str], None] | None = None) -> Iterator[Record]:
    """Records as they are stored, settled when enough of them wait, the last ones when there are no more.

    What waited before counts, so that a run that goes on settles what it would have settled without an interruption.
    """
    waiting, digests = len(store.waiting([layer.name for layer in LAYERS])), 0
    for record in records:
        # Of what waited before nothing is known but how many documents it is.
        if waiting >= TOGETHER and (digests >= ENOUGH_DIGESTS or waiting >= MOST_TOGETHER or not digests):
            settle_stored(store, say=say, together=MOST_TOGETHER if digests else TOGETHER)
            waiting = digests = 0
        if store.add(record, version=program_version()):
            waiting += 1
            digests += len(record.digests)
        yield record
    settle_stored(store, say=say, together=MOST_TOGETHER)


def _key_stored_again(store: Settling, layers: Sequence[Layer[Any]], say: Callable[[str], None] | None) -> bool:
    """True where a layer is made anew, from now on or since an interruption."""
    names = store.outdated(layers)
    for layer in layers:
        if layer.name in names:
            if say is not None:
                say(
                    f"{layer.name} are found anew, since this version compares what is stored in another way; this takes a while"
                )
            while store.key_again(layer, partial(keyed, layer)):
                pass
    return bool(names)


def _settle_layer(store: Settling, layer: Layer[Any]) -> None:
    """One layer for every document that waits for it: the next ones count on what it finds for all."""
    found = store.waiting([layer.name])
    for start in range(0, len(found), TOGETHER):
        with store.collection() as collection:
            settle_documents(layer, found[start : start + TOGETHER], collection)


class Kept(Protocol):
    """What asking for old documents asks of a store."""

    def old_documents(self, layers: Sequence[str]) -> Mapping[str, int]:
        """By layer how many documents an older program kept less of than is compared now."""
        ...


def to_read_anew(store: Kept, layers: Sequence[Layer[Any]] = LAYERS) -> str | None:
    """A line on documents that are compared only as far as an older version kept what they say; None where there are none."""
    found = store.old_documents([layer.name for layer in layers])
    if not found:
        return None
    told = ", ".join(f"{count:,} for {name}" for name, count in found.items())
    return f"an older version kept too little of some documents ({told}); to compare them in full read them anew with --again"


def across(records: Iterable[Record]) -> Across:
    """Which of these documents are copies, what happened, what is disputed and what was promised, without a database.

    What is read again by `onrecord.Store` and `settle_stored` is the same, and need not be held in memory.
    """
    return settle_layers(LAYERS, (digest for record in records for digest in record.digests))


class Taking(Protocol):
    """What taking records in asks of a store."""

    def take(self, record: Record, *, is_again: bool = False) -> bool:
        """Store a document with what another database had of it; False where it is there."""
        ...

    def take_proposals(self, document: str, proposals: Iterable[Proposal]) -> None:
        """Store what second readers proposed on a document that was taken."""
        ...

    def take_across(self, objects: Sequence[dict[str, Any]]) -> int:
        """Store records across documents; how many."""
        ...

    def take_judgements(self, judgements: Iterable[Judgement]) -> int:
        """Store judgements; how many are new."""
        ...

    def add_issues(self, issues: Iterable[Issue]) -> None:
        """Store issues of no document."""
        ...


@dataclass(slots=True)
class Taken:
    """How much was taken in: documents, those that were there before, records across documents, those left out, judgements; and what is
    wrong with the documents that were not taken.
    """

    documents: int = 0
    known: int = 0
    across: int = 0
    left_out: int = 0
    judgements: int = 0
    problems: list[str] = field(default_factory=list)


TAKEN_AT_ONCE = 500
"""Records across documents, judgements and loose issues that are held at once."""


def take_objects(objects: Iterable[dict[str, Any]], store: Taking, *, is_again: bool = False) -> Taken:
    """Store the JSON objects of the record in the order of JSON Lines, as they are, without reading the news again.

    A document that is there stays as it is, unless `is_again`. Raises CorruptStore for an object that is not whole where that is of no
    document; a document with one is left out and told of in `problems`.
    """
    taken = Taken()
    for kind, group in _taken_groups(objects):
        if kind == "document":
            _take_document(group, store, taken, is_again)
        elif kind == "judgement":
            taken.judgements += store.take_judgements(map(from_object, group))
        elif kind == "issue":
            store.add_issues(map(from_object, group))
        else:
            number = store.take_across(group)
            taken.across += number
            taken.left_out += len(group) - number
    return taken


def _taken_groups(objects: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A document with what was read in it, else some of one type."""
    held: list[dict[str, Any]] = []
    last = ""
    for found in objects:
        kind = found["type"]
        is_inside = kind in KINDS and kind != "document" and not (kind == "issue" and found["document"] is None)
        group = "document" if is_inside else kind
        if is_inside and last != "document":
            raise CorruptStore(f"{found['id']}: comes before its document; give the whole of what was written out")
        if held and (group != last or kind == "document" or (not is_inside and len(held) >= TAKEN_AT_ONCE)):
            yield last, held
            held = []
        held.append(found)
        last = group
    if held:
        yield last, held


def _take_document(objects: list[dict[str, Any]], store: Taking, taken: Taken, is_again: bool) -> None:
    (bundle,) = group_objects(objects)
    try:
        record = record_of(bundle)
        proposals = [from_object(found) for found in bundle.proposals]
        for found in bundle.proposals:
            check_object(found, record.clean.text)
        is_new = store.take(record, is_again=is_again)
    except CorruptStore as error:
        taken.problems.append(str(error))
        return
    if is_new and proposals:
        store.take_proposals(record.document.id, proposals)
    taken.documents += is_new
    taken.known += not is_new


class Reading(Iterator[Record]):
    """Records one by one, and beside them the issues of what could not be read at all."""

    def __init__(
        self,
        items: Iterable[Document | Issue],
        known: Callable[[Document], bool] | None = None,
        total: int | None = None,
        actors: ActorDictionary | None = None,
        authority: Authority | None = None,
        is_compared: bool = True,
    ) -> None:
        self.total = total
        """How many items there are, where that is known beforehand."""
        self._items = iter(items)
        self._known = known
        self._actors = actors
        self._authority = authority
        self._is_compared = is_compared
        self.issues: list[Issue] = []
        """Trouble met so far before there was a document to hang it on."""
        self.count = self.skipped = 0
        """Documents read, and documents passed over because `known` said so."""

    def __next__(self) -> Record:
        """The next record; what is not readable goes to `issues`."""
        for item in self._items:
            if isinstance(item, Issue):
                self.issues.append(item)
            elif self._known is not None and self._known(item):
                self.skipped += 1
            else:
                self.count += 1
                return read_document(
                    item, actors=self._actors, authority=self._authority, is_compared=self._is_compared
                )
        raise StopIteration


def read(
    targets: str | Sequence[str],
    *,
    options: IntakeOptions | None = None,
    known: Callable[[Document], bool] | None = None,
    actors: ActorDictionary | None = None,
    authority: Authority | None = None,
    is_compared: bool = True,
) -> Reading:
    """Read files, folders, globs, addresses or standard input (`-`), one record a document.

    `known` may say of a document that it was read before, which skips it; `actors` is a user's own dictionary of parties to
    events (`onrecord.rules.actors.read_actors`); `authority` has his own bodies and people before the shipped ones
    (`onrecord.rules.own_authority.read_authority`); `is_compared` as in `read_document`. Raises InputError for a target that is not there at all; anything
    less is an `Issue`, in the record or in `Reading.issues`.
    """
    named = [targets] if isinstance(targets, str) else list(targets)
    items = read_documents(named, options=options or IntakeOptions())
    return Reading(items, known, actors=actors, authority=authority, is_compared=is_compared)


@cache
def program_version() -> str:
    """The package's version and a digest of every model and rule file: what a record depends on beside its input."""
    digest = hashlib.sha256()
    for name, sha256 in sorted(manifest().items()):
        digest.update(f"{name} {sha256}\n".encode())
    for name, data in list_files():
        digest.update(name.encode() + b"\0" + data)
    return f"{installed_version('onrecord')}+{digest.hexdigest()[:12]}"
